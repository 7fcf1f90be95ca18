#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <troupe/graph.hpp>

namespace troupe {

/// What running a graph is going to take of memory, where nothing is in its way.
struct MemoryPrediction {
  std::uint64_t peak_bytes = 0;   ///< Of values and workspace that are there at a time.
  std::uint64_t result_bytes = 0; ///< Of what the caller gets, as far as it is known.
  std::uint64_t largest_task_bytes =
      0;                    ///< Inputs, output and workspace of one task, as far as they are known.
  std::string largest_task; ///< Its key; empty if nothing is known of any.
};

/// Replays the order in which tasks would run, with the sizes they say, or guessed ones. Runs nothing.
///
/// \param workers  tasks that run at a time
/// \throws KeyError, CycleError as `Session::compute`.
MemoryPrediction predict_memory(const Graph& graph, std::span<const TaskId> wanted, int workers);

} // namespace troupe
