#include "array/elementwise/choosing.hpp"

#include <limits>
#include <string>

#include <troupe/array/choosing.hpp>
#include <troupe/array/math.hpp>

#include "array/elementwise/elementwise.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

using Term = ElementwiseWriter::Term;

bool is_inexact(DType dtype) { return kind_of(dtype) >= DTypeKind::floating; }

TileOperand within_tolerance(ElementwiseWriter& writer, const Term& a, const Term& b,
                             const Tolerance& tolerance) {
  const TileOperand distance =
      writer.apply(TileOperation::absolute, {writer.apply(TileOperation::subtract, {a, b})});
  const TileOperand relative = writer.apply(
      TileOperation::multiply, {writer.apply(TileOperation::absolute, {b}), Scalar(tolerance.rtol)});
  const TileOperand allowed = writer.apply(TileOperation::add, {relative, Scalar(tolerance.atol)});
  return writer.apply(TileOperation::less_equal, {distance, allowed});
}

} // namespace

Array where(const Located& condition, const Located& x, const Located& y) {
  return elementwise(TileOperation::where, {condition, x, y});
}

Array clip(const Located& x, const std::optional<Located>& lower, const std::optional<Located>& upper) {
  if (!lower && !upper)
    throw ValueError("clip: neither a lower nor an upper bound is given");
  ElementwiseWriter writer("clip", x.line());
  std::vector<Term> terms{writer.operand(x)};
  for (const auto* bound : {&lower, &upper})
    if (*bound)
      terms.push_back(writer.operand(**bound));
  const DType dtype = writer.common_dtype(terms);
  TileOperand limited = writer.typed(terms[0], dtype);
  if (lower)
    limited = writer.apply(TileOperation::maximum, {limited, writer.typed(terms[1], dtype)});
  if (upper)
    limited = writer.apply(TileOperation::minimum, {limited, writer.typed(terms.back(), dtype)});
  return writer.finish(limited);
}

Array nan_to_num(const Located& x, const NanReplacement& replacement) {
  ElementwiseWriter writer("nan_to_num", x.line());
  const Term term = writer.operand(x);
  const DType dtype = writer.dtype_of(term);
  if (!is_inexact(dtype))
    return writer.finish(term);
  if (kind_of(dtype) == DTypeKind::complex)
    throw DTypeError("nan_to_num: not defined for " + std::string(to_string(dtype)));
  const bool single = dtype == DType::float32;
  const double largest =
      single ? static_cast<double>(std::numeric_limits<float>::max()) : std::numeric_limits<double>::max();
  const auto replace = [&](TileOperation test, double value, const Term& otherwise) {
    return writer.where(writer.apply(test, {term}), Scalar(value), otherwise);
  };
  TileOperand result = replace(TileOperation::isneginf, replacement.neginf.value_or(-largest), term);
  result = replace(TileOperation::isposinf, replacement.posinf.value_or(largest), result);
  return writer.finish(replace(TileOperation::isnan, replacement.nan, result));
}

Array isclose(const Located& a, const Located& b, const Tolerance& tolerance) {
  ElementwiseWriter writer("isclose", a.line());
  const std::array terms{writer.operand(a), writer.operand(b)};
  DType dtype = writer.common_dtype(terms);
  if (!is_inexact(dtype))
    dtype = DType::float64;
  const TileOperand x = writer.typed(terms[0], dtype), y = writer.typed(terms[1], dtype);
  const TileOperand finite =
      writer.apply(TileOperation::logical_and,
                   {writer.apply(TileOperation::isfinite, {x}), writer.apply(TileOperation::isfinite, {y})});
  TileOperand close = writer.where(finite, within_tolerance(writer, x, y, tolerance),
                                   writer.apply(TileOperation::equal, {x, y}));
  if (tolerance.equal_nan)
    close = writer.apply(
        TileOperation::logical_or,
        {close, writer.apply(TileOperation::logical_and, {writer.apply(TileOperation::isnan, {x}),
                                                          writer.apply(TileOperation::isnan, {y})})});
  return writer.finish(close);
}

ArrayMetadata RequireRange::infer(std::span<const Array> inputs) const {
  return inputs[0].node()->metadata();
}

