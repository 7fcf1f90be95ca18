#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace troupe {

/// Where threads sleep that find no work.
///
/// A sleeper announces itself and then looks for work once more; a thread that makes work publishes it and
/// then looks for sleepers. Both use sequentially consistent operations, so that one of them sees the other:
/// no wake-up is lost. Without sleepers a waker pays for one load.
class Parking {
public:
  /// Sleeps until woken, unless `has_work()`, whose loads must be sequentially consistent.
  template <class HasWork>
  void sleep(const HasWork& has_work) {
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    if (has_work()) {
      sleepers_.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
    woken_.wait(lock, [this] { return permits_ > 0; });
    --permits_;
  }

  /// False if nobody sleeps.
  bool wake_one() noexcept { return wake(1) > 0; }
  void wake_all() noexcept { wake(static_cast<std::size_t>(-1)); }
  /// Wakes at most `count`; returns how many.
  std::size_t wake(std::size_t count) noexcept;

private:
  std::atomic<std::size_t> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable woken_;
  std::size_t permits_ = 0;
};

} // namespace troupe
