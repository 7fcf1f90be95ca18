#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include <troupe/callbacks.hpp>
#include <troupe/graph.hpp>

/// A task that has run.
struct TaskTrace {
  troupe::TaskId task = troupe::no_task;
  std::uint64_t output_bytes = 0;
  bool can_be_read_again = false;
};

/// Tells a run's own tasks in the order in which they end.
class TraceRecorder {
public:
  const troupe::RunCallbacks& callbacks() const noexcept { return callbacks_; }
  std::span<const TaskTrace> tasks() const noexcept { return tasks_; } ///< After the compute.

private:
  std::mutex mutex_;
  std::vector<TaskTrace> tasks_;
  const troupe::RunCallbacks callbacks_{.task_finishes = [this](const troupe::TaskEvent& event) {
    if (event.is_spliced || event.yields_graph)
      return;
    const std::scoped_lock lock(mutex_);
    tasks_.push_back({event.task, event.output_bytes, event.can_be_read_again});
  }};
};

/// What a run of one task after the other would have to move under Belady's rule: when memory runs short, what is needed
/// last leaves.
struct BeladyMoves {
  std::uint64_t written_bytes = 0; ///< Each value at most once: what was written stays where it is.
  std::uint64_t read_bytes = 0;
};

/// Replays the tasks of `graph` in the order of `trace` within `memory_bytes`, of which a task needs its inputs and its
/// result. What a file has is let go of without being written.
///
/// L. A. Belady, A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 5, 1966.
BeladyMoves replay_with_belady(const troupe::Graph& graph, std::span<const TaskTrace> trace,
                               std::uint64_t memory_bytes);
