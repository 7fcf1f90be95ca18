#include "graph/outline/mapped_memory.hpp"

#include <cstdint>

#include <sys/mman.h>

namespace troupe {

namespace {

constexpr std::size_t large_page = std::size_t{2} << 20;

constexpr std::size_t whole_pages(std::size_t bytes) {
  return (bytes + large_page - 1) / large_page * large_page;
}

} // namespace

// The system gives large pages only where both ends of one lie in the mapping.
void* map_memory(std::size_t bytes) {
  const std::size_t size = whole_pages(bytes);
  void* const mapped =
      mmap(nullptr, size + large_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED)
    throw std::bad_alloc();
  auto* const begin = static_cast<std::byte*>(mapped);
  const std::size_t before =
      whole_pages(reinterpret_cast<std::uintptr_t>(begin)) - reinterpret_cast<std::uintptr_t>(begin);
  if (before > 0)
    munmap(begin, before);
  if (before < large_page)
    munmap(begin + before + size, large_page - before);
  madvise(begin + before, size, MADV_HUGEPAGE); // without it, it is slower
  return begin + before;
}

void unmap_memory(void* memory, std::size_t bytes) noexcept { munmap(memory, whole_pages(bytes)); }

} // namespace troupe
