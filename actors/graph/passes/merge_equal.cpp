#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <troupe/pass.hpp>

#include "graph/digests.hpp"
#include "graph/id_table.hpp"
#include "graph/needed_tasks.hpp"
#include "graph/passes/annotations.hpp"
#include "graph/passes/rewriter.hpp"

namespace troupe {

namespace {

/// Of each task, the first in topological order that has its digest.
std::vector<TaskId> first_equals(const Graph& graph) {
  const std::vector<Digest> task_digests = digests(graph, Waits::counted);
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

/// What is said of the tasks that become one: the strongest.
std::vector<Annotations> merged_annotations(const Graph& graph, const std::vector<TaskId>& first) {
  std::vector<Annotations> merged(graph.size());
  for (TaskId task = 0; task < graph.size(); ++task)
    if (first[task] == task)
      merged[task] = annotations_of(graph.body(task));
  for (TaskId task = 0; task < graph.size(); ++task)
    merged[first[task]] = strongest(merged[first[task]], annotations_of(graph.body(task)));
  return merged;
}

/// The bodies of wanted keys whose task is another one now: each says what its task said.
class Aliases {
public:
  explicit Aliases(Rewriter& rewriter) : rewriter_(rewriter) {}

  BodyId of(const Annotations& annotations) {
    const auto [place, is_new] = bodies_.try_emplace({annotations.retries, annotations.priority}, no_body);
    if (is_new) {
      Body body = Body::alias();
      annotate(body, annotations);
      place->second = rewriter_.add_body(std::move(body));
    }
    return place->second;
  }

private:
  Rewriter& rewriter_;
  std::map<std::pair<int, std::int32_t>, BodyId> bodies_;
};

} // namespace

Graph merge_equal(const Graph& graph, std::span<const TaskId> wanted) {
  require_wanted(graph, wanted, "merge_equal");
  const std::vector<TaskId> first = first_equals(graph);
  std::vector<Annotations> merged;
  if (GraphAccess::storage(graph).is_annotated)
    merged = merged_annotations(graph, first);
  std::vector<std::uint8_t> is_wanted(graph.size(), 0);
  for (const TaskId task : wanted)
    is_wanted[task] = 1;

  Rewriter rewriter(graph, graph.size());
  for (TaskId task = 0; task < graph.size(); ++task)
    if (first[task] == task || is_wanted[task])
      rewriter.take(task);
  Aliases aliases(rewriter);
  std::vector<TaskId> inputs;
  for (TaskId task = 0; task < graph.size(); ++task) {
    if (!rewriter.is_taken(task))
      continue;
    if (first[task] != task) {
      rewriter.define(task, aliases.of(annotations_of(graph.body(task))), {&first[task], 1});
      continue;
    }
    inputs.clear();
    for (const TaskId input : graph.inputs(task))
      inputs.push_back(first[input]);
    BodyId body = rewriter.body(graph.body_id(task));
    if (!merged.empty() && merged[task] != annotations_of(graph.body(task))) {
      Body raised = graph.body(task);
      annotate(raised, merged[task]);
      body = rewriter.add_body(std::move(raised));
    }
    rewriter.define(task, body, inputs);
  }
  return rewriter.finish();
}

} // namespace troupe
