#include "array/linalg/matmul.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/linalg/products.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/linalg/tensordot.hpp"
#include "array/reshaping/transpose.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// A matrix or vector, and whether the operand is its transpose.
struct Factor {
  Array array;
  bool is_transposed = false;
};

/// Whether a node swaps the two axes of its input.
bool swaps_axes(const ArrayNode& node) {
  const auto* const operation = dynamic_cast<const OperationOf<Transpose>*>(&node.operation());
  return operation != nullptr && operation->op().axes == std::vector<std::int32_t>{1, 0};
}

Factor without_transposes(const Array& operand) {
  Factor factor{operand};
  while (swaps_axes(*factor.array.node()))
    factor = {Array(factor.array.node()->inputs()[0]), !factor.is_transposed};
  return factor;
}

void require_ranks(std::span<const Array> inputs) {
  const auto shapes = [&] { return to_string(inputs[0].shape()) + " and " + to_string(inputs[1].shape()); };
  for (const Array& input : inputs) {
    if (input.rank() == 0)
      throw ShapeError("an array without axes is no matrix: shapes " + shapes() + "; multiply takes one");
  }
}

/// The axes before the last two.
std::size_t stack_rank(const Array& array) { return std::max<std::size_t>(array.rank(), 2) - 2; }

/// The columns on the left and the rows on the right.
std::pair<std::int64_t, std::int64_t> contracted_extents(std::span<const Array> inputs) {
  const Shape left = inputs[0].shape(), right = inputs[1].shape();
  return {left.back(), right[right.size() == 1 ? 0 : right.size() - 2]};
}

/// With axes of length 1 in front, for a stack of `rank` axes.
Array with_stack_rank(const Array& array, std::size_t rank) {
  const std::size_t own = stack_rank(array);
  if (own == rank)
    return array;
  std::vector<int> axes(rank - own);
  std::iota(axes.begin(), axes.end(), 0);
  return expand_dims(array, axes);
}

/// The products of the matrices of two stacks that broadcast.
Array multiply_stacks(const std::string& shown, const Array& left, const Array& right) {
  const auto stack_shape = [](const Array& array) {
    const Shape shape = array.shape();
    return Shape(shape.begin(), shape.begin() + static_cast<std::ptrdiff_t>(stack_rank(array)));
  };
  (void)broadcast(std::vector{stack_shape(left), stack_shape(right)}, shown);
  // All rows of all matrices on the left meet the same matrix on the right.
  if (stack_rank(right) == 0)
    return multiply_blocks({shown, 0, 1, false, false}, left, right);
  const auto axes = static_cast<std::uint32_t>(std::max(stack_rank(left), stack_rank(right)));
  return multiply_blocks({shown, axes, 1, false, false}, with_stack_rank(left, axes),
                         with_stack_rank(right, axes));
}

} // namespace

bool Matmul::accepts_unknown(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const auto [columns, rows] = contracted_extents(inputs);
  return columns != unknown_extent && rows != unknown_extent && columns != rows;
}

ArrayMetadata Matmul::promise(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const std::size_t left = inputs[0].rank(), right = inputs[1].rank();
  const std::size_t stacked = std::max<std::size_t>({left, right, 2}) - 2;
  Shape shape(stacked, unknown_extent);
  if (left > 1)
    shape.push_back(inputs[0].shape()[left - 2]);
  if (right > 1)
    shape.push_back(inputs[1].shape()[right - 1]);
  return promise_metadata(promote(inputs[0].dtype(), inputs[1].dtype()), shape);
}

Array Matmul::build(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const Shape left_shape = inputs[0].shape(), right_shape = inputs[1].shape();
  if (const auto [columns, rows] = contracted_extents(inputs); columns != rows)
    throw ShapeError("shapes " + to_string(left_shape) + " and " + to_string(right_shape) + " do not fit: "
                     + std::to_string(columns) + " columns and " + std::to_string(rows) + " rows");
  const DType dtype = promote(inputs[0].dtype(), inputs[1].dtype());
  if (left_shape.size() > 2 || right_shape.size() > 2)
    return multiply_stacks(shown, astype(inputs[0], dtype), astype(inputs[1], dtype));
  const Factor left = without_transposes(inputs[0]), right = without_transposes(inputs[1]);
  return multiply_blocks({shown, 0, 1, left.is_transposed, right.is_transposed}, astype(left.array, dtype),
                         astype(right.array, dtype));
}

Array matmul(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  return apply(Matmul{}, arrays_of({a, b}), line);
}

Array dot(const Located& a, const Located& b) {
  const std::vector<Array> operands = arrays_of({a, b});
  if (operands[0].rank() == 0 || operands[1].rank() == 0)
    return multiply(a, b);
  const SourceLine line = a.line();
  if (operands[1].rank() > 2) // over the axis before the last
    return apply(TensorDot{"dot",
                           {static_cast<std::int32_t>(operands[0].rank()) - 1},
                           {static_cast<std::int32_t>(operands[1].rank()) - 2}},
                 operands, line);
  return apply(Matmul{"dot"}, operands, line);
}

} // namespace troupe
