#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace troupe {

/// How far a compute is.
struct Progress {
  std::uint64_t tasks_done = 0;  ///< that ran, or are running
  std::uint64_t tasks_known = 0; ///< Grows when a task yields a graph.
  double elapsed_s = 0;
  std::uint64_t live_bytes = 0;  ///< What values and tasks of the session take, where memory is limited.
  std::uint64_t limit_bytes = 0; ///< 0: there is no limit.
};

/// What a compute of a session with a memory limit took, in bytes. Computes that overlap count together.
struct MemoryReport {
  std::uint64_t limit_bytes = 0;          ///< 0: there is no limit, and nothing below was counted.
  std::uint64_t predicted_peak_bytes = 0; ///< Said before the run, of a run that nothing is in the way of.
  std::uint64_t peak_bytes =
      0; ///< Values, workspace and what was promised to tasks that had not allocated it yet.
  std::uint64_t peak_live_bytes = 0;      ///< Values and workspace.
  std::uint64_t peak_value_bytes = 0;     ///< Results, whoever holds them.
  std::uint64_t peak_workspace_bytes = 0; ///< What running tasks had allocated.
  std::uint64_t peak_pool_bytes = 0;      ///< Free blocks kept for the next user.
  std::uint64_t peak_other_bytes =
      0; ///< What else was resident: programs, graph, actors, what was there before.
  std::uint64_t peak_resident_bytes = 0; ///< Of the process.

  std::uint64_t spilled_bytes = 0; ///< Written to the scratch store.
  std::uint64_t spilled_values = 0;
  std::uint64_t reloaded_bytes = 0; ///< Read back from it.
  std::uint64_t reloaded_values = 0;
  std::uint64_t dropped_bytes =
      0; ///< Let go of without being written: a file has it, or the store had it still.
  std::uint64_t dropped_values = 0;
  std::uint64_t reread_bytes = 0; ///< Read again from a file.
  std::uint64_t reread_values = 0;
  std::uint64_t delayed_starts = 0; ///< Tasks that had to wait for memory,
  double delayed_s = 0;             ///< and for how long, all together.
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
  MemoryReport memory;
};

/// A table for people, without what did not happen.
std::string to_string(const RunReport& report);
std::ostream& operator<<(std::ostream& stream, const RunReport& report);

} // namespace troupe
