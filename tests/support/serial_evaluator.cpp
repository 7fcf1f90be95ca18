#include "support/serial_evaluator.hpp"

#include <algorithm>
#include <cstdlib>

#include <troupe/pass.hpp>

namespace troupe::test {

namespace {

class NoRun final : public TaskContext {
public:
  bool cancelled() const noexcept override { return false; }
  Session& session() const noexcept override { std::abort(); }
};

std::vector<TaskId> by_rank(const Graph& graph, std::span<const TaskId> wanted) {
  const std::vector<std::uint32_t> ranks = order(graph, wanted);
  std::vector<TaskId> tasks(ranks.size(), no_task);
  for (TaskId task = 0; task < ranks.size(); ++task)
    if (ranks[task] != unranked)
      tasks.at(ranks[task]) = task;
  std::erase(tasks, no_task);
  return tasks;
}

/// Follows which results are alive.
class LiveResults {
public:
  LiveResults(const Graph& graph, std::span<const TaskId> tasks, std::span<const TaskId> wanted)
      : graph_(graph), uses_(graph.size(), 0), is_wanted_(graph.size(), false) {
    for (const TaskId task : tasks)
      for (const TaskId input : graph.inputs(task))
        ++uses_[input];
    for (const TaskId task : wanted)
      is_wanted_[task] = true;
  }

  /// Counts a result, then lets go what it alone still needed: calls `release` for each.
  template <class Release>
  void add(TaskId task, Release release) {
    live_ += is_wanted_[task] ? 0 : 1;
    peak_ = std::max(peak_, live_);
    for (const TaskId input : graph_.inputs(task))
      if (--uses_[input] == 0 && !is_wanted_[input]) {
        --live_;
        release(input);
      }
  }
  std::size_t peak() const { return peak_; }

private:
  const Graph& graph_;
  std::vector<std::size_t> uses_;
  std::vector<bool> is_wanted_;
  std::size_t live_ = 0;
  std::size_t peak_ = 0;
};

Value run_step(const Step& step, const std::vector<Value>& arguments) {
  if (step.kind == Step::Kind::call)
    return step.kernel->run({step.parameters, arguments, NoRun()});
  if (step.kind == Step::Kind::list)
    return Value::list(arguments);
  std::vector<std::pair<std::string, Value>> entries;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    entries.emplace_back(step.names[i], arguments[i]);
  return Value::map(std::move(entries));
}

Value run_body(const Body& body, const std::vector<Value>& inputs) {
  if (body.plain)
    return run_step(body.steps.front(), inputs);
  std::vector<Value> steps;
  const auto value_of = [&](const Operand& operand) {
    switch (operand.kind) {
    case Operand::Kind::input: return inputs.at(operand.index);
    case Operand::Kind::step: return steps.at(operand.index);
    case Operand::Kind::literal: break;
    }
    return body.literals.at(operand.index);
  };
  for (const Step& step : body.steps) {
    std::vector<Value> arguments;
    for (const Operand& operand : step.operands)
      arguments.push_back(value_of(operand));
    steps.push_back(run_step(step, arguments));
  }
  return value_of(body.result);
}

} // namespace

SerialRun run_serially(const Graph& graph, std::span<const TaskId> wanted) {
  SerialRun run;
  const std::vector<TaskId> tasks = by_rank(graph, wanted);
  LiveResults live(graph, tasks, wanted);
  std::vector<Value> values(graph.size());
  for (const TaskId task : tasks) {
    std::vector<Value> inputs;
    for (const TaskId input : graph.inputs(task))
      inputs.push_back(values[input]);
    const Body& body = graph.body(task);
    values[task] = run_body(body, inputs);
    ++run.task_count;
    run.call_count += static_cast<std::size_t>(std::ranges::count(body.steps, Step::Kind::call, &Step::kind));
    live.add(task, [&](TaskId released) { values[released] = {}; });
  }
  run.peak_live = live.peak();
  for (const TaskId task : wanted)
    run.values.push_back(values[task]);
  return run;
}

std::size_t peak_live(const Graph& graph, std::span<const TaskId> wanted) {
  const std::vector<TaskId> tasks = by_rank(graph, wanted);
  LiveResults live(graph, tasks, wanted);
  for (const TaskId task : tasks)
    live.add(task, [](TaskId) {});
  return live.peak();
}

} // namespace troupe::test
