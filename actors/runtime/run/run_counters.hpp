#pragma once

#include <atomic>
#include <cstdint>

namespace troupe {

class RunCounters;

/// What one participant of a run counts: written by its thread alone, read when nobody takes part any more.
struct Tally {
  RunCounters* counters = nullptr;
  std::uint64_t tasks = 0;
  std::uint64_t actors = 0;      ///< spawned
  std::uint64_t actors_gone = 0; ///< destroyed by this participant
  std::uint64_t messages = 0;
  std::uint64_t splices = 0;
  std::uint64_t failures = 0;
  std::uint64_t retries = 0;
  std::int64_t dead_results = 0; ///< Since the last one was born here.
  std::int64_t peak_live = 0;

  Tally& operator+=(const Tally& other) noexcept;

  /// For the owner; others may look meanwhile.
  void count_task() noexcept { std::atomic_ref(tasks).store(tasks + 1, std::memory_order_relaxed); }
  std::uint64_t tasks_so_far() noexcept { return std::atomic_ref(tasks).load(std::memory_order_relaxed); }
};

/// What is alive in a run: its results, and its actors as far as participants did not count them themselves.
///
/// Counting must cost next to nothing. A participant that lets one result die for each that it makes, as in a
/// chain, touches no shared memory at all; the peak is exact with one participant, and with several counts
/// results that died somewhere else a little too long.
class RunCounters {
public:
  RunCounters() = default;
  RunCounters(const RunCounters&) = delete;
  RunCounters& operator=(const RunCounters&) = delete;

  void result_born() noexcept;
  void result_died() noexcept;

  /// An actor of the run was destroyed. Returns true if it was the last one the run waited for (see
  /// `await_actors`).
  bool actor_gone() noexcept;

  /// Called when nobody takes part any more: `alive` actors, counted by participants, are held by strangers.
  /// Returns true if they are gone already; otherwise the `actor_gone` of the last one will.
  bool await_actors(std::uint64_t alive) noexcept;

  /// The tally of the run that the calling thread takes part in.
  static Tally* current() noexcept { return current_; }

  /// Makes a tally the current one of this thread.
  class Scope {
  public:
    explicit Scope(Tally& tally) noexcept : before_(current_) { current_ = &tally; }
    ~Scope() { current_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

  private:
    Tally* before_;
  };

private:
  // More actors than a run can have: `strangers_` cannot reach 0 before `await_actors` took it away.
  static constexpr std::int64_t running = std::int64_t{1} << 60;

  Tally* mine() noexcept { return current_ != nullptr && current_->counters == this ? current_ : nullptr; }

  static constinit thread_local Tally* current_;

  alignas(64) std::atomic<std::int64_t> live_{0};
  alignas(64) std::atomic<std::int64_t> strangers_{running};
};

inline void RunCounters::result_born() noexcept {
  Tally* tally = mine();
  if (tally == nullptr) {
    live_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const std::int64_t change = 1 - tally->dead_results;
  tally->dead_results = 0;
  if (change == 0)
    return;
  const std::int64_t live = live_.fetch_add(change, std::memory_order_relaxed) + change;
  if (live > tally->peak_live)
    tally->peak_live = live;
}

inline void RunCounters::result_died() noexcept {
  if (Tally* tally = mine())
    ++tally->dead_results;
  else
    live_.fetch_sub(1, std::memory_order_relaxed);
}

} // namespace troupe
