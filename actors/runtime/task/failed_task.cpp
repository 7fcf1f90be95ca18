#include "runtime/task/failed_task.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <troupe/graph_file.hpp>

#include "runtime/task/value_reference.hpp"

namespace troupe {

void save_task(const Graph& graph, TaskId task, std::span<const Value> inputs, std::string note,
               const std::filesystem::path& file) {
  const Graph referring = alone(graph, task, inputs);
  SavedGraph saved{.note = std::move(note)}; // with the values themselves
  for (TaskId each = 0; each < referring.size(); ++each) {
    Body body = referring.body(each);
    std::ranges::transform(body.literals, body.literals.begin(), dereference);
    saved.graph.add(referring.key(each), saved.graph.add_body(std::move(body)), referring.inputs(each));
  }
  saved.results.push_back({{}, std::nullopt, {saved.graph.get(graph.key(task))}});
  save(saved, file);
}

} // namespace troupe
