#pragma once

#include <atomic>
#include <cstdint>

namespace troupe {

/// Counts who is inside a run, and closes behind the last one.
///
/// One word: bit 63 says closed, bits 32–62 number the entries, bits 0–31 count those inside. Whoever leaves
/// last looks whether there is work left and then closes with the word it saw, which fails if anybody entered
/// meanwhile: so exactly one thread closes a door, with nobody inside, and what it saw is still true.
class Door {
public:
  /// False if the door is closed.
  bool enter() noexcept {
    std::uint64_t seen = word_.load(std::memory_order_relaxed);
    while ((seen & closed) == 0)
      if (word_.compare_exchange_weak(seen, entered(seen), std::memory_order_acq_rel,
                                      std::memory_order_relaxed))
        return true;
    return false;
  }

  /// For somebody inside, who lets another one in.
  void admit() noexcept {
    std::uint64_t seen = word_.load(std::memory_order_relaxed);
    while (!word_.compare_exchange_weak(seen, entered(seen), std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
    }
  }

  struct Departure {
    bool was_last;
    std::uint64_t seen;
  };
  Departure leave() noexcept {
    const std::uint64_t after = word_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    return {(after & inside) == 0, after};
  }

  std::uint64_t count_inside() const noexcept { return word_.load(std::memory_order_relaxed) & inside; }

  /// Closes unless somebody entered since `departure`.
  bool close(const Departure& departure) noexcept {
    std::uint64_t expected = departure.seen;
    return word_.compare_exchange_strong(expected, departure.seen | closed, std::memory_order_acq_rel,
                                         std::memory_order_relaxed);
  }

private:
  static constexpr std::uint64_t inside = 0xffffffff;
  static constexpr std::uint64_t closed = std::uint64_t{1} << 63;
  static constexpr std::uint64_t entry = std::uint64_t{1} << 32;

  // The number of entries wraps around below the bit that says closed.
  static std::uint64_t entered(std::uint64_t word) noexcept { return ((word + entry) & ~closed) + 1; }

  std::atomic<std::uint64_t> word_{0};
};

} // namespace troupe
