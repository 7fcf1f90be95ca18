#include <cstdint>
#include <new>

#include <sys/mman.h>

#include <troupe/mapped_memory.hpp>

namespace troupe {

std::byte* map_huge_pages(std::size_t bytes, std::size_t behind) noexcept {
  const std::size_t wanted = bytes + behind, reserved = wanted + huge_page;
  void* const start = mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    return nullptr;
  auto* const first = static_cast<std::byte*>(start);
  const std::size_t skipped = (huge_page - reinterpret_cast<std::uintptr_t>(first) % huge_page) % huge_page;
  if (skipped > 0)
    munmap(first, skipped);
  if (skipped < huge_page)
    munmap(first + skipped + wanted, huge_page - skipped);
  // A kernel without huge pages refuses; ordinary pages serve as well, only slower.
  static_cast<void>(madvise(first + skipped, bytes, MADV_HUGEPAGE));
  return first + skipped;
}

namespace {

// The system gives huge pages only where both ends of one lie in the mapping.
constexpr std::size_t whole_pages(std::size_t bytes) {
  return (bytes + huge_page - 1) / huge_page * huge_page;
}

} // namespace

void* map_memory(std::size_t bytes) {
  void* const memory = map_huge_pages(whole_pages(bytes));
  if (memory == nullptr)
    throw std::bad_alloc();
  return memory;
}

void unmap_memory(void* memory, std::size_t bytes) noexcept { munmap(memory, whole_pages(bytes)); }

} // namespace troupe
