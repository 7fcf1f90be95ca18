#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include <caf/resumable.hpp>

namespace troupe {

class Run;

/// The place of a job in a run's order, smallest first: the rank of a task of the run's graph, and within it,
/// for what spliced graphs bring, deeper splices first, then by rank in their graph.
using RankKey = std::uint64_t;
inline constexpr RankKey no_rank = ~RankKey{0};

/// A job that our workers order by rank. Other jobs, those of stock actors, run first come, first served.
class RankedJob : public caf::resumable {
public:
  subtype_t subtype() const override { return function_object; }
  virtual RankKey rank_key() const noexcept = 0;
  virtual Run& run() const noexcept = 0;
};

/// A range of a run's sources that a worker has claimed: the owner takes from the front, thieves take half
/// from the back.
class SourceRange {
public:
  using Bounds = std::pair<std::uint32_t, std::uint32_t>;

  bool is_empty() const noexcept {
    const Bounds bounds = unpack(bounds_.load(std::memory_order_seq_cst));
    return bounds.first >= bounds.second;
  }
  /// The next source, as things stand; the end if there is none. For the owner.
  Bounds bounds() const noexcept { return unpack(bounds_.load(std::memory_order_relaxed)); }

  /// Takes source number `first`; fails if a thief was quicker.
  bool take_front(Bounds seen) noexcept {
    std::uint64_t expected = pack(seen);
    return bounds_.compare_exchange_strong(expected, pack({seen.first + 1, seen.second}),
                                           std::memory_order_acq_rel, std::memory_order_relaxed);
  }
  /// Takes the later half of what is left, at least one. Empty if nothing is left.
  Bounds steal() noexcept;
  /// For the owner, when its range is empty.
  void set(Bounds bounds) noexcept { bounds_.store(pack(bounds), std::memory_order_seq_cst); }

private:
  static std::uint64_t pack(Bounds bounds) noexcept {
    return std::uint64_t{bounds.first} << 32 | bounds.second;
  }
  static Bounds unpack(std::uint64_t bits) noexcept {
    return {static_cast<std::uint32_t>(bits >> 32), static_cast<std::uint32_t>(bits)};
  }

  std::atomic<std::uint64_t> bounds_{0};
};

/// The ready jobs of one participant of a run: a heap by rank. Any thread may take from it.
///
/// Each entry owns a reference to its job.
class ReadyQueue {
public:
  ReadyQueue() = default;
  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;

  void push(RankKey key, RankedJob* job);
  /// The job of the smallest key, or nullptr.
  RankedJob* pop() noexcept;
  /// The smallest key, as things stand.
  RankKey top() const noexcept { return top_.load(std::memory_order_relaxed); }
  bool is_empty() const noexcept { return top_.load(std::memory_order_seq_cst) == no_rank; }
  std::size_t size() const noexcept { return size_.load(std::memory_order_seq_cst); }

private:
  using Entry = std::pair<RankKey, RankedJob*>;

  void publish() noexcept;

  std::atomic<RankKey> top_{no_rank};
  std::atomic<std::size_t> size_{0};
  std::mutex mutex_;
  std::vector<Entry> heap_;
};

} // namespace troupe
