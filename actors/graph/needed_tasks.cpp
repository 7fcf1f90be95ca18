#include "graph/needed_tasks.hpp"

#include <algorithm>
#include <numeric>

#include <troupe/error.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

namespace {

constexpr std::size_t most_listed_keys = 12;

/// Depth first from one task after the other, with a stack of our own.
class DepthFirst {
public:
  DepthFirst(const Graph& graph, std::string_view operation, Missing missing)
      : graph_(graph), storage_(GraphAccess::storage(graph)), operation_(operation), missing_(missing),
        state_(storage_.size(), State::unseen) {}

  void visit(TaskId root) {
    if (state_[root] == State::done)
      return;
    open(root);
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const auto inputs = storage_.inputs_of(frame.task);
      if (frame.next_input == inputs.size()) {
        state_[frame.task] = State::done;
        order_.push_back(frame.task);
        stack_.pop_back();
        continue;
      }
      const TaskId input = inputs[frame.next_input++];
      if (state_[input] == State::unseen)
        open(input);
      else if (state_[input] == State::open)
        refuse_cycle_at(input);
    }
  }

  std::vector<TaskId> take_order() { return std::move(order_); }

private:
  enum class State : std::uint8_t { unseen, open, done };
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
  };

  void open(TaskId task) {
    if (missing_ == Missing::refuse && storage_.body_of(task) == no_body)
      refuse_missing(graph_, task, operation_);
    state_[task] = State::open;
    stack_.push_back({task, 0});
  }

  void refuse_cycle_at(TaskId again) const {
    std::vector<TaskId> path;
    const auto begin = std::ranges::find(stack_, again, &Frame::task);
    for (auto frame = begin; frame != stack_.end(); ++frame)
      path.push_back(frame->task);
    path.push_back(again);
    refuse_cycle(graph_, path, operation_);
  }

  const Graph& graph_;
  const GraphStorage& storage_;
  std::string_view operation_;
  Missing missing_;
  std::vector<State> state_;
  std::vector<Frame> stack_;
  std::vector<TaskId> order_;
};

/// Whether every input has a smaller id than its user, as in graphs that were built from the inputs up.
bool ids_are_ordered(const GraphStorage& storage) {
  for (TaskId task = 0; task < storage.size(); ++task)
    for (const TaskId input : storage.inputs_of(task))
      if (input >= task)
        return false;
  return true;
}

/// Marks backwards what is needed, then collects it.
std::vector<TaskId> needed_by_id(const Graph& graph, std::span<const TaskId> from, std::string_view operation,
                                 Missing missing) {
  const GraphStorage& storage = GraphAccess::storage(graph);
  std::vector<std::uint8_t> needed(storage.size(), 0);
  for (const TaskId task : from)
    needed[task] = 1;
  std::size_t count = 0;
  for (auto task = static_cast<TaskId>(storage.size()); task-- > 0;) {
    if (!needed[task])
      continue;
    ++count;
    if (missing == Missing::refuse && storage.body_of(task) == no_body)
      refuse_missing(graph, task, operation);
    for (const TaskId input : storage.inputs_of(task))
      needed[input] = 1;
  }
  std::vector<TaskId> order;
  order.reserve(count);
  for (TaskId task = 0; task < storage.size(); ++task)
    if (needed[task])
      order.push_back(task);
  return order;
}

} // namespace

void require_wanted(const Graph& graph, std::span<const TaskId> wanted, std::string_view operation) {
  for (const TaskId task : wanted)
    if (task >= graph.size())
      throw KeyError(std::string(operation) + ": task " + std::to_string(task) + " is wanted, the graph has "
                     + std::to_string(graph.size()));
}

std::vector<TaskId> needed_tasks(const Graph& graph, std::span<const TaskId> from, std::string_view operation,
                                 Missing missing) {
  require_wanted(graph, from, operation);
  if (ids_are_ordered(GraphAccess::storage(graph)))
    return needed_by_id(graph, from, operation, missing);
  return depth_first_tasks(graph, from, operation, missing);
}

std::vector<TaskId> depth_first_tasks(const Graph& graph, std::span<const TaskId> from,
                                      std::string_view operation, Missing missing) {
  require_wanted(graph, from, operation);
  DepthFirst search(graph, operation, missing);
  for (const TaskId task : from)
    search.visit(task);
  return search.take_order();
}

std::vector<TaskId> needed_tasks(const Graph& graph, std::string_view operation, Missing missing) {
  std::vector<TaskId> all(graph.size());
  std::iota(all.begin(), all.end(), TaskId{0});
  return needed_tasks(graph, all, operation, missing);
}

std::vector<TaskId> final_tasks(const Graph& graph) {
  const auto size = static_cast<TaskId>(graph.size());
  std::vector<bool> used(graph.size(), false);
  for (TaskId task = 0; task < size; ++task)
    for (const TaskId input : graph.inputs(task))
      used[input] = true;
  std::vector<TaskId> found;
  found.reserve(static_cast<std::size_t>(std::ranges::count(used, false)));
  for (TaskId task = 0; task < size; ++task)
    if (!used[task])
      found.push_back(task);
  return found;
}

void refuse_missing(const Graph& graph, TaskId missing, std::string_view operation) {
  std::string message = std::string(operation) + ": there is no key \"" + graph.key(missing) + "\"";
  for (TaskId user = 0; user < graph.size(); ++user) {
    const auto inputs = graph.inputs(user);
    if (std::ranges::find(inputs, missing) != inputs.end()) {
      message += ", which \"" + graph.key(user) + "\" uses";
      break;
    }
  }
  throw KeyError(message);
}

void refuse_cycle(const Graph& graph, std::span<const TaskId> path, std::string_view operation) {
  std::string message = std::string(operation) + ": the tasks wait for each other: ";
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path.size() > most_listed_keys && i == most_listed_keys - 3) {
      i = path.size() - 2;
      message += " -> (" + std::to_string(path.size() - most_listed_keys + 1) + " more)";
    }
    message += (i == 0 ? "\"" : " -> \"") + graph.key(path[i]) + "\"";
  }
  throw CycleError(message);
}

} // namespace troupe
