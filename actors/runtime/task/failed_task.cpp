#include "runtime/task/failed_task.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <troupe/graph_file.hpp>

#include "runtime/task/value_reference.hpp"

namespace troupe {

void save_task(const Graph& graph, TaskId task, std::span<const Value> inputs,
               const std::filesystem::path& file) {
  Graph alone;
  std::vector<TaskId> used;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string key = graph.key(graph.inputs(task)[i]);
    const std::optional<TaskId> known = alone.find(key); // an input that is used twice
    used.push_back(known ? *known : alone.add(key, alone.add_body(Body::constant(inputs[i])), {}));
  }
  Body body = graph.body(task);
  std::ranges::transform(body.literals, body.literals.begin(), dereference);
  const TaskId failed = alone.add(graph.key(task), alone.add_body(std::move(body)), used);
  save(alone, std::span(&failed, 1), file);
}

} // namespace troupe
