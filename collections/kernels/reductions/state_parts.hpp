#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "kernels/reductions/reduction_table.hpp"

namespace troupe {

/// Where the parts of a state are.
using StateParts = std::array<void*, max_reduction_parts>;

/// The parts from slot number `slot` on.
StateParts parts_at(const ReductionKernels& kernels, const StateParts& parts, std::size_t slot);

/// Moves `slots` slots.
void move_parts(const ReductionKernels& kernels, const StateParts& to, const StateParts& from,
                std::size_t slots);

inline void merge_parts(const ReductionKernels& kernels, const StateParts& into, const StateParts& from,
                        std::size_t slots, std::int64_t into_count, std::int64_t from_count) {
  const void* const others[max_reduction_parts] = {from[0], from[1], from[2]};
  kernels.merge(into.data(), others, slots, into_count, from_count);
}

/// Memory for the parts of some slots.
class StateBuffer {
public:
  StateBuffer(const ReductionKernels& kernels, std::size_t slots);
  const StateParts& parts() const noexcept { return parts_; }

private:
  std::vector<std::byte> memory_;
  StateParts parts_{};
};

/// Merges states one after the other as a binary tree: of 2^k states in a row, all are merged pairwise.
class Cascade {
public:
  /// The cascade's states have `slots` slots.
  Cascade(const ReductionKernels& kernels, std::size_t slots)
      : kernels_(kernels), slots_(slots), fresh_(kernels, slots) {}

  /// Where the next state goes.
  const StateParts& next() const noexcept { return fresh_.parts(); }
  /// Says that it is there, of `count` elements a slot.
  void push(std::int64_t count);
  /// Merges what was pushed, at least one state, into `out`, and forgets it.
  void finish(const StateParts& out);

private:
  struct Level {
    StateBuffer state;
    std::int64_t count = 0; ///< 0: empty
  };

  const ReductionKernels& kernels_;
  std::size_t slots_;
  StateBuffer fresh_;
  std::vector<Level> levels_;
};

/// Merges `slot_count` runs of `width` slots, which lie one behind the other, into the first. Each slot is of
/// `count` elements; 0 leaves positions as they are.
void fold_slots(const ReductionKernels& kernels, const StateParts& parts, std::size_t slot_count,
                std::size_t width, std::int64_t count);

} // namespace troupe
