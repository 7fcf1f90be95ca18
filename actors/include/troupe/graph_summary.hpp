#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// What a graph is made of, without running it.
struct GraphSummary {
  /// The tasks that call the same kernels; those of a lambda by the line that calls it.
  struct Row {
    std::string kernels;                       ///< "add", "add, multiply, 3 more"; "literal", "list", …
    std::uint64_t tasks = 0;                   ///< that call them
    std::uint64_t bytes_in = 0, bytes_out = 0; ///< as far as tasks say what they take and give
    std::uint64_t unknown = 0;                 ///< tasks that do not say how large their result is
  };
  std::uint64_t tasks = 0; ///< needed for what is wanted
  std::uint64_t unneeded = 0;
  std::uint64_t edges = 0;
  std::uint64_t constant_bytes = 0;  ///< that the graph holds itself, each value once
  std::vector<Row> rows;             ///< most tasks first
  std::vector<TaskId> critical_path; ///< A longest chain of tasks of which each needs the one before.
  std::uint64_t widest_level =
      0; ///< The most tasks that have equally many tasks before them on their longest way.
};

/// \throws CycleError, KeyError as `toposort`, of what is needed; KeyError for a wanted id that is not in the graph.
GraphSummary summarise(const Graph& graph, std::span<const TaskId> wanted);

} // namespace troupe
