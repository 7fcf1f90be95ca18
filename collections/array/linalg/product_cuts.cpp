#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include <troupe/array/rechunk.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "array/linalg/matmul.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

// Products of matrices from this size on are cut into tiles of about equal size: large enough that BLAS, which packs both
// operands of each, keeps its rate, and small enough that threads end together.
constexpr std::int64_t least_tiled = 1024, least_depth = 512, most_depth = 2048;

/// How long tiles are along an axis. Those of shallow products stay short: their result is most of what they take.
std::int64_t tile_length(std::int64_t extent, std::int64_t depth) {
  constexpr std::int64_t wanted = 4, least = 768, most = 1536;
  return depth <= most_depth ? least : std::clamp(extent / wanted, least, most);
}

/// Sizes that have all cuts of both, which add up to the same; without empty ones.
Sizes joint_cuts(const Sizes& left, const Sizes& right) {
  const auto ends = [](const Sizes& sizes) {
    Sizes sums(sizes.size());
    std::partial_sum(sizes.begin(), sizes.end(), sums.begin());
    return sums;
  };
  Sizes cuts;
  std::ranges::set_union(ends(left), ends(right), std::back_inserter(cuts));
  Sizes sizes;
  std::int64_t before = 0;
  for (const std::int64_t cut : cuts)
    if (cut > before)
      sizes.push_back(cut - std::exchange(before, cut));
  return sizes.empty() ? Sizes{0} : sizes;
}

Array cut_along(const Array& array, std::size_t axis, const Sizes& sizes) {
  std::vector<Sizes> all = array.chunking().sizes();
  all[axis] = sizes;
  return rechunk(array, Chunking(std::move(all)));
}

bool is_float(DType dtype) {
  return kind_of(dtype) == DTypeKind::floating || kind_of(dtype) == DTypeKind::complex;
}

/// Both operands of a product of large matrices in tiles.
void cut_into_tiles(const BlockProducts& operation, Array& left, Array& right) {
  const std::size_t left_kept = operation.is_left_transposed ? 1 : 0;
  const std::size_t right_kept = operation.is_right_transposed ? 0 : 1;
  const std::int64_t m = left.shape()[left_kept], n = right.shape()[right_kept],
                     depth = left.shape()[1 - left_kept];
  if (std::min(m, n) < least_tiled || depth < least_depth || !is_float(left.dtype()))
    return;
  const auto cut = [&](Array& operand, std::size_t kept) {
    std::vector<Sizes> sizes(2);
    sizes[kept] = even_sizes(operand.shape()[kept], tile_length(operand.shape()[kept], depth));
    sizes[1 - kept] = even_sizes(depth, most_depth);
    operand = rechunk(operand, Chunking(std::move(sizes)));
  };
  cut(left, left_kept);
  cut(right, right_kept);
}

/// Both operands with the same cuts along an axis of each.
void cut_alike_along(Array& left, std::size_t left_axis, Array& right, std::size_t right_axis) {
  const Sizes cuts = joint_cuts(left.chunking().sizes(left_axis), right.chunking().sizes(right_axis));
  left = cut_along(left, left_axis, cuts);
  right = cut_along(right, right_axis, cuts);
}

/// Both operands with more cuts along what they keep, where blocks of their product would blow up.
void bound_product(const BlockProducts& operation, Array& left, Array& right) {
  const std::array operands{left, right};
  const ArrayMetadata product = operation.infer(operands);
  const Chunking chunking = ChunkBound{product.dtype, std::max(largest_chunk_elements(left.chunking()),
                                                               largest_chunk_elements(right.chunking()))}
                                .applied_to(product.chunking);
  std::size_t next = operation.stack_axes;
  const auto cut = [&](Array& operand, bool is_contracted_first) {
    std::vector<Sizes> sizes = operand.chunking().sizes();
    for (std::size_t axis = 0; axis < operation.stack_axes; ++axis)
      if (operand.shape()[axis] != 1)
        sizes[axis] = chunking.sizes(axis);
    const std::size_t first = operation.stack_axes + (is_contracted_first ? operation.contracted_axes : 0);
    const std::size_t kept = operand.rank() - operation.stack_axes - operation.contracted_axes;
    for (std::size_t axis = first; axis < first + kept; ++axis)
      sizes[axis] = chunking.sizes(next++);
    operand = rechunk(operand, Chunking(std::move(sizes)));
  };
  if (chunking == product.chunking)
    return;
  cut(left, operation.is_left_transposed);
  cut(right, !operation.is_right_transposed);
}

} // namespace

Array multiply_blocks(const BlockProducts& operation, const Array& left, const Array& right) {
  Array a = left, b = right;
  const std::size_t stack = operation.stack_axes, contracted = operation.contracted_axes;
  const std::size_t a_first = operation.is_left_transposed ? stack : a.rank() - contracted;
  const std::size_t b_first = operation.is_right_transposed ? b.rank() - contracted : stack;
  for (std::size_t axis = 0; axis < stack; ++axis) {
    if (a.shape()[axis] != 1 && b.shape()[axis] != 1) {
      cut_alike_along(a, axis, b, axis);
      continue;
    }
    for (Array* const operand : {&a, &b})
      if (operand->shape()[axis] == 1) // stretched; of several blocks, all but one are empty
        *operand = cut_along(*operand, axis, {1});
  }
  if (stack == 0 && contracted == 1 && a.rank() == 2 && b.rank() == 2)
    cut_into_tiles(operation, a, b);
  bool is_whole = true; // behind the first contracted axis
  for (std::size_t i = 1; i < contracted; ++i) {
    cut_alike_along(a, a_first + i, b, b_first + i);
    is_whole = is_whole && a.chunking().sizes(a_first + i).size() == 1;
  }
  if (contracted > 0 && (!is_whole || a.shape()[a_first] == 0))
    cut_alike_along(a, a_first, b, b_first);
  bound_product(operation, a, b);
  return apply(operation, {a, b});
}

} // namespace troupe
