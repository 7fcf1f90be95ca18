#include <algorithm>
#include <ostream>

#include <troupe/array/array.hpp>

namespace troupe {

namespace {

/// The largest chunk's extent along each axis.
Shape largest_chunk(const Chunking& chunking) {
  Shape largest;
  for (const auto& sizes : chunking.sizes()) {
    const bool known = std::ranges::find(sizes, unknown_extent) == sizes.end();
    largest.push_back(known ? std::ranges::max(sizes) : unknown_extent);
  }
  return largest;
}

} // namespace

std::string to_string(const Array& array) {
  const std::int64_t blocks = array.chunking().block_count();
  return "Array " + std::string(to_string(array.dtype())) + " " + to_string(array.shape()) + ", chunks "
         + to_string(largest_chunk(array.chunking())) + ", " + std::to_string(blocks)
         + (blocks == 1 ? " block, " : " blocks, ") + array.name();
}

std::ostream& operator<<(std::ostream& stream, const Array& array) { return stream << to_string(array); }

} // namespace troupe
