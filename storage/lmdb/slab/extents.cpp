#include "lmdb/slab/extents.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

#include <troupe/error.hpp>

namespace troupe {

namespace {

// The slab grows by an eighth, so that it is neither in many pieces on the disk nor much longer than what it holds.
constexpr std::uint64_t smallest_step = 1 << 20;
constexpr std::uint64_t largest_step = 64 << 20;

std::uint64_t aligned(std::uint64_t bytes) {
  return (bytes + extent_alignment - 1) / extent_alignment * extent_alignment;
}

/// What lies between used extents, up to `end`.
std::vector<Extent> gaps_between(std::vector<Extent> used, std::uint64_t end) {
  std::ranges::sort(used);
  std::vector<Extent> gaps;
  std::uint64_t position = 0;
  for (const Extent& extent : used) {
    if (extent.offset > position)
      gaps.push_back({position, extent.offset - position});
    position = std::max(position, extent.end());
  }
  if (end > position)
    gaps.push_back({position, end - position});
  return gaps;
}

} // namespace

Extents::Extents(std::vector<Extent> used, std::uint64_t size, std::uint64_t transaction,
                 OldestReader oldest_reader, Grow grow)
    : oldest_reader_(std::move(oldest_reader)), grow_(std::move(grow)),
      size_(size / extent_alignment * extent_alignment) {
  // A slab that lost its end keeps the place of what was there: its records still point to it.
  for (const Extent& extent : used)
    size_ = std::max(size_, extent.end());
  for (const Extent& gap : gaps_between(std::move(used), size_))
    retired_.emplace(transaction, gap);
  reclaim();
}

Extent Extents::allocate(std::uint64_t bytes) {
  const std::uint64_t length = aligned(bytes);
  const std::scoped_lock lock(mutex_);
  std::optional<Extent> fit = best_fit(length);
  if (!fit && !retired_.empty()) {
    reclaim();
    fit = best_fit(length);
  }
  if (!fit)
    return allocate_at_end(length);
  const Extent extent{fit->offset, length};
  take(*fit, length);
  return extent;
}

Extent Extents::allocate_below(std::uint64_t bytes, std::uint64_t limit) {
  const std::uint64_t length = aligned(bytes);
  const std::scoped_lock lock(mutex_);
  for (auto it = by_length_.lower_bound({length, 0}); it != by_length_.end(); ++it)
    if (it->second + length <= limit) {
      const Extent whole{it->second, it->first};
      take(whole, length);
      return {whole.offset, length};
    }
  return {};
}

void Extents::release(const Extent& extent) {
  if (extent.length == 0)
    return;
  const std::scoped_lock lock(mutex_);
  add(extent);
}

void Extents::retire(const std::vector<Extent>& extents, std::uint64_t number) noexcept {
  const std::scoped_lock lock(mutex_);
  try {
    for (const Extent& extent : extents)
      if (extent.length > 0)
        retired_.emplace(number, extent);
    reclaim();
  } catch (const std::exception&) {
    // They are given up all the same. What is not listed here is found when the store is opened next, and what is not reclaimed
    // with the next extent that is asked for.
  }
}

void Extents::trim(const std::function<void(std::uint64_t)>& truncate,
                   const std::function<void(const Extent&)>& punch) {
  const std::scoped_lock lock(mutex_);
  reclaim();
  if (!free_.empty()) {
    const auto [offset, length] = *std::prev(free_.end());
    if (offset + length == size_) {
      truncate(offset);
      take({offset, length}, length);
      size_ = offset;
    }
  }
  for (const auto& [offset, length] : free_)
    punch({offset, length});
}

void Extents::add(Extent extent) {
  auto next = free_.lower_bound(extent.offset);
  if (next != free_.end() && next->first == extent.end()) {
    extent.length += next->second;
    by_length_.erase({next->second, next->first});
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == extent.offset) {
      extent = {before->first, before->second + extent.length};
      by_length_.erase({before->second, before->first});
      free_.erase(before);
    }
  }
  free_.emplace(extent.offset, extent.length);
  by_length_.emplace(extent.length, extent.offset);
}

// Takes the first `length` bytes of a free extent.
void Extents::take(const Extent& whole, std::uint64_t length) {
  free_.erase(whole.offset);
  by_length_.erase({whole.length, whole.offset});
  if (whole.length > length)
    add({whole.offset + length, whole.length - length});
}

void Extents::reclaim() {
  if (retired_.empty())
    return;
  const auto last = retired_.upper_bound(oldest_reader_());
  for (auto it = retired_.begin(); it != last; it = retired_.erase(it))
    add(it->second);
}

std::optional<Extent> Extents::best_fit(std::uint64_t length) const {
  const auto fit = by_length_.lower_bound({length, 0});
  if (fit == by_length_.end())
    return std::nullopt;
  return Extent{fit->second, fit->first};
}

Extent Extents::allocate_at_end(std::uint64_t length) {
  std::uint64_t begin = size_;
  if (!free_.empty() && std::prev(free_.end())->first + std::prev(free_.end())->second == size_)
    begin = std::prev(free_.end())->first;
  const std::uint64_t missing = begin + length - size_;
  const std::uint64_t step = aligned(std::clamp(size_ / 8, smallest_step, largest_step));
  std::uint64_t grown = size_ + std::max(missing, step);
  try {
    grow_(grown);
  } catch (const StoreError&) {
    if (missing >= step)
      throw;
    grown = size_ + missing; // the disk may hold this much
    grow_(grown);
  }
  add({size_, grown - size_});
  size_ = grown;
  const Extent whole{begin, free_.at(begin)};
  take(whole, length);
  return {begin, length};
}

} // namespace troupe
