#include "runtime/scheduler/ready_queue.hpp"

#include <algorithm>

namespace troupe {

namespace {

// Heaps of the standard library have the largest in front.
constexpr auto later = [](const auto& left, const auto& right) { return left.first > right.first; };

} // namespace

SourceRange::Bounds SourceRange::steal() noexcept {
  std::uint64_t seen = bounds_.load(std::memory_order_relaxed);
  while (true) {
    const Bounds bounds = unpack(seen);
    if (bounds.first >= bounds.second)
      return {0, 0};
    const std::uint32_t middle = bounds.first + (bounds.second - bounds.first) / 2;
    if (bounds_.compare_exchange_weak(seen, pack({bounds.first, middle}), std::memory_order_acq_rel,
                                      std::memory_order_relaxed))
      return {middle, bounds.second};
  }
}

void ReadyQueue::push(RankKey key, RankedJob* job) {
  const std::scoped_lock lock(mutex_);
  heap_.emplace_back(key, job);
  std::ranges::push_heap(heap_, later);
  publish();
}

RankedJob* ReadyQueue::pop() noexcept {
  if (top() == no_rank)
    return nullptr;
  const std::scoped_lock lock(mutex_);
  if (heap_.empty())
    return nullptr;
  std::ranges::pop_heap(heap_, later);
  RankedJob* const job = heap_.back().second;
  heap_.pop_back();
  publish();
  return job;
}

void ReadyQueue::publish() noexcept {
  size_.store(heap_.size(), std::memory_order_relaxed);
  top_.store(heap_.empty() ? no_rank : heap_.front().first, std::memory_order_seq_cst);
}

} // namespace troupe
