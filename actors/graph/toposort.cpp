#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "graph/needed_tasks.hpp"

namespace troupe {

std::vector<TaskId> toposort(const Graph& graph) { return needed_tasks(graph, "toposort", Missing::refuse); }

bool is_acyclic(const Graph& graph, std::span<const TaskId> from) {
  try {
    needed_tasks(graph, from, "is_acyclic", Missing::leave);
    return true;
  } catch (const CycleError&) {
    return false;
  }
}

} // namespace troupe
