#include <algorithm>

#include <troupe/graph.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

Consumers consumers(const Graph& graph) {
  const GraphStorage& storage = GraphAccess::storage(graph);
  const auto size = static_cast<TaskId>(graph.size());
  Consumers result;
  result.offsets.assign(std::size_t{size} + 1, 0);
  for (TaskId task = 0; task < size; ++task)
    for (const TaskId input : storage.inputs_of(task))
      ++result.offsets[input];
  std::uint32_t end = 0;
  for (std::uint32_t& offset : result.offsets)
    offset = end += offset;
  // Offsets stand at each task's end; filling backwards moves them to its begin and keeps edges sorted by
  // consumer.
  result.edges.resize(end);
  for (TaskId task = size; task-- > 0;) {
    const auto inputs = storage.inputs_of(task);
    for (std::size_t slot = inputs.size(); slot-- > 0;)
      result.edges[--result.offsets[inputs[slot]]] = {task, static_cast<std::uint32_t>(slot)};
  }
  return result;
}

namespace {

std::vector<std::string> sorted_keys(const Graph& graph, std::vector<TaskId> tasks) {
  std::ranges::sort(tasks);
  tasks.erase(std::ranges::unique(tasks).begin(), tasks.end());
  std::vector<std::string> keys;
  keys.reserve(tasks.size());
  for (const TaskId task : tasks)
    keys.push_back(graph.key(task));
  std::ranges::sort(keys);
  return keys;
}

} // namespace

std::vector<std::string> dependencies(const Graph& graph, TaskId task) {
  const auto inputs = graph.inputs(task);
  return sorted_keys(graph, {inputs.begin(), inputs.end()});
}

std::vector<std::string> dependents(const Graph& graph, TaskId task) {
  std::vector<TaskId> users;
  for (TaskId user = 0; user < graph.size(); ++user)
    if (std::ranges::find(graph.inputs(user), task) != graph.inputs(user).end())
      users.push_back(user);
  return sorted_keys(graph, std::move(users));
}

} // namespace troupe
