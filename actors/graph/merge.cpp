#include <troupe/graph.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

namespace {

/// Adds the tasks of `from` under their keys. A key that has a task already keeps it.
void add_tasks(const GraphStorage& from, GraphStorage& to) {
  GraphTasks& tasks = to.tasks.own();
  std::vector<BodyId> new_bodies(from.bodies.size(), no_body);
  std::vector<TaskId> new_ids(from.size());
  const std::vector<NameId> names = tasks.keys.add_names_of(from.keys());
  for (TaskId task = 0; task < from.size(); ++task)
    new_ids[task] = tasks.refer(from.keys(), task, names);
  std::vector<TaskId> inputs;
  for (TaskId task = 0; task < from.size(); ++task) {
    if (from.body_of(task) == no_body || tasks.body_of[new_ids[task]] != no_body)
      continue;
    inputs.clear();
    for (const TaskId input : from.inputs_of(task))
      inputs.push_back(new_ids[input]);
    BodyId& body = new_bodies[from.body_of(task)];
    if (body == no_body)
      body = to.add_body(from.bodies[from.body_of(task)]);
    tasks.define(new_ids[task], body, inputs);
  }
}

} // namespace

Graph merge(const Graph& earlier, const Graph& later) {
  Graph merged = later;
  add_tasks(GraphAccess::storage(earlier), GraphAccess::storage(merged));
  return merged;
}

} // namespace troupe
