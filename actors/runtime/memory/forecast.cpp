#include "runtime/memory/forecast.hpp"

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

#include <troupe/pass.hpp>

#include "runtime/task/evaluate.hpp"

namespace troupe {

namespace {

/// A serial run in the static order, with as many tasks under way as there are workers.
class Replay {
public:
  Replay(const Graph& graph, const Plan& plan, const Footprints& footprints, const ForecastTerms& terms)
      : graph_(graph), plan_(plan), footprints_(footprints), terms_(terms), outputs_(graph.size(), 0),
        workspaces_(graph.size(), 0), uses_(graph.size(), 0), has_begun_(graph.size(), false) {
    list_tasks();
  }

  Forecast run() {
    for (std::size_t rank = 0; rank < by_rank_.size(); ++rank) {
      read_ahead(rank);
      begin(by_rank_[rank]);
      under_way_.push_back(by_rank_[rank]);
      if (under_way_.size() >= terms_.workers)
        end_oldest();
    }
    while (!under_way_.empty())
      end_oldest();
    return result_;
  }

private:
  bool reads(TaskId task) const { return troupe::reads(graph_.body(task)); }
  /// Whether the result is known to need a place in the store when it has none in memory.
  bool must_be_written(TaskId task) const {
    return !reads(task) && footprints_.is_sure(graph_.body_id(task));
  }
  static bool is_wanted(std::span<const Plan::Edge> edges) {
    return std::ranges::any_of(edges, [](const Plan::Edge& edge) { return edge.consumer == no_task; });
  }

  void list_tasks() {
    by_rank_.assign(plan_.task_count(), no_task);
    for (TaskId task = 0; task < graph_.size(); ++task)
      if (plan_.rank(task) != unranked)
        by_rank_[plan_.rank(task)] = task;
    if (terms_.reads_ahead == 0)
      return;
    for (const TaskId source : plan_.sources())
      if (reads(source))
        reads_.push_back(source);
  }

  void read_ahead(std::size_t rank) {
    while (next_read_ < reads_.size() && plan_.rank(reads_[next_read_]) <= rank)
      ++next_read_;
    const std::size_t end = std::min(reads_.size(), next_read_ + terms_.reads_ahead);
    for (std::size_t i = next_read_; i < end; ++i)
      begin(reads_[i]);
  }

  void begin(TaskId task) {
    if (has_begun_[task])
      return;
    has_begun_[task] = true;
    std::size_t inputs = 0;
    std::size_t largest = 0;
    bool is_sure = footprints_.is_sure(graph_.body_id(task));
    for (const TaskId input : graph_.inputs(task)) {
      inputs += outputs_[input];
      largest = std::max(largest, outputs_[input]);
      is_sure = is_sure && footprints_.is_sure(graph_.body_id(input));
    }
    const Footprint footprint = footprints_.of(graph_.body_id(task), largest);
    outputs_[task] = footprint.output_bytes;
    // Kept, as another compute may teach the kernel's habit before the end.
    workspaces_[task] = footprint.own_bytes - std::min(footprint.own_bytes, footprint.output_bytes);
    uses_[task] = static_cast<std::uint32_t>(plan_.consumers(task).size());
    if (is_sure && !takes_references(graph_.body(task))
        && inputs + footprint.own_bytes > result_.largest_bytes) {
      result_.largest_bytes = inputs + footprint.own_bytes;
      result_.largest_task = task;
    }
    grow(footprint.own_bytes, must_be_written(task) ? footprint.own_bytes : 0);
  }

  void end_oldest() {
    const TaskId task = under_way_.front();
    under_way_.pop_front();
    const std::size_t workspace = workspaces_[task];
    live_ -= workspace;
    spillable_ -= must_be_written(task) ? workspace : 0;
    for (const TaskId input : graph_.inputs(task))
      if (--uses_[input] == 0)
        free(input);
    if (is_wanted(plan_.consumers(task))) {
      if (footprints_.is_sure(graph_.body_id(task)) && !graph_.body(task).output_varies)
        result_.result_bytes += outputs_[task];
      ++uses_[task]; // the caller keeps it
    } else if (uses_[task] == 0) {
      free(task);
    }
  }

  void grow(std::size_t bytes, std::size_t spillable) {
    live_ += bytes;
    spillable_ += spillable;
    result_.peak_bytes = std::max<std::uint64_t>(result_.peak_bytes, live_);
    result_.peak_spillable_bytes = std::max<std::uint64_t>(result_.peak_spillable_bytes, spillable_);
  }
  void free(TaskId task) {
    live_ -= outputs_[task];
    spillable_ -= must_be_written(task) ? outputs_[task] : 0;
  }

  const Graph& graph_;
  const Plan& plan_;
  const Footprints& footprints_;
  const ForecastTerms terms_;
  std::vector<TaskId> by_rank_;
  std::vector<TaskId> reads_;
  std::size_t next_read_ = 0;
  std::vector<std::size_t> outputs_;
  std::vector<std::size_t> workspaces_;
  std::vector<std::uint32_t> uses_;
  std::vector<bool> has_begun_;
  std::deque<TaskId> under_way_;
  std::size_t live_ = 0;
  std::size_t spillable_ = 0;
  Forecast result_;
};

} // namespace

Forecast forecast(const Graph& graph, const Plan& plan, const Footprints& footprints,
                  const ForecastTerms& terms) {
  return Replay(graph, plan, footprints, terms).run();
}

} // namespace troupe
