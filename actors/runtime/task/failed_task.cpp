#include "runtime/task/failed_task.hpp"

#include <algorithm>

#include <troupe/graph_file.hpp>

#include "runtime/task/value_reference.hpp"

namespace troupe {

void save_task(const Graph& graph, TaskId task, std::span<const Value> inputs,
               const std::filesystem::path& file) {
  const Graph referring = alone(graph, task, inputs);
  Graph saved; // with the values themselves
  for (TaskId each = 0; each < referring.size(); ++each) {
    Body body = referring.body(each);
    std::ranges::transform(body.literals, body.literals.begin(), dereference);
    saved.add(referring.key(each), saved.add_body(std::move(body)), referring.inputs(each));
  }
  const TaskId failed = saved.get(graph.key(task));
  save(saved, std::span(&failed, 1), file);
}

} // namespace troupe
