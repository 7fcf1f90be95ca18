#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

namespace troupe {

Graph alone(const Graph& graph, TaskId task, std::span<const Value> inputs) {
  if (inputs.size() != graph.inputs(task).size())
    throw ValueError("alone: the task \"" + graph.key(task) + "\" has "
                     + std::to_string(graph.inputs(task).size()) + " inputs, and "
                     + std::to_string(inputs.size()) + " values are given");
  Graph result;
  std::vector<TaskId> used;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string key = graph.key(graph.inputs(task)[i]);
    const std::optional<TaskId> known = result.find(key); // an input that is used twice
    used.push_back(known ? *known : result.add(key, result.add_body(Body::constant(inputs[i])), {}));
  }
  result.add(graph.key(task), result.add_body(graph.body(task)), used);
  return result;
}

} // namespace troupe
