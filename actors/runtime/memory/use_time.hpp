#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "runtime/scheduler/ready_queue.hpp"

namespace troupe {

/// When a task is to run, or a value is needed next, among all computes of a session: smaller is sooner.
///
/// Of computes that have nothing to do with each other the older one comes first; a compute within a task comes before
/// what the outer one does next, which waits for it.
struct UseTime {
  std::uint32_t outermost = std::numeric_limits<std::uint32_t>::max(); ///< Number of the outermost compute.
  std::uint32_t shallowness = std::numeric_limits<std::uint32_t>::max();
  RankKey rank = no_rank;

  auto operator<=>(const UseTime&) const = default;

  /// How much of the order lies between this and a time that is no sooner; endless where their computes differ.
  double distance_to(const UseTime& later) const noexcept {
    return outermost == later.outermost && shallowness == later.shallowness
               ? static_cast<double>(later.rank - rank)
               : std::numeric_limits<double>::infinity();
  }
};

/// Of a value that no task is known to need. A task that has it by reference does not: the graph it yields tells who does,
/// and until then the value counts as needed last, which is a choice. So does one that is held for computes to come.
inline constexpr UseTime never_used;

} // namespace troupe
