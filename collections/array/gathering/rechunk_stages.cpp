#include "array/gathering/rechunk_stages.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

std::int64_t product(std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  return __builtin_mul_overflow(left, right, &result) ? std::numeric_limits<std::int64_t>::max() : result;
}

/// The longest stretch of an axis that one new chunk needs, in whole old chunks.
std::int64_t longest_input(const Sizes& from, const Sizes& to) {
  std::int64_t longest = 0, begin = 0;
  std::size_t first = 0;        // the old chunk in which the new one begins,
  std::int64_t first_begin = 0; // and where that one begins
  for (const std::int64_t size : to) {
    const std::int64_t end = begin + size;
    while (first + 1 < from.size() && first_begin + from[first] <= begin)
      first_begin += from[first++];
    std::int64_t covered = first_begin;
    for (std::size_t old = first; old < from.size() && covered < end; ++old)
      covered += from[old];
    if (size > 0)
      longest = std::max(longest, covered - first_begin);
    begin = end;
  }
  return longest;
}

std::int64_t largest_chunk_bytes(const Chunking& chunking, std::size_t element_bytes) {
  auto bytes = static_cast<std::int64_t>(element_bytes);
  for (const Sizes& sizes : chunking.sizes())
    bytes = product(bytes, std::ranges::max(sizes));
  return bytes;
}

/// Up to `count` neighbours joined at a time, never across a cut of `bounds`.
Sizes joined(const Sizes& sizes, const Sizes& bounds, std::int64_t count) {
  Sizes result;
  std::int64_t end = 0, bound = 0, members = 0;
  std::size_t next_bound = 0;
  for (const std::int64_t size : sizes) {
    // The first bound behind what is joined so far: a chunk that reaches it ends the group.
    while (next_bound < bounds.size() && bound <= end)
      bound += bounds[next_bound++];
    if (members == 0)
      result.push_back(0);
    result.back() += size;
    end += size;
    members = members + 1 == count || end >= bound ? 0 : members + 1;
  }
  return result;
}

/// The chunking between two others in the making: a number of chunks to join along each axis.
class Middle {
public:
  Middle(const Chunking& from, const Chunking& to, std::size_t element_bytes)
      : from_(from), to_(to), element_bytes_(element_bytes), joined_(from.rank(), 1) {}

  Chunking chunking() const {
    std::vector<Sizes> sizes;
    for (std::size_t axis = 0; axis < joined_.size(); ++axis)
      sizes.push_back(axis_sizes(axis, joined_[axis]));
    return Chunking(std::move(sizes));
  }

  /// Joins twice as many along an axis, unless that exceeds a limit or changes nothing.
  bool grow(std::size_t axis, std::int64_t limit_bytes, std::int64_t chunk_bytes) {
    if (axis_sizes(axis, 2 * joined_[axis]) == axis_sizes(axis, joined_[axis]))
      return false;
    joined_[axis] *= 2;
    const Chunking grown = chunking();
    if (largest_input_bytes(from_, grown, element_bytes_) <= limit_bytes
        && largest_input_bytes(grown, to_, element_bytes_) <= limit_bytes
        && largest_chunk_bytes(grown, element_bytes_) <= chunk_bytes)
      return true;
    joined_[axis] /= 2;
    return false;
  }

private:
  /// Old chunks where the new ones are longer, else new ones.
  Sizes axis_sizes(std::size_t axis, std::int64_t count) const {
    const Sizes& old = from_.sizes(axis);
    const Sizes& wanted = to_.sizes(axis);
    return old.size() > wanted.size() ? joined(old, wanted, count) : joined(wanted, old, count);
  }

  const Chunking& from_;
  const Chunking& to_;
  std::size_t element_bytes_;
  Sizes joined_;
};

} // namespace

std::int64_t largest_input_bytes(const Chunking& from, const Chunking& to, std::size_t element_bytes) {
  auto bytes = static_cast<std::int64_t>(element_bytes);
  for (std::size_t axis = 0; axis < from.rank(); ++axis)
    bytes = product(bytes, longest_input(from.sizes(axis), to.sizes(axis)));
  return bytes;
}

std::optional<Chunking> chunking_between(const Chunking& from, const Chunking& to, std::size_t element_bytes,
                                         std::int64_t limit_bytes) {
  const std::int64_t at_once = largest_input_bytes(from, to, element_bytes);
  if (at_once <= limit_bytes)
    return std::nullopt;
  const std::int64_t chunk_bytes =
      std::max(largest_chunk_bytes(from, element_bytes), largest_chunk_bytes(to, element_bytes));
  Middle middle(from, to, element_bytes);
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (std::size_t axis = 0; axis < from.rank(); ++axis)
      has_grown |= middle.grow(axis, std::max(limit_bytes, chunk_bytes), chunk_bytes);
  }
  Chunking between = middle.chunking();
  const std::int64_t in_two = std::max(largest_input_bytes(from, between, element_bytes),
                                       largest_input_bytes(between, to, element_bytes));
  if (in_two >= at_once)
    return std::nullopt;
  return between;
}

} // namespace troupe
