#include "support/graph_text.hpp"

#include <cstdint>
#include <map>
#include <ostream>
#include <vector>

#include <troupe/names.hpp>
#include <troupe/pass.hpp>

namespace troupe::test {

namespace {

std::string text_of_step(const Step& step, std::vector<std::string> operands) {
  switch (step.kind) {
  case Step::Kind::call: {
    const std::string& name = step.kernel->name;
    return (name.starts_with("arithmetic.") ? name.substr(11) : name) + "(" + joined(operands) + ")";
  }
  case Step::Kind::list: return "[" + joined(operands) + "]";
  case Step::Kind::map: break;
  }
  for (std::size_t i = 0; i < operands.size(); ++i)
    operands[i].insert(0, step.names[i] + ": ");
  return "{" + joined(operands) + "}";
}

std::string text_of_task(const Graph& graph, TaskId task) {
  if (!graph.is_defined(task))
    return "missing";
  const Body& body = graph.body(task);
  const auto inputs = graph.inputs(task);
  std::vector<std::string> keys;
  for (const TaskId input : inputs)
    keys.push_back(graph.key(input));
  if (body.promised >= 0)
    return "result " + std::to_string(body.promised) + " of " + keys.at(0);
  if (body.plain)
    return text_of_step(body.steps[0], keys);
  std::vector<std::string> steps;
  const auto text_of_operand = [&](const Operand& operand) {
    switch (operand.kind) {
    case Operand::Kind::input: return keys.at(operand.index);
    case Operand::Kind::step: return steps.at(operand.index);
    case Operand::Kind::literal: break;
    }
    return to_string(body.literals.at(operand.index));
  };
  for (const Step& step : body.steps) {
    std::vector<std::string> operands;
    for (const Operand& operand : step.operands)
      operands.push_back(text_of_operand(operand));
    steps.push_back(text_of_step(step, std::move(operands)));
  }
  return text_of_operand(body.result);
}

} // namespace

GraphText text_of(const Graph& graph) {
  GraphText text;
  for (TaskId task = 0; task < graph.size(); ++task)
    text.emplace(graph.key(task), text_of_task(graph, task));
  return text;
}

std::vector<TaskId> tasks_of(const Graph& graph, const std::vector<std::string>& keys) {
  std::vector<TaskId> tasks;
  for (const std::string& key : keys)
    tasks.push_back(graph.get(key));
  return tasks;
}

std::vector<std::string> sequence(const Graph& graph, const std::vector<std::string>& wanted) {
  const std::vector<std::uint32_t> ranks = order(graph, tasks_of(graph, wanted));
  std::map<std::uint32_t, std::string> by_rank;
  for (TaskId task = 0; task < graph.size(); ++task)
    if (ranks[task] != unranked)
      by_rank.emplace(ranks[task], graph.key(task));
  std::vector<std::string> keys;
  for (const auto& [rank, key] : by_rank)
    keys.push_back(key);
  return keys;
}

std::ostream& operator<<(std::ostream& out, const GraphText& text) {
  out << "{";
  for (const auto& [key, task] : text)
    out << "\n  " << key << ": " << task;
  return out << "\n}";
}

} // namespace troupe::test
