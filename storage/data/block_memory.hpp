#pragma once

#include <cstddef>

namespace troupe {

inline constexpr std::size_t block_line = 64;
inline constexpr std::size_t huge_page = std::size_t{2} << 20;

/// The sizes blocks come in: every multiple of 64 bytes up to 512, then eight sizes for each doubling, so
/// that at most an eighth of a block is waste.
struct SizeClass {
  std::size_t number = 0;
  std::size_t bytes = 0; ///< What the user may have; the padding behind it is extra.
};

/// The smallest class that holds `bytes`, at most 2^62.
SizeClass size_class(std::size_t bytes);

/// The bytes of class `number`.
std::size_t class_bytes(std::size_t number);

inline constexpr std::size_t class_count = 8 + 8 * 53;

/// Fresh memory for a block of `bytes` (those of a class) and 64 bytes of padding behind it, aligned to 64 bytes, from
/// 64 KiB on to 4096; nullptr if there is none.
std::byte* map_block(std::size_t bytes) noexcept;
void unmap_block(std::byte* block, std::size_t bytes) noexcept;

/// Blocks below 2 MiB are the C library's, which keeps what is freed: whether it is made to give that back every 32 MiB.
void trim_heap_while_freeing(bool wanted) noexcept;

/// Tells AddressSanitizer that nobody may touch a free block, and that the first `bytes` and their padding
/// are in use.
void forbid_block(const std::byte* block, std::size_t class_bytes) noexcept;
void permit_block(const std::byte* block, std::size_t class_bytes, std::size_t bytes) noexcept;

} // namespace troupe
