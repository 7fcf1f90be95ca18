#pragma once

#include <cstddef>

namespace troupe {

inline constexpr std::size_t block_line = 64;

/// The sizes blocks come in: every multiple of 64 bytes up to 512, then eight sizes for each doubling, so
/// that at most an eighth of a block is waste.
struct SizeClass {
  std::size_t number = 0;
  std::size_t bytes = 0; ///< What is counted; room and padding behind it are extra.
};

/// What a block of so many counted bytes has room for beside them: a page from 256 KiB on. Elements that are read past
/// the page cache lie in memory as in the file, where a header stands before them, and 8 MiB of them are not to take the
/// block of 9.
constexpr std::size_t block_room(std::size_t class_bytes) {
  return class_bytes < (std::size_t{256} << 10) ? 0 : 4096;
}

/// The smallest class that holds `bytes`, at most 2^62.
SizeClass size_class(std::size_t bytes);

/// The bytes of class `number`.
std::size_t class_bytes(std::size_t number);

inline constexpr std::size_t class_count = 8 + 8 * 53;

/// Fresh memory for a block of `bytes` (those of a class), its room and 64 bytes of padding behind it, aligned to 64 bytes,
/// from 64 KiB on to 4096; nullptr if there is none.
std::byte* map_block(std::size_t bytes) noexcept;
void unmap_block(std::byte* block, std::size_t bytes) noexcept;

/// Blocks below 2 MiB are the C library's, which keeps what is freed: whether it is made to give that back every 32 MiB.
void trim_heap_while_freeing(bool wanted) noexcept;

/// Tells AddressSanitizer that nobody may touch a free block, and that the first `bytes` and their padding
/// are in use.
void forbid_block(const std::byte* block, std::size_t class_bytes) noexcept;
void permit_block(const std::byte* block, std::size_t class_bytes, std::size_t bytes) noexcept;

} // namespace troupe
