#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe::test {

/// What running a graph in its static order on one thread gives.
struct SerialRun {
  std::vector<Value> values;  ///< of the wanted tasks, in their order
  std::size_t task_count = 0; ///< that ran
  std::size_t call_count = 0; ///< of kernels
  std::size_t peak_live = 0;  ///< most results alive at a time, those of wanted tasks apart
};

/// Runs what `wanted` needs: the plainest evaluator there can be, to compare others with. No kernel may ask
/// for its session or yield a graph.
SerialRun run_serially(const Graph& graph, std::span<const TaskId> wanted);

/// Only counts what would be alive.
std::size_t peak_live(const Graph& graph, std::span<const TaskId> wanted);

} // namespace troupe::test
