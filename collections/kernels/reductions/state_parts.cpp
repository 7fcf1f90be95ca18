#include "kernels/reductions/state_parts.hpp"

#include <cassert>
#include <cstring>
#include <utility>

namespace troupe {

StateParts parts_at(const ReductionKernels& kernels, const StateParts& parts, std::size_t slot) {
  StateParts moved{};
  for (std::size_t i = 0; i < kernels.part_count; ++i)
    moved[i] = static_cast<std::byte*>(parts[i]) + slot * size_of(kernels.parts[i]);
  return moved;
}

void move_parts(const ReductionKernels& kernels, const StateParts& to, const StateParts& from,
                std::size_t slots) {
  for (std::size_t i = 0; i < kernels.part_count; ++i)
    std::memmove(to[i], from[i], slots * size_of(kernels.parts[i]));
}

StateBuffer::StateBuffer(const ReductionKernels& kernels, std::size_t slots) {
  // 16 bytes are the largest element; the vector's memory is aligned for it.
  const auto bytes = [&](std::size_t part) { return (slots * size_of(kernels.parts[part]) + 15) / 16 * 16; };
  std::size_t total = 0;
  for (std::size_t i = 0; i < kernels.part_count; ++i)
    total += bytes(i);
  memory_.resize(total);
  std::byte* next = memory_.data();
  for (std::size_t i = 0; i < kernels.part_count; ++i) {
    parts_[i] = next;
    next += bytes(i);
  }
}

void Cascade::push(std::int64_t count) {
  std::size_t level = 0;
  for (; level < levels_.size() && levels_[level].count != 0; ++level) {
    Level& earlier = levels_[level];
    merge_parts(kernels_, earlier.state.parts(), fresh_.parts(), slots_, earlier.count, count);
    count += std::exchange(earlier.count, 0);
    std::swap(earlier.state, fresh_);
  }
  if (level == levels_.size())
    levels_.push_back({StateBuffer(kernels_, slots_), 0});
  std::swap(levels_[level].state, fresh_);
  levels_[level].count = count;
}

void Cascade::finish(const StateParts& out) {
  Level* merged = nullptr;
  for (Level& level : levels_) {
    if (level.count == 0)
      continue;
    if (merged != nullptr) {
      merge_parts(kernels_, level.state.parts(), merged->state.parts(), slots_, level.count, merged->count);
      level.count += std::exchange(merged->count, 0);
    }
    merged = &level;
  }
  assert(merged != nullptr);
  move_parts(kernels_, out, merged->state.parts(), slots_);
  merged->count = 0;
}

void fold_slots(const ReductionKernels& kernels, const StateParts& parts, std::size_t slot_count,
                std::size_t width, std::int64_t count) {
  std::vector<std::int64_t> counts(slot_count, count);
  for (std::size_t left = slot_count; left > 1;) {
    const std::size_t half = (left + 1) / 2;
    for (std::size_t i = 0; i + half < left; ++i) {
      merge_parts(kernels, parts_at(kernels, parts, i * width), parts_at(kernels, parts, (i + half) * width),
                  width, counts[i], counts[i + half]);
      counts[i] += counts[i + half];
    }
    left = half;
  }
}

} // namespace troupe
