#include <cstdint>
#include <vector>

#include <troupe/pass.hpp>

#include "graph/id_table.hpp"
#include "graph/needed_tasks.hpp"
#include "graph/rewriter.hpp"

namespace troupe {

namespace {

/// Of each task, the first in topological order that has its digest.
std::vector<TaskId> first_equals(const Graph& graph) {
  const std::vector<Digest> task_digests = digests(graph);
  std::vector<TaskId> first(graph.size());
  IdTable table;
  for (const TaskId task : needed_tasks(graph, "merge_equal", Missing::refuse)) {
    const Digest& digest = task_digests[task];
    const TaskId known = table.find(digest.low, [&](TaskId other) { return task_digests[other] == digest; });
    if (known == IdTable::none)
      table.insert(task, [&](TaskId other) { return task_digests[other].low; });
    first[task] = known == IdTable::none ? task : known;
  }
  return first;
}

/// The largest number of retries among the tasks that become one.
std::vector<std::uint16_t> merged_retries(const Graph& graph, const std::vector<TaskId>& first) {
  std::vector<std::uint16_t> retries(graph.size(), 0);
  for (TaskId task = 0; task < graph.size(); ++task)
    retries[first[task]] = std::max(retries[first[task]], graph.body(task).retries);
  return retries;
}

} // namespace

Graph merge_equal(const Graph& graph, std::span<const TaskId> wanted) {
  const std::vector<TaskId> first = first_equals(graph);
  const std::vector<std::uint16_t> retries = merged_retries(graph, first);
  std::vector<std::uint8_t> is_wanted(graph.size(), 0);
  for (const TaskId task : wanted)
    is_wanted[task] = 1;

  Rewriter rewriter(graph);
  for (TaskId task = 0; task < graph.size(); ++task)
    if (first[task] == task || is_wanted[task])
      rewriter.take(task);
  BodyId alias = no_body;
  std::vector<TaskId> inputs;
  for (TaskId task = 0; task < graph.size(); ++task) {
    if (!rewriter.is_taken(task))
      continue;
    if (first[task] != task) {
      if (alias == no_body)
        alias = rewriter.add_body(Body::alias());
      rewriter.define(task, alias, {&first[task], 1});
      continue;
    }
    inputs.clear();
    for (const TaskId input : graph.inputs(task))
      inputs.push_back(first[input]);
    BodyId body = rewriter.body(graph.body_id(task));
    if (graph.body(task).retries != retries[task]) {
      Body patient = graph.body(task);
      patient.retries = retries[task];
      body = rewriter.add_body(std::move(patient));
    }
    rewriter.define(task, body, inputs);
  }
  return rewriter.finish();
}

} // namespace troupe
