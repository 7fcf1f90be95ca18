#pragma once

#include <chrono>
#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace troupe {

/// A cheap time: the processor's counter where that runs at one rate on all cores, a few nanoseconds a look; elsewhere the
/// steady clock's nanoseconds.
class TraceClock {
public:
  using Steady = std::chrono::steady_clock;

  static std::uint64_t now() noexcept {
#if defined(__x86_64__)
    if (has_steady_counter_) [[likely]]
      return __rdtsc();
#endif
    return nanoseconds(Steady::now());
  }

  /// Both clocks at one moment.
  struct Anchor {
    std::uint64_t stamp;
    std::uint64_t steady_ns;
  };
  /// The best of some tries: another thread may come in between the two looks.
  static Anchor anchor() noexcept;

  static std::uint64_t nanoseconds(Steady::time_point time) noexcept {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
  }

private:
  static const bool has_steady_counter_;
};

/// Turns stamps into nanoseconds of the steady clock, by what both clocks said at two moments.
class StampConversion {
public:
  /// \param from  before the stamps, \param to  after them
  StampConversion(const TraceClock::Anchor& from, const TraceClock::Anchor& to) noexcept;
  std::uint64_t steady_ns(std::uint64_t stamp) const noexcept;

private:
  TraceClock::Anchor from_;
  double ns_per_tick_;
};

} // namespace troupe
