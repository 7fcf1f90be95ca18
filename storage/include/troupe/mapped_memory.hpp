#pragma once

#include <cstddef>

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

} // namespace troupe
