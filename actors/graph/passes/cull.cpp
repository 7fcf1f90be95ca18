#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "graph/needed_tasks.hpp"
#include "graph/passes/rewriter.hpp"

namespace troupe {

Graph cull(const Graph& graph, std::span<const TaskId> wanted) {
  require_wanted(graph, wanted, "cull");
  const GraphStorage& storage = GraphAccess::storage(graph);
  std::vector<std::uint8_t> needed(storage.size(), 0);
  std::size_t count = 0;
  std::vector<TaskId> pending;
  const auto need = [&](TaskId task) {
    if (needed[task])
      return;
    if (storage.body_of(task) == no_body)
      refuse_missing(graph, task, "cull");
    needed[task] = 1;
    ++count;
    pending.push_back(task);
  };
  for (const TaskId task : wanted)
    need(task);
  while (!pending.empty()) {
    const TaskId task = pending.back();
    pending.pop_back();
    for (const TaskId input : storage.inputs_of(task))
      need(input);
  }

  Rewriter rewriter(graph, count);
  for (TaskId task = 0; task < storage.size(); ++task)
    if (needed[task])
      rewriter.take(task);
  for (TaskId task = 0; task < storage.size(); ++task)
    if (needed[task])
      rewriter.copy(task);
  return rewriter.finish();
}

} // namespace troupe
