#include "runtime/scheduler/parking.hpp"

#include <algorithm>

namespace troupe {

std::size_t Parking::wake(std::size_t count) noexcept {
  if (sleepers_.load(std::memory_order_seq_cst) == 0)
    return 0;
  const std::scoped_lock lock(mutex_);
  count = std::min(count, sleepers_.load(std::memory_order_relaxed));
  // Taken off here, so that the next waker does not wake them again.
  sleepers_.fetch_sub(count, std::memory_order_relaxed);
  permits_ += count;
  if (count == 1)
    woken_.notify_one();
  else if (count > 1)
    woken_.notify_all();
  return count;
}

} // namespace troupe
