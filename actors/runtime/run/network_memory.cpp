#include <algorithm>
#include <iterator>
#include <span>
#include <unordered_map>
#include <vector>

#include "runtime/memory/session_memory.hpp"
#include "runtime/messages.hpp"
#include "runtime/run/network.hpp"
#include "runtime/run/run.hpp"
#include "runtime/task/evaluate.hpp"
#include "runtime/task/value_reference.hpp"

// What a network knows of the values its tasks use, where memory is limited. All else of it: network.cpp.

namespace troupe {

// Within lists, references are replaced only where they may be (`may_hold_references`). A constant that is one by itself is
// passed on as it is.
std::vector<SpillableValue*> Network::referred_values(const Body& body) const {
  std::vector<SpillableValue*> values;
  if (body.literals.empty() || (body.steps.empty() && spillable_of(body.literals.front()) != nullptr))
    return values;
  for (const Value* const literal : literals_by_value(body)) {
    if (SpillableValue* const value = spillable_of(*literal))
      values.push_back(value);
    else if (may_hold_references())
      std::ranges::copy(spillables_in(*literal), std::back_inserter(values));
  }
  std::erase_if(values, [&](const SpillableValue* value) { return &value->memory() != run_.memory(); });
  return values;
}

void Network::find_dereferencing() {
  for (BodyId body = 0; body < graph_.body_count(); ++body) {
    if (referred_values(graph_.body_at(body)).empty())
      continue;
    dereferencing_.resize(graph_.body_count());
    dereferencing_[body] = true;
  }
}

// A splice lives until its last task has ended. What its constants refer to need not: it may go with its last use.
void Network::find_used_once() {
  std::vector<std::uint32_t> tasks(graph_.body_count(), 0);
  for (const TaskId task : plan_.sources())
    ++tasks[graph_.body_id(task)];
  std::unordered_map<const SpillableValue*, std::uint32_t> uses;
  for (BodyId body = 0; body < tasks.size(); ++body)
    for (const Value& literal : graph_.body_at(body).literals)
      for (const SpillableValue* const value : spillables_in(literal))
        ++uses[value];
  used_once_.resize(tasks.size());
  for (BodyId body = 0; body < tasks.size(); ++body) {
    const Body& constant = graph_.body_at(body);
    if (tasks[body] != 1 || !constant.steps.empty() || constant.literals.size() != 1)
      continue;
    const SpillableValue* const value = spillable_of(constant.literals.front());
    used_once_[body] = value != nullptr && uses[value] == 1 && !constant.literals.front().is_shared();
  }
}

// A single result goes to everybody. Several that nobody is promised by number are used when all are there.
void Network::find_result_uses(const Network& parent, TaskId yielding) {
  result_uses_.assign(yielded_.find<YieldedGraph>()->wanted.size(), never_used);
  for (const Plan::Edge& edge : parent.plan_.consumers(yielding)) {
    const std::int32_t promised = edge.consumer == no_task ? -1 : parent.graph_.body(edge.consumer).promised;
    const std::int32_t number = promised < 0 && result_uses_.size() == 1 ? 0 : promised;
    if (number < 0 || static_cast<std::size_t>(number) >= result_uses_.size())
      continue;
    UseTime& first = result_uses_[static_cast<std::size_t>(number)];
    first = std::min(first, parent.time_of_use(edge, ValueKind::chunk));
  }
}

void Network::announce_uses(TaskId from, const caf::message& message) const {
  announce_uses(plan_.consumers(from), message);
}

/// When the one at the end of an edge needs a value. Nobody knows that of who has it by reference, and a client takes what
/// it gets, or a reference, at once.
UseTime Network::time_of_use(const Plan::Edge& edge, ValueKind kind) const {
  if (edge.consumer == no_task)
    return is_spliced() ? result_uses_[edge.slot] : never_used;
  return takes_reference(graph_.body(edge.consumer), kind) ? never_used
                                                           : run_.use_time(rank_key(edge.consumer));
}

/// Tells a value that may leave memory when it is going to be needed.
void Network::announce_uses(std::span<const Plan::Edge> edges, const caf::message& message) const {
  const Result* const result = footprints_ != nullptr ? find<Result>(message.cvals().get()) : nullptr;
  if (result == nullptr || result->spillable() == nullptr)
    return;
  SpillableValue& value = *result->spillable();
  std::vector<UseTime> times;
  times.reserve(edges.size());
  for (const Plan::Edge& edge : edges)
    if (const UseTime time = time_of_use(edge, value.kind()); edge.consumer != no_task || time != never_used)
      times.push_back(time);
  value.memory().add_uses(value, times);
}

} // namespace troupe
