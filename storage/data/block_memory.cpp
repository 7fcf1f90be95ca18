#include "data/block_memory.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>

#include <troupe/mapped_memory.hpp>

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#endif

namespace troupe {

namespace {

constexpr std::size_t small_page = 4096;

// From here on blocks begin with a page, so that direct I/O reads into them and writes from them.
constexpr std::size_t smallest_page_block = 64 << 10;

// Blocks of huge pages end in ordinary pages, which hold the padding and cost nothing until they are touched.
std::size_t mapped_bytes(std::size_t bytes) { return bytes + block_room(bytes) + small_page; }

constexpr std::size_t bytes_a_trim = std::size_t{8} << 20;
std::atomic<bool> is_heap_trimmed = false;
std::atomic<std::size_t> freed_bytes = 0;

} // namespace

SizeClass size_class(std::size_t bytes) {
  // The last page may lie in the block's room.
  constexpr std::size_t largest_without_room = 240 << 10;
  if (bytes > largest_without_room)
    bytes = std::max(bytes - small_page, largest_without_room + 1);
  const std::size_t lines = bytes == 0 ? 1 : (bytes - 1) / block_line + 1;
  if (lines <= 8)
    return {lines - 1, lines * block_line};
  // 2^(doubling + 3) < lines <= 2^(doubling + 4), cut into eight steps.
  const auto doubling = static_cast<std::size_t>(std::bit_width(lines - 1)) - 4;
  const std::size_t steps = ((lines - 1) >> doubling) + 1;
  return {8 + doubling * 8 + (steps - 9), (steps << doubling) * block_line};
}

std::size_t class_bytes(std::size_t number) {
  if (number < 8)
    return (number + 1) * block_line;
  const std::size_t doubling = (number - 8) / 8, steps = (number - 8) % 8 + 9;
  return (steps << doubling) * block_line;
}

std::byte* map_block(std::size_t bytes) noexcept {
  if (bytes >= huge_page)
    return map_huge_pages(bytes, mapped_bytes(bytes) - bytes);
  void* block = nullptr;
  if (posix_memalign(&block, bytes >= smallest_page_block ? small_page : block_line,
                     bytes + block_room(bytes) + block_line)
      != 0)
    return nullptr;
  return static_cast<std::byte*>(block);
}

void unmap_block(std::byte* block, std::size_t bytes) noexcept {
  ASAN_UNPOISON_MEMORY_REGION(block, bytes + block_room(bytes) + block_line);
  if (bytes >= huge_page) {
    munmap(block, mapped_bytes(bytes));
    return;
  }
  std::free(block);
  if (is_heap_trimmed.load(std::memory_order_relaxed)
      && freed_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes >= bytes_a_trim) {
    freed_bytes.store(0, std::memory_order_relaxed);
    malloc_trim(0);
  }
}

void trim_heap_while_freeing(bool wanted) noexcept {
  is_heap_trimmed.store(wanted, std::memory_order_relaxed);
}

void forbid_block(const std::byte* block, std::size_t class_bytes) noexcept {
  ASAN_POISON_MEMORY_REGION(block, class_bytes + block_room(class_bytes) + block_line);
}

void permit_block(const std::byte* block, std::size_t class_bytes, std::size_t bytes) noexcept {
  const std::size_t used = (bytes + block_line - 1) / block_line * block_line + block_line;
  forbid_block(block, class_bytes);
  ASAN_UNPOISON_MEMORY_REGION(block, used);
}

} // namespace troupe