void RequireRange::lower(const ArrayNode& node, Lowering& lowering) const {
  Graph& graph = lowering.graph();
  const BodyId body = graph.add_body(Body::call(built_in_kernel("require_range"),
                                                Parameters::of(RangeParameters{shown, count}), node.line()));
  const NameId task_name = lowering.add_name(node);
  std::vector<TaskId> tasks;
  for (const TaskId input : lowering.tasks(*node.inputs()[0]))
    tasks.push_back(
        graph.add(task_name, static_cast<std::uint32_t>(tasks.size()), body, std::span(&input, 1)));
  lowering.set_tasks(node, std::move(tasks));
}

Array choose(const Array& index, const std::vector<Located>& choices, std::source_location line) {
  const CallScope scope(source_line(line));
  const DTypeKind kind = kind_of(index.dtype());
  if (kind >= DTypeKind::floating)
    throw DTypeError("choose: the index is " + std::string(to_string(index.dtype())) + ", not an integer");
  if (choices.empty())
    throw ValueError("choose: there are no choices");
  const Array numbers = kind == DTypeKind::boolean ? astype(index, DType::int8) : index;
  const Array checked = apply(RequireRange{"choose", static_cast<std::int64_t>(choices.size())}, {numbers});
  ElementwiseWriter writer("choose", source_line(line));
  const Term chosen = writer.operand(checked);
  std::vector<Term> terms;
  for (const Located& choice : choices)
    terms.push_back(writer.operand(choice));
  const DType dtype = writer.common_dtype(terms);
  TileOperand result = writer.typed(terms.back(), dtype);
  for (std::size_t i = terms.size() - 1; i-- > 0;)
    result = writer.where(writer.apply(TileOperation::equal, {chosen, Scalar(i)}),
                          writer.typed(terms[i], dtype), result);
  return writer.finish(result);
}

Array select(const std::vector<Array>& conditions, const std::vector<Located>& choices,
             const Scalar& otherwise, std::source_location line) {
  if (conditions.empty() || conditions.size() != choices.size())
    throw ValueError("select: " + std::to_string(conditions.size()) + " conditions and "
                     + std::to_string(choices.size()) + " choices");
  ElementwiseWriter writer("select", source_line(line));
  std::vector<Term> tests, terms;
  for (const Array& condition : conditions) {
    if (condition.dtype() != DType::boolean)
      throw DTypeError("select: a condition is " + std::string(to_string(condition.dtype())) + ", not bool");
    tests.push_back(writer.operand(condition));
  }
  for (const Located& choice : choices)
    terms.push_back(writer.operand(choice));
  terms.emplace_back(otherwise);
  const DType dtype = writer.common_dtype(terms);
  TileOperand result = writer.typed(terms.back(), dtype);
  for (std::size_t i = tests.size(); i-- > 0;)
    result = writer.where(tests[i], writer.typed(terms[i], dtype), result);
  return writer.finish(result);
}

Array piecewise(const Array& x, const std::vector<Array>& conditions, const std::vector<Located>& values,
                std::source_location line) {
  if (values.size() != conditions.size() && values.size() != conditions.size() + 1)
    throw ValueError("piecewise: " + std::to_string(conditions.size()) + " conditions and "
                     + std::to_string(values.size()) + " values");
  ElementwiseWriter writer("piecewise", source_line(line));
  writer.operand(x);
  const bool has_default = values.size() > conditions.size();
  const auto value_of = [&](const Located& value) {
    if (value.scalar() != nullptr)
      return writer.converted_constant(*value.scalar(), x.dtype());
    return writer.typed(writer.operand(value), x.dtype());
  };
  TileOperand result = value_of(has_default ? values.back() : Located(0));
  for (std::size_t i = 0; i < conditions.size(); ++i)
    result = writer.where(writer.operand(conditions[i]), value_of(values[i]), result);
  Array pieces = writer.finish(result);
  if (pieces.shape() != x.shape())
    throw ShapeError("piecewise: conditions and values of shape " + to_string(pieces.shape())
                     + " for an array of shape " + to_string(x.shape()));
  return pieces;
}

} // namespace troupe
