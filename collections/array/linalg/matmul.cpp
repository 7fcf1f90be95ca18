#include "array/linalg/matmul.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/linalg.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/rechunk.hpp>
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
    if (input.rank() > 2)
      throw ShapeError("shapes " + shapes()
                       + ": stacks of matrices are not multiplied, only 1-d and 2-d arrays");
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

} // namespace

ArrayMetadata Matmul::promise(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const Shape shape(inputs[0].rank() + inputs[1].rank() - 2, 1);
  return {promote(inputs[0].dtype(), inputs[1].dtype()), Chunking::whole(shape), {}};
}

Array Matmul::build(std::span<const Array> inputs) const {
  require_ranks(inputs);
  const Shape left_shape = inputs[0].shape(), right_shape = inputs[1].shape();
  if (left_shape.back() != right_shape.front())
    throw ShapeError("shapes " + to_string(left_shape) + " and " + to_string(right_shape)
                     + " do not fit: " + std::to_string(left_shape.back()) + " columns and "
                     + std::to_string(right_shape.front()) + " rows");
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
  return matmul(a, b);
}

} // namespace troupe
