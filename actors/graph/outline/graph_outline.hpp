#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

/// What people want to know of a graph's tasks: keys, kernels and inputs. It shares the tasks with the graph, so making it
/// takes next to nothing where many tasks have one body; and it holds no body, and so no constant.
class GraphOutline {
public:
  GraphOutline() = default; ///< Of no task.
  explicit GraphOutline(const Graph& graph);

  std::size_t size() const noexcept { return tasks_->keys.size(); }
  std::string key(TaskId task) const { return tasks_->keys.text(task); }
  std::span<const TaskId> inputs(TaskId task) const { return tasks_->inputs_of(task); }
  /// A number for `kernel_names()`. The task must be defined.
  std::uint32_t kernels(TaskId task) const { return name_of_[tasks_->body_of[task]]; }
  const std::vector<std::string>& kernel_names() const noexcept { return names_; }

  std::size_t own_bytes() const noexcept; ///< Without the tasks.
  std::size_t tasks_bytes() const noexcept { return tasks_->size_bytes(); }
  /// The same for outlines that share their tasks.
  const void* tasks() const noexcept { return &*tasks_; }

private:
  CopyOnWrite<GraphTasks> tasks_;
  std::vector<std::uint32_t> name_of_; ///< By body.
  std::vector<std::string> names_;     ///< Each once.
};

} // namespace troupe
