#include "graph/passes/rewriter.hpp"

namespace troupe {

Rewriter::Rewriter(const Graph& from, std::size_t task_count)
    : from_(GraphAccess::storage(from)), to_(GraphAccess::storage(graph_)), to_tasks_(to_.tasks.own()),
      new_ids_(from_.size(), no_task), new_bodies_(from_.bodies.size(), no_body) {
  to_tasks_.keys = from_.keys().names_only(task_count);
  to_tasks_.body_of.reserve(task_count);
  to_tasks_.input_range.reserve(task_count);
}

void Rewriter::take(TaskId old_task) {
  new_ids_[old_task] = to_tasks_.keys.append_from(from_.keys(), old_task);
  to_tasks_.body_of.push_back(no_body);
  to_tasks_.input_range.emplace_back();
}

void Rewriter::copy(TaskId old_task) {
  if (from_.body_of(old_task) != no_body)
    define(old_task, body(from_.body_of(old_task)), from_.inputs_of(old_task));
}

void Rewriter::define(TaskId old_task, BodyId new_body, std::span<const TaskId> old_inputs) {
  inputs_.clear();
  for (const TaskId input : old_inputs)
    inputs_.push_back(new_ids_[input]);
  to_tasks_.define(new_ids_[old_task], new_body, inputs_);
}

BodyId Rewriter::add_body(Body body) { return to_.add_body(std::make_shared<Body>(std::move(body))); }

BodyId Rewriter::body(BodyId old_body) {
  BodyId& known = new_bodies_[old_body];
  if (known == no_body)
    known = to_.add_body(from_.bodies[old_body]);
  return known;
}

} // namespace troupe
