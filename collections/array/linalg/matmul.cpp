#include "array/linalg/matmul.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/creation/creation.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/linalg.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/error.hpp>

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

/// Sizes that have all cuts of both, which add up to the same; without empty ones.
std::vector<std::int64_t> joint_cuts(const std::vector<std::int64_t>& left,
                                     const std::vector<std::int64_t>& right) {
  const auto ends = [](const std::vector<std::int64_t>& sizes) {
    std::vector<std::int64_t> sums(sizes.size());
    std::partial_sum(sizes.begin(), sizes.end(), sums.begin());
    return sums;
  };
  std::vector<std::int64_t> cuts;
  std::ranges::set_union(ends(left), ends(right), std::back_inserter(cuts));
  std::vector<std::int64_t> sizes;
  std::int64_t before = 0;
  for (const std::int64_t cut : cuts)
    if (cut > before)
      sizes.push_back(cut - std::exchange(before, cut));
  return sizes.empty() ? std::vector<std::int64_t>{0} : sizes;
}

Array cut_along(const Array& array, std::size_t axis, const std::vector<std::int64_t>& sizes) {
  std::vector<std::vector<std::int64_t>> all = array.chunking().sizes();
  all[axis] = sizes;
  return rechunk(array, Chunking(std::move(all)));
}

/// The axes before the last two.
Shape stack_shape(const Array& array) {
  Shape shape = array.shape();
  shape.resize(std::max<std::size_t>(shape.size(), 2) - 2);
  if (array.rank() < 2)
    shape.clear();
  return shape;
}

/// Matrix number `index` of the stack that `array` is after broadcasting to `stack`.
Array matrix_of(const Array& array, const Shape& stack, std::int64_t index) {
  const Shape own = stack_shape(array);
  std::vector<Index> at(own.size(), Index(0));
  for (std::size_t axis = stack.size(); axis-- > 0; index /= stack[axis])
    if (const std::size_t missing = stack.size() - own.size(); axis >= missing)
      at[axis - missing] = own[axis - missing] == 1 ? 0 : index % stack[axis];
  return at.empty() ? array : getitem(array, at);
}

/// The products of all pairs of matrices of two stacks that broadcast.
Array multiply_stacks(const Array& left, const Array& right) {
  const Shape stack =
      broadcast(std::vector{stack_shape(left), stack_shape(right)}, std::string(Matmul::name));
  std::vector<Array> products;
  for (std::int64_t i = 0; i < element_count(stack); ++i)
    products.push_back(matmul(matrix_of(left, stack, i), matrix_of(right, stack, i)));
  Shape shape = stack;
  if (left.rank() > 1)
    shape.push_back(left.shape()[left.rank() - 2]);
  if (right.rank() > 1)
    shape.push_back(right.shape().back());
  if (products.empty())
    return zeros(shape, {.dtype = promote(left.dtype(), right.dtype())});
  return reshape(troupe::stack(products), shape);
}

} // namespace

ArrayMetadata Matmul::promise(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const std::size_t left = inputs[0].rank(), right = inputs[1].rank();
  const std::size_t stacked = std::max<std::size_t>({left, right, 2}) - 2;
  const Shape shape(stacked + (left > 1 ? 1 : 0) + (right > 1 ? 1 : 0), 1);
  return {promote(inputs[0].dtype(), inputs[1].dtype()), Chunking::whole(shape), {}};
}

Array Matmul::build(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const Shape left_shape = inputs[0].shape(), right_shape = inputs[1].shape();
  const std::int64_t rows = right_shape[right_shape.size() == 1 ? 0 : right_shape.size() - 2];
  if (left_shape.back() != rows)
    throw ShapeError("shapes " + to_string(left_shape) + " and " + to_string(right_shape) + " do not fit: "
                     + std::to_string(left_shape.back()) + " columns and " + std::to_string(rows) + " rows");
  if (left_shape.size() > 2 || right_shape.size() > 2)
    return multiply_stacks(inputs[0], inputs[1]);
  const DType dtype = promote(inputs[0].dtype(), inputs[1].dtype());
  const Factor left = without_transposes(inputs[0]), right = without_transposes(inputs[1]);
  const std::size_t left_axis = left.array.rank() == 1 || left.is_transposed ? 0 : 1;
  const std::size_t right_axis = right.is_transposed ? 1 : 0;
  const std::vector<std::int64_t> cuts =
      joint_cuts(left.array.chunking().sizes(left_axis), right.array.chunking().sizes(right_axis));
  return apply(BlockProducts{left.is_transposed, right.is_transposed},
               {cut_along(astype(left.array, dtype), left_axis, cuts),
                cut_along(astype(right.array, dtype), right_axis, cuts)});
}

Array matmul(const Located& a, const Located& b) {
  const SourceLine line = a.line();
  return apply(Matmul{}, arrays_of({a, b}), line);
}

Array dot(const Located& a, const Located& b) {
  const std::vector<Array> operands = arrays_of({a, b});
  if (operands[0].rank() == 0 || operands[1].rank() == 0)
    return multiply(a, b);
  if (std::max(operands[0].rank(), operands[1].rank()) > 2)
    throw ShapeError("dot: shapes " + to_string(operands[0].shape()) + " and "
                     + to_string(operands[1].shape()) + " have more than 2 axes; matmul multiplies stacks");
  return matmul(a, b);
}

} // namespace troupe
