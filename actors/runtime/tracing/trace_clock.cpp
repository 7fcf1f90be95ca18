#include "runtime/tracing/trace_clock.hpp"

#include <limits>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace troupe {

namespace {

/// Whether the counter has one rate, whatever the processor does; Linux keeps the cores' in step ("invariant TSC": Intel SDM
/// volume 3, section 18.17.1; CPUID 80000007H, EDX bit 8).
bool has_invariant_counter() noexcept {
#if defined(__x86_64__)
  unsigned int a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007U, &a, &b, &c, &d) != 0 && (d & (1U << 8)) != 0;
#else
  return false;
#endif
}

constexpr int tries = 5;

} // namespace

const bool TraceClock::has_steady_counter_ = has_invariant_counter();

TraceClock::Anchor TraceClock::anchor() noexcept {
  Anchor best{};
  std::uint64_t narrowest = std::numeric_limits<std::uint64_t>::max();
  for (int i = 0; i < tries; ++i) {
    const std::uint64_t before = now();
    const std::uint64_t steady = nanoseconds(Steady::now());
    const std::uint64_t after = now();
    if (after - before >= narrowest)
      continue;
    narrowest = after - before;
    best = {before + narrowest / 2, steady};
  }
  return best;
}

StampConversion::StampConversion(const TraceClock::Anchor& from, const TraceClock::Anchor& to) noexcept
    : from_(from), ns_per_tick_(to.stamp > from.stamp ? static_cast<double>(to.steady_ns - from.steady_ns)
                                                            / static_cast<double>(to.stamp - from.stamp)
                                                      : 0) {}

std::uint64_t StampConversion::steady_ns(std::uint64_t stamp) const noexcept {
  const auto ticks = static_cast<double>(static_cast<std::int64_t>(stamp - from_.stamp));
  return from_.steady_ns + static_cast<std::uint64_t>(static_cast<std::int64_t>(ticks * ns_per_tick_));
}

} // namespace troupe
