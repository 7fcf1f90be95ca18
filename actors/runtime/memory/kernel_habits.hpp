#pragma once

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
  /// \param first_guess_bytes  what is expected of a kernel that never ran and has smaller inputs
  explicit KernelHabits(std::size_t first_guess_bytes) noexcept : first_guess_bytes_(first_guess_bytes) {}

  std::size_t first_guess_bytes() const noexcept { return first_guess_bytes_; }
  std::optional<Footprint> find(const Kernel& kernel) const;
  void learn(const Kernel& kernel, const Footprint& seen);

private:
  const std::size_t first_guess_bytes_;
  mutable std::mutex mutex_;
  std::unordered_map<const Kernel*, Footprint> habits_;
};

/// What the tasks of a graph are going to take, by their bodies: said by the body, or learned from what its kernel took
/// before, in this run or an earlier one. 16 bytes a body.
class Footprints {
public:
  Footprints(const Graph& graph, KernelHabits& habits);

  /// \param largest_input_bytes  as much is guessed for a kernel that never ran
  Footprint of(BodyId body, std::size_t largest_input_bytes) const noexcept;
  /// Whether the body itself says it.
  bool is_sure(BodyId body) const noexcept { return entries_[body].is_sure; }
  /// What a task has taken. Any thread.
  void learn(BodyId body, const Footprint& seen) noexcept;

private:
  // Kept in KiB, rounded up, so that an entry is small. Learned values are changed while others read them.
  struct Entry {
    std::uint32_t output_kib = unseen;
    std::uint32_t own_kib = unseen;
    const Kernel* kernel = nullptr;
    bool is_sure = false;
  };
  static constexpr std::uint32_t unseen = 0xffffffff;

  static void remember(Entry& entry, const Footprint& seen) noexcept;

  KernelHabits& habits_;
  mutable std::vector<Entry> entries_;
};

} // namespace troupe
