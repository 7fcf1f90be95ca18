#include <troupe/graph.hpp>

namespace troupe {

YieldedGraph::YieldedGraph(Graph yielded, std::vector<TaskId> wanted_tasks)
    : graph(std::move(yielded)), wanted(std::move(wanted_tasks)) {}

std::size_t YieldedGraph::size_bytes() const noexcept {
  return graph.size_bytes() + wanted.capacity() * sizeof(TaskId);
}

Value yield(Graph graph, std::vector<TaskId> wanted) {
  return Value::user(std::make_unique<const YieldedGraph>(std::move(graph), std::move(wanted)));
}

} // namespace troupe
