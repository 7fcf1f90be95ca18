#include "array/elementwise/elementwise.hpp"

#include <algorithm>
#include <cassert>

#include "array/chunking/chunk_bounds.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

bool is_comparison(TileOperation operation) {
  return operation >= TileOperation::greater && operation <= TileOperation::not_equal;
}

/// The comparison with sides exchanged.
TileOperation mirrored(TileOperation operation) {
  switch (operation) {
  case TileOperation::greater: return TileOperation::less;
  case TileOperation::greater_equal: return TileOperation::less_equal;
  case TileOperation::less: return TileOperation::greater;
  case TileOperation::less_equal: return TileOperation::greater_equal;
  default: return operation;
  }
}

} // namespace

bool Elementwise::accepts_unknown(std::span<const Array> inputs) const { return match_unknown(inputs); }

Array Elementwise::build(std::span<const Array> inputs) const {
  const Chunking chunking = bounded_broadcast(common_chunking(inputs, shown), program.result(), inputs);
  return apply(TileMap{shown, program}, cut_alike(inputs, chunking));
}

ElementwiseWriter::Term ElementwiseWriter::operand(const Located& operand) {
  if (operand.scalar() != nullptr)
    return *operand.scalar();
  const auto found = std::ranges::find(arrays_, operand.array()->node(), &Array::node);
  if (found != arrays_.end())
    return TileOperand{TileOperand::Kind::input, static_cast<std::uint16_t>(found - arrays_.begin())};
  arrays_.push_back(*operand.array());
  return builder_.input(operand.array()->dtype());
}

DType ElementwiseWriter::dtype_of(const Term& term) const {
  if (const auto* scalar = std::get_if<Scalar>(&term))
    return scalar->dtype();
  return builder_.dtype_of(std::get<TileOperand>(term));
}

DType ElementwiseWriter::common_dtype(std::span<const Term> terms) const {
  std::vector<DType> strong;
  for (const Term& term : terms)
    if (std::holds_alternative<TileOperand>(term))
      strong.push_back(dtype_of(term));
  const bool only_scalars = strong.empty();
  std::optional<DType> common;
  if (!only_scalars)
    common = promote_all(std::move(strong));
  for (const Term& term : terms) {
    const auto* scalar = std::get_if<Scalar>(&term);
    if (scalar == nullptr)
      continue;
    if (only_scalars)
      common = common ? promote(*common, scalar->dtype()) : scalar->dtype();
    else
      common = promote_weakly(*common, *scalar);
  }
  return common.value_or(DType::float64);
}

TileOperand ElementwiseWriter::constant(const Scalar& value, DType dtype) {
  return naming(name_, [&] { return builder_.constant(constant_of(value, dtype)); });
}

TileOperand ElementwiseWriter::converted_constant(const Scalar& value, DType dtype) {
  return naming(name_, [&] { return builder_.constant(converted(value, dtype)); });
}

TileOperand ElementwiseWriter::typed(const Term& term, DType dtype) {
  if (const auto* scalar = std::get_if<Scalar>(&term))
    return constant(*scalar, dtype);
  return builder_.cast(std::get<TileOperand>(term), dtype);
}

TileOperand ElementwiseWriter::apply(TileOperation operation, std::initializer_list<Term> terms) {
  assert(terms.size() == static_cast<std::size_t>(arity(operation)));
  if (operation == TileOperation::where)
    return where(terms.begin()[0], terms.begin()[1], terms.begin()[2]);
  if (operation == TileOperation::ldexp)
    return scale_by_power_of_two(terms.begin()[0], terms.begin()[1]);
  if (is_comparison(operation))
    return compare(operation, terms);
  const DType common = common_dtype(terms);
  const std::optional<DType> working = working_dtype(operation, common);
  if (!working)
    refuse(common);
  std::array<TileOperand, 2> operands{};
  std::ranges::transform(terms, operands.begin(), [&](const Term& term) { return typed(term, *working); });
  const DType result = *tile_result(operation, *working);
  if (terms.size() == 1)
    return builder_.instruction(operation, result, {operands[0]});
  return builder_.instruction(operation, result, {operands[0], operands[1]});
}

