#include "array/linalg/tensordot.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/linalg/products.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/axis_list.hpp"
#include "array/chunking/chunk_bounds.hpp"
#include "array/linalg/matmul.hpp"
#include "expression/apply.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

/// The axes of an operand that are neither of the stack nor contracted.
std::vector<int> kept_axes(const Array& array, std::size_t stack, const std::vector<int>& contracted) {
  std::vector<int> kept;
  for (auto axis = static_cast<int>(stack); axis < static_cast<int>(array.rank()); ++axis)
    if (std::ranges::find(contracted, axis) == contracted.end())
      kept.push_back(axis);
  return kept;
}

/// An operand with its contracted axes together, in order, in front of the kept ones or behind them.
struct Arranged {
  Array array;
  bool is_contracted_first;
};

/// As it lies, if it can be; else with the contracted axes where `prefers_first` says.
Arranged arranged(const Array& array, std::size_t stack, const std::vector<int>& contracted,
                  bool prefers_first) {
  const std::vector<int> kept = kept_axes(array, stack, contracted);
  const auto order = [&](bool is_first) {
    std::vector<int> axes(stack);
    std::iota(axes.begin(), axes.end(), 0);
    const std::vector<int>&before = is_first ? contracted : kept, &after = is_first ? kept : contracted;
    axes.insert(axes.end(), before.begin(), before.end());
    axes.insert(axes.end(), after.begin(), after.end());
    return axes;
  };
  for (const bool is_first : {prefers_first, !prefers_first})
    if (std::ranges::is_sorted(order(is_first)))
      return {array, is_first};
  return {transpose(array, order(prefers_first)), prefers_first};
}

std::string extents_of(const Array& left, const Array& right) {
  return to_string(left.shape()) + " and " + to_string(right.shape());
}

} // namespace

