#include "task_list.hpp"

#include <algorithm>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/graph_summary.hpp>
#include <troupe/names.hpp>

#include "columns.hpp"

namespace troupe::tool {

namespace {

/// What is told of tasks, found out once for each body.
class BodyFacts {
public:
  explicit BodyFacts(const Graph& graph) : graph_(graph), rows_(graph.body_count()) {}

  const GraphSummary::Row& of(TaskId task) {
    std::optional<GraphSummary::Row>& row = rows_[graph_.body_id(task)];
    if (!row)
      row = summarise(graph_.body(task), graph_.inputs(task).size());
    return *row;
  }

private:
  /// As a graph of this task and constants is summarised: so the names are those of the table of kernels.
  static GraphSummary::Row summarise(const Body& body, std::size_t input_count) {
    Graph graph;
    std::vector<TaskId> inputs;
    for (std::size_t i = 0; i < input_count; ++i)
      inputs.push_back(graph.add("input " + std::to_string(i), literal(0)));
    const TaskId task = graph.add("task", graph.add_body(body), inputs);
    std::vector<GraphSummary::Row> rows = troupe::summarise(graph, std::span(&task, 1)).rows;
    const auto is_own = [&](const GraphSummary::Row& row) {
      return inputs.empty() || row.kernels != "literal";
    };
    const auto own = std::ranges::find_if(rows, is_own);
    return std::move(own != rows.end() ? *own : rows.front());
  }

  const Graph& graph_;
  std::vector<std::optional<GraphSummary::Row>> rows_; ///< by body
};

std::vector<TaskId> defined_tasks(const Graph& graph) {
  std::vector<TaskId> tasks;
  for (TaskId task = 0; task < graph.size(); ++task)
    if (graph.is_defined(task))
      tasks.push_back(task);
  return tasks;
}

} // namespace

void print_tasks(const Graph& graph, std::size_t most) {
  const std::vector<TaskId> tasks = defined_tasks(graph);
  BodyFacts facts(graph);
  Columns columns({"task", "kernels", "bytes"}, {Align::left, Align::left, Align::right});
  for (std::size_t i = 0; i < std::min(tasks.size(), most); ++i) {
    const GraphSummary::Row& row = facts.of(tasks[i]);
    columns.add({shown_name(graph.key(tasks[i])), shown_name(row.kernels),
                 row.unknown > 0 ? "?" : to_string(ByteSize(row.bytes_out))});
  }
  std::cout << '\n';
  columns.print(std::cout);
  if (tasks.size() > most)
    std::cout << "… " << tasks.size() - most << " more\n";
}

Value tasks_as_value(const Graph& graph) {
  BodyFacts facts(graph);
  std::vector<Value> tasks;
  for (const TaskId task : defined_tasks(graph)) {
    const GraphSummary::Row& row = facts.of(task);
    const Value bytes = row.unknown > 0 ? Value() : Value(static_cast<std::int64_t>(row.bytes_out));
    tasks.push_back(Value::map({{"key", graph.key(task)}, {"kernels", row.kernels}, {"bytes", bytes}}));
  }
  return Value::list(std::move(tasks));
}

} // namespace troupe::tool