TileOperand ElementwiseWriter::compare(TileOperation operation, std::span<const Term> terms) {
  if (std::holds_alternative<Scalar>(terms[0]) && std::holds_alternative<TileOperand>(terms[1])) {
    const std::array swapped{terms[1], terms[0]};
    return compare(mirrored(operation), swapped);
  }
  const DType common = common_dtype(terms);
  const auto* scalar = std::get_if<Scalar>(&terms[1]);
  const int side = scalar != nullptr ? side_of_range(*scalar, common) : 0;
  if (side == 0)
    return builder_.instruction(operation, DType::boolean,
                                {typed(terms[0], common), typed(terms[1], common)});
  // The scalar is beyond everything the array can hold, so one comparison with the array's own bound says it.
  const TileOperand x = typed(terms[0], common);
  const bool is_true =
      operation == TileOperation::not_equal
      || (side > 0 ? operation == TileOperation::less || operation == TileOperation::less_equal
                   : operation == TileOperation::greater || operation == TileOperation::greater_equal);
  const TileOperand bound = builder_.constant(highest(common));
  return builder_.instruction(is_true ? TileOperation::less_equal : TileOperation::greater, DType::boolean,
                              {x, bound});
}

TileOperand ElementwiseWriter::scale_by_power_of_two(const Term& x, const Term& exponent) {
  const DType exponent_dtype = dtype_of(exponent);
  if (kind_of(exponent_dtype) >= DTypeKind::floating)
    refuse(exponent_dtype);
  const std::optional<DType> working = working_dtype(TileOperation::ldexp, common_dtype(std::span(&x, 1)));
  if (!working)
    refuse(dtype_of(x));
  // Exponents beyond int32 give what its bounds give, zero or infinity, but would wrap in a cast.
  TileOperand bounded = typed(exponent, exponent_dtype);
  if (promote(exponent_dtype, DType::int32) != DType::int32) {
    if (kind_of(exponent_dtype) == DTypeKind::signed_integer)
      bounded = apply(TileOperation::maximum, {bounded, Scalar(-2147483647)});
    bounded = apply(TileOperation::minimum, {bounded, Scalar(2147483647)});
  }
  return builder_.instruction(TileOperation::ldexp, *working,
                              {typed(x, *working), builder_.cast(bounded, DType::int32)});
}

TileOperand ElementwiseWriter::where(const Term& condition, const Term& x, const Term& y) {
  const std::array values{x, y};
  const DType dtype = common_dtype(values);
  const auto* scalar = std::get_if<Scalar>(&condition);
  const TileOperand chosen =
      scalar != nullptr ? converted_constant(*scalar, DType::boolean) : typed(condition, DType::boolean);
  return builder_.instruction(TileOperation::where, dtype, {chosen, typed(x, dtype), typed(y, dtype)});
}

void ElementwiseWriter::refuse(DType dtype) const {
  throw DTypeError(name_ + ": not defined for " + std::string(to_string(dtype)));
}

Array ElementwiseWriter::finish(const Term& result) {
  const TileOperand last = typed(result, dtype_of(result));
  // An input by itself is the array, unless it is broadcast to others'.
  if (last == TileOperand{TileOperand::Kind::input, 0} && arrays_.size() == 1)
    return arrays_.front();
  return troupe::apply(Elementwise{name_, std::move(builder_).finish(last)}, std::move(arrays_), line_);
}

Array elementwise(std::string_view name, TileOperation operation, std::initializer_list<Located> operands) {
  ElementwiseWriter writer(name, operands.begin()->line());
  const Located* operand = operands.begin();
  switch (operands.size()) {
  case 1: return writer.finish(writer.apply(operation, {writer.operand(operand[0])}));
  case 2: {
    const auto x = writer.operand(operand[0]), y = writer.operand(operand[1]);
    return writer.finish(writer.apply(operation, {x, y}));
  }
  default: {
    const auto condition = writer.operand(operand[0]), x = writer.operand(operand[1]),
               y = writer.operand(operand[2]);
    return writer.finish(writer.apply(operation, {condition, x, y}));
  }
  }
}

Array elementwise(TileOperation operation, std::initializer_list<Located> operands) {
  return elementwise(to_string(operation), operation, operands);
}

} // namespace troupe
