#include "graph/passes/priorities.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <ranges>

#include <troupe/pass.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

namespace {

std::vector<TaskId> tasks_by_rank(const std::vector<std::uint32_t>& ranks) {
  const auto count = ranks.size() - static_cast<std::size_t>(std::ranges::count(ranks, unranked));
  std::vector<TaskId> tasks(count);
  for (TaskId task = 0; task < ranks.size(); ++task)
    if (ranks[task] != unranked)
      tasks[ranks[task]] = task;
  return tasks;
}

/// The priority of each task of `tasks`, which holds inputs before their users.
std::vector<std::int32_t> priorities(const GraphStorage& storage, std::span<const TaskId> wanted,
                                     std::span<const TaskId> tasks) {
  // From the users down: what they ask of their inputs. Whoever wants a result says nothing of it.
  std::vector<std::int32_t> priority(storage.size(), std::numeric_limits<std::int32_t>::min());
  for (const TaskId task : wanted)
    priority[task] = 0;
  for (const TaskId task : std::views::reverse(tasks)) {
    const std::int32_t asked = priority[task];
    const std::int32_t own = storage.bodies[storage.body_of(task)]->priority;
    if (own != 0)
      priority[task] = asked > 0 ? std::max(own, asked) : own;
    for (const TaskId input : storage.inputs_of(task))
      priority[input] = std::max(priority[input], priority[task]);
  }
  // From the inputs up: who waits for one that comes late comes late.
  for (const TaskId task : tasks)
    for (const TaskId input : storage.inputs_of(task))
      priority[task] = std::min(priority[task], priority[input]);
  return priority;
}

} // namespace

void rank_by_priority(const Graph& graph, std::span<const TaskId> wanted, std::vector<std::uint32_t>& ranks) {
  const GraphStorage& storage = GraphAccess::storage(graph);
  if (std::ranges::all_of(storage.bodies, [](const auto& body) { return body->priority == 0; }))
    return;
  std::vector<TaskId> tasks = tasks_by_rank(ranks);
  const std::vector<std::int32_t> priority = priorities(storage, wanted, tasks);
  std::ranges::stable_sort(tasks, std::greater{}, [&](TaskId task) { return priority[task]; });
  for (std::uint32_t rank = 0; rank < tasks.size(); ++rank)
    ranks[tasks[rank]] = rank;
}

} // namespace troupe
