#include "kernels/selection/growing_elements.hpp"

#include <algorithm>
#include <cstring>

#include <troupe/block_pool.hpp>

#include "kernels/tiles/tile_table.hpp"

namespace troupe {

namespace {

/// A part is copied while it may still be in the second-level cache.
constexpr std::size_t part_bytes = std::size_t{1} << 20;

} // namespace

std::byte* GrowingElements::room(std::size_t count) {
  const std::size_t wanted = count * element_bytes_ + selection_slack;
  if (parts_.empty() || parts_.back().capacity - parts_.back().used < wanted) {
    const std::size_t capacity = std::max(part_bytes, wanted);
    parts_.push_back({allocate_block(capacity), 0, capacity});
  }
  return parts_.back().memory.get() + parts_.back().used;
}

void GrowingElements::grow(std::size_t count) {
  parts_.back().used += count * element_bytes_;
  count_ += count;
}

void GrowingElements::copy_to(std::byte* to) const {
  for (const Part& part : parts_) {
    std::memcpy(to, part.memory.get(), part.used);
    to += part.used;
  }
}

} // namespace troupe
