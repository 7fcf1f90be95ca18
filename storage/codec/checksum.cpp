#include "codec/checksum.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <xxh_x86dispatch.h> // lets the library choose the instructions when it runs
#else
#include <xxhash.h>
#endif

namespace troupe {

std::uint64_t checksum(std::span<const std::byte> bytes, std::uint64_t so_far) {
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), checksum_piece);
    so_far = XXH3_64bits_withSeed(bytes.data(), size, so_far);
    bytes = bytes.subspan(size);
  }
  return so_far;
}

} // namespace troupe
