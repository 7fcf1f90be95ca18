#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/outline/graph_outline.hpp"
#include "runtime/tracing/task_records.hpp"

namespace troupe {

/// What a trace keeps of one run until it is written. Times are nanoseconds of the steady clock but in `tasks`.
struct RunRecord {
  /// A graph that was run: the run's own, or a yielded one.
  struct Network {
    GraphOutline outline;
    // Of a yielded one:
    std::uint32_t parent = 0; ///< The network of the task that yielded it,
    TaskId parent_task = no_task;
    std::vector<TaskId> wanted; ///< and what that is going to have as its results.
  };
  /// A task that waited for memory, or for inputs to come back into it.
  struct Wait {
    std::uint32_t network;
    TaskId task;
    std::uint64_t begin_ns;
    std::uint64_t end_ns;
  };
  struct Failure {
    std::uint32_t network;
    TaskId task;
    std::size_t participant;
    std::uint64_t when_ns;
    int attempt;
    bool is_last;
    std::string reason;
  };

  std::uint64_t number = 0;
  std::uint64_t begin_ns = 0;
  std::uint64_t end_ns = 0;
  std::uint64_t task_count = 0;
  bool is_complete = false;
  std::vector<Network> networks;        ///< The run's own first.
  std::unique_ptr<TaskRecords[]> tasks; ///< By participant.
  std::size_t participant_count = 0;
  std::vector<Wait> waits;
  std::vector<Failure> failures;

  /// Of what `tasks` do not count themselves. Graphs may share their tasks: those in `counted` are left out, the others
  /// entered.
  std::size_t size_bytes(std::unordered_set<const void*>& counted) const;
};

} // namespace troupe