Array contract(const std::string& shown, std::size_t stack, const Array& left, std::vector<int> left_axes,
               const Array& right, std::vector<int> right_axes) {
  const DType dtype = promote(left.dtype(), right.dtype());
  // Pairs in the order in which the left operand, or else the right one, has them: then that need not be moved.
  std::vector<std::size_t> order(left_axes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool is_left_larger = left.size() >= right.size();
  std::ranges::sort(order, {}, [&](std::size_t i) { return is_left_larger ? left_axes[i] : right_axes[i]; });
  std::vector<int> first, second;
  for (const std::size_t i : order) {
    first.push_back(left_axes[i]);
    second.push_back(right_axes[i]);
  }
  const Arranged a = arranged(astype(left, dtype), stack, first, false);
  const Arranged b = arranged(astype(right, dtype), stack, second, true);
  return multiply_blocks({shown, static_cast<std::uint32_t>(stack), static_cast<std::uint32_t>(order.size()),
                          a.is_contracted_first, !b.is_contracted_first},
                         a.array, b.array);
}

ArrayMetadata TensorDot::promise(std::span<const Array> inputs) const {
  Shape shape;
  for (const auto& [array, contracted] :
       {std::pair(&inputs[0], &left_axes), std::pair(&inputs[1], &right_axes)})
    for (std::size_t axis = 0; axis < array->rank(); ++axis)
      if (std::ranges::find(*contracted, static_cast<std::int32_t>(axis)) == contracted->end())
        shape.push_back(array->shape()[axis]);
  return promise_metadata(promote(inputs[0].dtype(), inputs[1].dtype()), shape);
}

Array TensorDot::build(std::span<const Array> inputs) const {
  for (std::size_t i = 0; i < left_axes.size(); ++i) {
    const std::int64_t left = inputs[0].shape()[static_cast<std::size_t>(left_axes[i])];
    const std::int64_t right = inputs[1].shape()[static_cast<std::size_t>(right_axes[i])];
    if (left != right)
      throw ShapeError("shapes " + extents_of(inputs[0], inputs[1]) + " do not fit: axis "
                       + std::to_string(left_axes[i]) + " of the first is " + std::to_string(left) + ", axis "
                       + std::to_string(right_axes[i]) + " of the second " + std::to_string(right));
  }
  if (left_axes.empty()) { // every element with every other
    std::vector<int> left_new(inputs[1].rank());
    std::iota(left_new.begin(), left_new.end(), static_cast<int>(inputs[0].rank()));
    return multiply(left_new.empty() ? inputs[0] : expand_dims(inputs[0], left_new), inputs[1]);
  }
  return contract(shown, 0, inputs[0], {left_axes.begin(), left_axes.end()}, inputs[1],
                  {right_axes.begin(), right_axes.end()});
}

Array tensordot(const Located& a, const Located& b, const std::vector<int>& a_axes,
                const std::vector<int>& b_axes) {
  const SourceLine line = a.line();
  const std::vector<Array> operands = arrays_of({a, b});
  if (a_axes.size() != b_axes.size())
    throw AxisError("tensordot: " + std::to_string(a_axes.size()) + " axes of the first and "
                    + std::to_string(b_axes.size()) + " of the second operand");
  const std::vector<int> left = normalise_axes(a_axes, operands[0].rank(), "tensordot");
  const std::vector<int> right = normalise_axes(b_axes, operands[1].rank(), "tensordot");
  return apply(TensorDot{"tensordot", {left.begin(), left.end()}, {right.begin(), right.end()}}, operands,
               line);
}

Array tensordot(const Located& a, const Located& b, int axes) {
  const std::vector<Array> operands = arrays_of({a, b});
  const auto least = static_cast<int>(std::min(operands[0].rank(), operands[1].rank()));
  if (axes < 0 || axes > least)
    throw AxisError("tensordot: " + std::to_string(axes) + " axes of shapes "
                    + extents_of(operands[0], operands[1]));
  std::vector<int> left(static_cast<std::size_t>(axes)), right(left.size());
  std::iota(left.begin(), left.end(), static_cast<int>(operands[0].rank()) - axes);
  std::iota(right.begin(), right.end(), 0);
  return tensordot(a, b, left, right);
}

Array inner(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  const std::vector<Array> operands = arrays_of({a, b});
  if (operands[0].rank() == 0 || operands[1].rank() == 0)
    return multiply(a, b);
  return apply(TensorDot{"inner",
                         {static_cast<std::int32_t>(operands[0].rank()) - 1},
                         {static_cast<std::int32_t>(operands[1].rank()) - 1}},
               operands, line);
}

Array outer(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  const CallScope scope(line);
  const std::vector<Array> operands = arrays_of({a, b});
  return multiply(expand_dims(ravel(operands[0]), {-1}), ravel(operands[1]));
}

Array vdot(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  const CallScope scope(line);
  const std::vector<Array> operands = arrays_of({a, b});
  const bool is_known = all_known(operands);
  if (is_known && operands[0].size() != operands[1].size())
    throw ShapeError("vdot: shapes " + extents_of(operands[0], operands[1]) + " have not as many elements");
  const auto conjugate = [](const Array& array) {
    return kind_of(array.dtype()) == DTypeKind::complex ? conj(array) : array;
  };
  if (is_known && operands[0].shape() == operands[1].shape()
      && kind_of(operands[0].dtype()) != DTypeKind::boolean
      && kind_of(operands[1].dtype()) != DTypeKind::boolean)
    return astype(sum(multiply(conjugate(operands[0]), operands[1])),
                  promote(operands[0].dtype(), operands[1].dtype()));
  return dot(conjugate(ravel(operands[0])), ravel(operands[1]));
}

namespace {

/// The product of two arrays that broadcast, in blocks of whole chunks of the second where these are no larger than
/// blocks may be.
Array multiply_whole(const Array& left, const Array& right) {
  const std::vector<Array> operands{left, right};
  const DType dtype = promote(left.dtype(), right.dtype());
  ChunkBound bound{
      dtype, std::max(largest_chunk_elements(left.chunking()), largest_chunk_elements(right.chunking())), {}};
  for (const std::int64_t extent : right.shape())
    bound.cut_last.push_back(extent != 1);
  const std::vector<Array> cut = cut_alike(operands, bound.applied_to(common_chunking(operands, "kron")));
  return multiply(cut[0], cut[1]);
}

} // namespace

Array Kron::build(std::span<const Array> inputs) const {
  std::vector<Array> operands(inputs.begin(), inputs.end());
  const std::size_t rank = std::max(operands[0].rank(), operands[1].rank());
  Shape shape(rank);
  for (std::size_t operand = 0; operand < 2; ++operand) {
    Array& array = operands[operand];
    std::vector<int> missing(rank - array.rank());
    std::iota(missing.begin(), missing.end(), 0);
    if (!missing.empty())
      array = expand_dims(array, missing);
    std::vector<int> between; // every second axis
    for (std::size_t axis = 0; axis < rank; ++axis) {
      shape[axis] = (operand == 0 ? 1 : shape[axis]) * array.shape()[axis];
      between.push_back(static_cast<int>(2 * axis + (operand == 0 ? 1 : 0)));
    }
    if (rank > 0)
      array = expand_dims(array, between);
  }
  return reshape(multiply_whole(operands[0], operands[1]), shape);
}

Array kron(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  return apply(Kron{}, arrays_of({a, b}), line);
}

Array Cross::build(std::span<const Array> inputs) const {
  for (const Array& operand : inputs)
    if (operand.rank() == 0 || operand.shape().back() != 3)
      throw ShapeError("shapes " + extents_of(inputs[0], inputs[1]) + " are not of vectors of length 3");
  // Component i: a[i + 1] b[i + 2] - a[i + 2] b[i + 1].
  const auto shifted = [](const Array& vectors, std::int64_t by) { return roll(vectors, by, -1); };
  return subtract(multiply(shifted(inputs[0], -1), shifted(inputs[1], -2)),
                  multiply(shifted(inputs[0], -2), shifted(inputs[1], -1)));
}

Array cross(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  return apply(Cross{}, arrays_of({a, b}), line);
}

} // namespace troupe
