#pragma once

#include <span>
#include <utility>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

/// Builds the graph a pass returns: tasks of a given graph under their keys, in the order in which they are
/// taken, with names, bodies and literals shared.
///
///     take every task to keep, in the order of ids     then define each of them
class Rewriter {
public:
  /// \param task_count  how many tasks will be taken, at most
  Rewriter(const Graph& from, std::size_t task_count);

  /// Keeps a task's key, under the next id.
  void take(TaskId old_task);
  bool is_taken(TaskId old_task) const { return new_ids_[old_task] != no_task; }

  /// The task as it was. A key that is only referred to stays so.
  void copy(TaskId old_task);
  /// The task with another body and other inputs, given as tasks of the old graph.
  void define(TaskId old_task, BodyId new_body, std::span<const TaskId> old_inputs);
  BodyId add_body(Body body);
  /// A body of the old graph, in the new one.
  BodyId body(BodyId old_body);

  Graph finish() { return std::move(graph_); }

private:
  const GraphStorage& from_;
  Graph graph_;
  GraphStorage& to_;
  GraphTasks& to_tasks_;
  std::vector<TaskId> new_ids_;
  std::vector<BodyId> new_bodies_;
  std::vector<TaskId> inputs_; ///< of the task at hand
};

} // namespace troupe
