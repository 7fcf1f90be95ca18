#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <troupe/graph_summary.hpp>

#include "graph/needed_tasks.hpp"
#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

/// What a task's result takes; negative if nobody says it.
std::int64_t output_bytes(const Body& body) {
  if (body.output_bytes < 0 && body.steps.empty() && body.result.kind == Operand::Kind::literal)
    return static_cast<std::int64_t>(body.literals[body.result.index].size_bytes());
  return body.output_bytes;
}

class Summary {
public:
  Summary(const Graph& graph, std::span<const TaskId> wanted)
      : graph_(graph), ordered_(needed_tasks(graph, wanted, "summarise", Missing::refuse)),
        rows_(graph.body_count(), nullptr), depth_(graph.size(), 0) {}

  GraphSummary make() {
    result_.tasks = ordered_.size();
    result_.unneeded = graph_.size() - ordered_.size();
    for (const TaskId task : ordered_)
      count(task);
    sort_rows();
    add_constants();
    find_levels();
    return std::move(result_);
  }

private:
  GraphSummary::Row& row_of(TaskId task) {
    GraphSummary::Row*& row = rows_[graph_.body_id(task)];
    if (row == nullptr) {
      std::string names = kernel_names(graph_.body(task));
      row = &by_names_[names];
      row->kernels = std::move(names);
    }
    return *row;
  }

  void count(TaskId task) {
    GraphSummary::Row& row = row_of(task);
    ++row.tasks;
    if (const std::int64_t bytes = output_bytes(graph_.body(task)); bytes >= 0)
      row.bytes_out += static_cast<std::uint64_t>(bytes);
    else
      ++row.unknown;
    for (const TaskId input : graph_.inputs(task)) {
      ++result_.edges;
      row.bytes_in += static_cast<std::uint64_t>(std::max<std::int64_t>(output_bytes(graph_.body(input)), 0));
      depth_[task] = std::max(depth_[task], depth_[input] + 1);
    }
  }

  void sort_rows() {
    for (auto& [names, row] : by_names_)
      result_.rows.push_back(std::move(row));
    std::ranges::sort(result_.rows, [](const GraphSummary::Row& left, const GraphSummary::Row& right) {
      return left.tasks != right.tasks ? left.tasks > right.tasks : left.kernels < right.kernels;
    });
  }

  void add_constants() {
    std::unordered_set<const std::byte*> seen;
    for (BodyId body = 0; body < graph_.body_count(); ++body)
      for (const Value& literal : graph_.body_at(body).literals)
        if (literal.kind() != ValueKind::chunk || seen.insert(literal.as_chunk().bytes()).second)
          result_.constant_bytes += literal.size_bytes();
  }

  void find_levels() {
    std::unordered_map<std::uint32_t, std::uint64_t> widths;
    TaskId deepest = no_task;
    for (const TaskId task : ordered_) {
      result_.widest_level = std::max(result_.widest_level, ++widths[depth_[task]]);
      if (deepest == no_task || depth_[task] > depth_[deepest])
        deepest = task;
    }
    for (TaskId task = deepest; task != no_task;) {
      result_.critical_path.push_back(task);
      const auto inputs = graph_.inputs(task);
      const auto before =
          std::ranges::find_if(inputs, [&](TaskId input) { return depth_[input] + 1 == depth_[task]; });
      task = before == inputs.end() ? no_task : *before;
    }
    std::ranges::reverse(result_.critical_path);
  }

  const Graph& graph_;
  const std::vector<TaskId> ordered_;
  GraphSummary result_;
  std::unordered_map<std::string, GraphSummary::Row> by_names_;
  std::vector<GraphSummary::Row*> rows_; ///< by body
  std::vector<std::uint32_t> depth_;     ///< tasks on the longest way to each
};

} // namespace

GraphSummary summarise(const Graph& graph, std::span<const TaskId> wanted) {
  return Summary(graph, wanted).make();
}

} // namespace troupe
