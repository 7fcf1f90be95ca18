#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

Graph alone(const Graph& graph, TaskId task, std::span<const Value> inputs) {
  assert(inputs.size() == graph.inputs(task).size());
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
