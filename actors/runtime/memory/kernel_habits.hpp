#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// What a task is going to take.
struct Footprint {
  std::size_t output_bytes = 0;
  std::size_t own_bytes = 0; ///< Output and workspace.
};

/// The most that each kernel has taken so far in a session. Thread-safe.
class KernelHabits {
public:
  std::optional<Footprint> find(const Kernel& kernel) const;
  void learn(const Kernel& kernel, const Footprint& seen);

private:
  mutable std::mutex mutex_;
  std::unordered_map<const Kernel*, Footprint> habits_;
};

/// What the tasks of a graph are going to take, by their bodies: said by the body, or learned from what its kernel took
/// before, in this run or an earlier one. 24 bytes a body.
class Footprints {
public:
  Footprints(const Graph& graph, KernelHabits& habits);

  /// \param guess_bytes  of a kernel that never ran
  Footprint of(BodyId body, std::size_t guess_bytes) const noexcept;
  /// Whether a body is known to take next to nothing.
  bool is_nothing(BodyId body) const noexcept {
    return std::atomic_ref(entries_[body].own_kib).load(std::memory_order_relaxed) == 0;
  }
  /// Whether of some body it is known that it takes more.
  bool say_something() const noexcept;
  /// Whether the body itself says it.
  bool is_sure(BodyId body) const noexcept { return entries_[body].is_sure; }
  /// What a task has taken. Any thread.
  void learn(BodyId body, const Footprint& seen) noexcept {
    if ((seen.own_bytes > 0 || !is_nothing(body)) && !is_sure(body))
      learn_more(body, seen);
  }

private:
  // Kept in KiB, rounded up, so that an entry is small. Learned values are changed while others read them.
  struct Entry {
    std::uint32_t output_kib = unseen;
    std::uint32_t own_kib = unseen;
    const Kernel* kernel = nullptr;
    bool is_sure = false;
  };
  static constexpr std::uint32_t unseen = 0xffffffff;

  void learn_more(BodyId body, const Footprint& seen) noexcept;
  static void remember(Entry& entry, const Footprint& seen) noexcept;

  KernelHabits& habits_;
  mutable std::vector<Entry> entries_;
};

} // namespace troupe
