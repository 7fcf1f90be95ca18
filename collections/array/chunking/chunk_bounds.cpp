#include "array/chunking/chunk_bounds.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

/// Slivers are more chunks than there were by that factor, and smaller than they could be by it.
constexpr std::int64_t sliver_growth = 16;

std::int64_t product(std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  return __builtin_mul_overflow(left, right, &result) ? std::numeric_limits<std::int64_t>::max() : result;
}

Shape longest_chunks(const Chunking& chunking) {
  Shape longest;
  for (const Sizes& sizes : chunking.sizes())
    longest.push_back(std::ranges::max(sizes));
  return longest;
}

std::int64_t elements_of(const Shape& chunk) {
  std::int64_t elements = 1;
  for (const std::int64_t length : chunk)
    elements = product(elements, length);
  return elements;
}

std::int64_t automatic_elements(DType dtype) {
  return automatic_chunk_bytes / static_cast<std::int64_t>(size_of(dtype));
}

std::int64_t quotient_up(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor + (dividend % divisor != 0 ? 1 : 0);
}

Sizes pieces_of(std::int64_t extent, std::int64_t count) {
  Sizes sizes;
  const std::int64_t quotient = extent / count, rest = extent % count;
  // The end of piece i is extent * i / count, without the overflow.
  const auto end = [&](std::int64_t i) { return quotient * i + rest * i / count; };
  for (std::int64_t i = 0; i < count; ++i)
    sizes.push_back(end(i + 1) - end(i));
  return sizes;
}

/// How many pieces a length is cut into for them to be at most `most` long: a power of two, or single positions.
std::int64_t piece_count(std::int64_t size, std::int64_t most) {
  return std::min(
      static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(quotient_up(size, most)))), size);
}

/// The blocks there will be with chunks of at most `chunk`; 2^63 - 1 if they are more.
std::int64_t block_count(const Chunking& chunking, const Shape& chunk) {
  std::int64_t blocks = 1;
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
    std::int64_t along = 0; // no more than the extent
    for (const std::int64_t size : chunking.sizes(axis))
      along += size <= chunk[axis] ? 1 : piece_count(size, chunk[axis]);
    blocks = product(blocks, along);
  }
  return blocks;
}

/// `sizes` with those above `most` in a power of two of even pieces.
Sizes cut_down(const Sizes& sizes, std::int64_t most) {
  Sizes result;
  for (const std::int64_t size : sizes) {
    if (size <= most) {
      result.push_back(size);
      continue;
    }
    const Sizes pieces = pieces_of(size, piece_count(size, most));
    result.insert(result.end(), pieces.begin(), pieces.end());
  }
  return result;
}

/// The axis to cut next.
std::optional<std::size_t> longest_axis(const Shape& chunk, const std::vector<bool>& cut_last) {
  for (const bool is_last : {false, true}) {
    std::optional<std::size_t> longest;
    for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
      const bool is_of_these = (axis < cut_last.size() && cut_last[axis]) == is_last;
      if (is_of_these && chunk[axis] > (longest ? chunk[*longest] : 1))
        longest = axis;
    }
    if (longest)
      return longest;
  }
  return std::nullopt;
}

} // namespace

std::int64_t largest_chunk_elements(const Chunking& chunking) {
  return elements_of(longest_chunks(chunking));
}

std::vector<std::int64_t> even_sizes(std::int64_t extent, std::int64_t most) {
  return pieces_of(extent, std::max<std::int64_t>(quotient_up(extent, most), 1));
}

Chunking ChunkBound::applied_to(const Chunking& chunking) const {
  Shape chunk = longest_chunks(chunking);
  const std::int64_t wanted = std::max(automatic_elements(dtype), input_elements);
  if (elements_of(chunk) <= std::max(2 * automatic_elements(dtype), input_elements))
    return chunking;
  while (elements_of(chunk) > wanted) {
    const std::optional<std::size_t> axis = longest_axis(chunk, cut_last);
    if (!axis)
      break;
    chunk[*axis] = quotient_up(chunk[*axis], 2);
  }
  if (block_count(chunking, chunk) > Chunking::max_blocks)
    return chunking;
  std::vector<Sizes> sizes;
  for (std::size_t axis = 0; axis < chunk.size(); ++axis)
    sizes.push_back(cut_down(chunking.sizes(axis), chunk[axis]));
  return Chunking(std::move(sizes));
}

Chunking bounded_broadcast(const Chunking& common, DType dtype, std::span<const Array> arrays) {
  if (!common.is_known())
    return common;
  // Narrow elements are seldom all there is: of a mask, as an example, the same numbers are chosen. One run of
  // operations needs one chunking.
  const DType counted_as = size_of(dtype) < size_of(DType::float64) ? DType::float64 : dtype;
  ChunkBound bound{counted_as, 1, std::vector<bool>(common.rank(), false)};
  for (const Array& array : arrays) {
    bound.input_elements = std::max(bound.input_elements, largest_chunk_elements(array.chunking()));
    if (array.size() <= automatic_elements(array.dtype()))
      continue;
    const Shape shape = array.shape();
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      if (shape[axis] != 1)
        bound.cut_last[common.rank() - shape.size() + axis] = true;
  }
  return bound.applied_to(common);
}

std::int64_t grown_chunk_length(const Chunking& chunking, std::size_t axis, std::int64_t extent,
                                DType dtype) {
  const Shape chunk = longest_chunks(chunking);
  const std::int64_t longest = std::max<std::int64_t>(chunk[axis], 1);
  std::int64_t row = 1;
  for (std::size_t other = 0; other < chunk.size(); ++other)
    if (other != axis)
      row = product(row, std::max<std::int64_t>(chunk[other], 1));
  const std::int64_t possible = automatic_elements(dtype) / row;
  const bool is_slivers = quotient_up(extent, longest) / sliver_growth > std::ssize(chunking.sizes(axis))
                          && possible / sliver_growth > longest;
  return is_slivers ? possible : longest;
}

} // namespace troupe
