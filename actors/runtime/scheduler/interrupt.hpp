#pragma once

#include <atomic>
#include <cstdint>

namespace troupe {

/// Ctrl-C as a number that runs compare with what it was when they started. The signal handler does nothing
/// but count, which is all that is safe there; runs look at the number before they start a task.
class Interrupts {
public:
  static std::uint32_t count() noexcept { return count_.load(std::memory_order_relaxed); }

  /// While one of these exists SIGINT is counted; the handler there was before is back when the last is gone.
  class Watch {
  public:
    /// \throws Error if the handler cannot be installed.
    Watch();
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
  };

private:
  static void handle(int signal) noexcept;
  friend class Watch;

  static std::atomic<std::uint32_t> count_;
  static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
};

} // namespace troupe
