#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

namespace troupe {

/// 0, 1, 2, … in C order.
inline Array counted(const Shape& shape, const Chunks& chunks = -1) {
  return from_chunk(
      Chunk::generate<std::int64_t>(
          shape, [](std::span<std::int64_t> out) { std::iota(out.begin(), out.end(), std::int64_t{0}); }),
      chunks);
}

/// The whole, and an uneven way of cutting it: each axis into 1, nothing, a bit more than half, and the rest.
inline std::vector<Chunking> whole_and_uneven(const Shape& shape) {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : shape) {
    const std::int64_t first = extent < 1 ? 0 : 1, middle = (extent - first) * 5 / 9;
    sizes.push_back({first, 0, middle, extent - first - middle});
  }
  return {Chunking::whole(shape), Chunking(std::move(sizes))};
}

/// Calls `check` with `counted(shape)`: whole, unevenly cut with empty chunks between, and in many small
/// chunks.
template <class Check>
void for_each_cut(const Shape& shape, const Check& check) {
  std::vector<Chunking> chunkings = whole_and_uneven(shape);
  Shape small;
  for (const std::int64_t extent : shape)
    small.push_back(shape.size() == 1 ? 97 : std::clamp<std::int64_t>(extent, 1, 7));
  chunkings.push_back(Chunking::regular(shape, small));
  for (const Chunking& chunking : chunkings)
    BOOST_TEST_CONTEXT("chunks " << to_string(chunking)) { check(counted(shape, chunking)); }
}

/// What `element` says of each position of `shape`, in C order: the plain loops an array is compared with.
template <class T = std::int64_t, class F>
std::vector<T> looped(const Shape& shape, const F& element) {
  std::vector<T> values;
  Shape at(shape.size(), 0);
  for (std::int64_t left = element_count(shape); left > 0; --left) {
    values.push_back(element(at));
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++at[axis] < shape[axis])
        break;
      at[axis] = 0;
    }
  }
  return values;
}

} // namespace troupe
