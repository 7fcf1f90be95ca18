#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace troupe {

/// Bytes in a block of the pool.
struct PackedBytes {
  std::shared_ptr<const std::byte[]> block;
  std::size_t size = 0; ///< 0 if packing is not worth it.
};

/// Packs with LZ4 after a shuffle of the bytes of elements of `element_bytes`; nothing if that saves less than a sixth, or for
/// more than blosc takes (2 GiB).
PackedBytes compress(std::span<const std::byte> bytes, std::size_t element_bytes);

/// Unpacks what `compress` packed into just `target`.
///
/// \throws FileError if `packed` is no such thing or unpacks to another length.
void decompress(std::span<const std::byte> packed, std::span<std::byte> target);

} // namespace troupe
