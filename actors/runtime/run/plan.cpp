#include "runtime/run/plan.hpp"

#include <limits>
#include <string>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "graph/needed_tasks.hpp"

namespace troupe {

Plan::Plan(const Graph& graph, std::span<const TaskId> wanted, Delivery delivery) {
  require_wanted(graph, wanted, "compute");
  ranks_ = order(graph, wanted);
  connect(graph, delivery == Delivery::drop ? std::span<const TaskId>() : wanted);
  find_sources(graph);
}

void Plan::connect(const Graph& graph, std::span<const TaskId> wanted) {
  if (graph.edge_count() == 0 && wanted.empty())
    return;
  const auto size = static_cast<TaskId>(graph.size());
  if (graph.edge_count() + wanted.size() > std::numeric_limits<std::uint32_t>::max())
    throw ValueError("compute: the graph has " + std::to_string(graph.edge_count())
                     + " edges, more than a run can hold (4294967295)");
  // Each task's edges are counted one place further on, so that filling them in moves its offset to where it
  // belongs.
  offsets_.assign(graph.size() + 2, 0);
  std::uint32_t* const next = offsets_.data() + 1;
  for (TaskId task = 0; task < size; ++task)
    if (ranks_[task] != unranked)
      for (const TaskId input : graph.inputs(task))
        ++next[input + 1];
  for (const TaskId task : wanted)
    ++next[task + 1];
  for (std::size_t i = 1; i < offsets_.size(); ++i)
    offsets_[i] += offsets_[i - 1];
  edges_.resize(offsets_.back());
  for (TaskId task = 0; task < size; ++task) {
    if (ranks_[task] == unranked)
      continue;
    std::uint32_t slot = 0;
    for (const TaskId input : graph.inputs(task))
      edges_[next[input]++] = {task, slot++};
  }
  for (std::uint32_t slot = 0; slot < wanted.size(); ++slot)
    edges_[next[wanted[slot]]++] = {no_task, slot};
  offsets_.pop_back();
}

void Plan::find_sources(const Graph& graph) {
  std::uint32_t count = 0;
  for (const std::uint32_t rank : ranks_)
    count += rank != unranked;
  task_count_ = count;
  // Indexed by rank first, so that no sorting is needed.
  sources_.assign(count, no_task);
  const auto size = static_cast<TaskId>(ranks_.size());
  std::size_t sources = 0;
  for (TaskId task = 0; task < size; ++task)
    if (ranks_[task] != unranked && graph.inputs(task).empty()) {
      sources_[ranks_[task]] = task;
      ++sources;
    }
  if (sources != sources_.size())
    std::erase(sources_, no_task);
  if (sources < sources_.capacity() / 2)
    sources_.shrink_to_fit();
}

} // namespace troupe
