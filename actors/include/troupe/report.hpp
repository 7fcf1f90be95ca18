#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace troupe {

/// How far a compute is.
struct Progress {
  std::uint64_t tasks_done = 0;  ///< that ran, or are running
  std::uint64_t tasks_known = 0; ///< Grows when a task yields a graph.
  double elapsed_s = 0;
};

/// What one compute did.
struct RunReport {
  std::string scheduler;
  int threads = 0;
  std::string
      instruction_set; ///< That built-in kernels use: results are the same, bit for bit, on one. May be empty.
  std::uint64_t tasks = 0;    ///< that ran, those of spliced graphs included
  std::uint64_t actors = 0;   ///< spawned: one a task
  std::uint64_t messages = 0; ///< inputs delivered: one an edge, and one for each wanted result
  std::uint64_t spliced_graphs = 0;
  std::uint64_t failures = 0; ///< attempts that threw
  std::uint64_t retries = 0;
  std::uint64_t peak_live_results = 0; ///< most results alive at one time
  double plan_s = 0;                   ///< culling, ordering, finding consumers
  double run_s = 0;                    ///< from the first task to the last actor's end
};

/// A table for people.
std::string to_string(const RunReport& report);

} // namespace troupe
