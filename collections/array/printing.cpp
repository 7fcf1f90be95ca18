#include <ostream>

#include <troupe/array/array.hpp>

#include "array/chunking/chunk_text.hpp"

namespace troupe {

std::string to_string(const Array& array) {
  const std::int64_t blocks = array.chunking().block_count();
  return "Array " + std::string(to_string(array.dtype())) + " " + to_string(array.shape()) + ", chunks "
         + chunk_text(array.chunking()) + ", " + std::to_string(blocks)
         + (blocks == 1 ? " block, " : " blocks, ") + array.name();
}

std::ostream& operator<<(std::ostream& stream, const Array& array) { return stream << to_string(array); }

} // namespace troupe
