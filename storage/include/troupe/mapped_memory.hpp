#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace troupe {

inline constexpr std::size_t huge_page = std::size_t{2} << 20;

/// So much memory of the system, zero, from the beginning of a huge page on, in huge pages where there are some, and
/// `behind` bytes after it in ordinary ones. nullptr if there is none.
std::byte* map_huge_pages(std::size_t bytes, std::size_t behind = 0) noexcept;

/// The same in whole huge pages: page faults are what fresh memory costs. It comes and goes beside the heap, which stays as
/// it is.
///
/// \throws std::bad_alloc
void* map_memory(std::size_t bytes);
void unmap_memory(void* memory, std::size_t bytes) noexcept;

/// Gives containers memory of the system if they ask for much.
template <class T>
struct MappedAllocator {
  using value_type = T;
  MappedAllocator() = default;
  template <class U>
  MappedAllocator(const MappedAllocator<U>&) noexcept {}

  static constexpr bool is_mapped(std::size_t count) noexcept {
    return count * sizeof(T) >= std::size_t{1} << 20;
  }
  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T))
      throw std::bad_array_new_length();
    return static_cast<T*>(is_mapped(count) ? map_memory(count * sizeof(T))
                                            : ::operator new(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    if (is_mapped(count))
      unmap_memory(memory, count * sizeof(T));
    else
      ::operator delete(memory);
  }
  bool operator==(const MappedAllocator&) const noexcept { return true; }
};

template <class T>
using MappedVector = std::vector<T, MappedAllocator<T>>;

} // namespace troupe
