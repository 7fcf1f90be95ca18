#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <troupe/pass.hpp>

#include "graph/graph_storage.hpp"
#include "graph/needed_tasks.hpp"

namespace troupe {

namespace {

/// Ranks tasks in the order in which one worker would best run them.
///
/// The order is depth first from the wanted tasks, deepest first. Of a task's inputs the one whose own
/// evaluation needs most results alive goes first (Sethi & Ullman 1970; exact for trees, an estimate where
/// results are shared), then the deepest, then the first written. Before anything new is begun, what can be
/// finished is: a task whose inputs are there and that is a last consumer of one of them, or that leads
/// straight to an end.
class Ranker {
public:
  Ranker(const Graph& graph, std::span<const TaskId> wanted)
      : storage_(GraphAccess::storage(graph)), needed_(needed_tasks(graph, wanted, "order", Missing::refuse)),
        ranks_(storage_.size(), unranked) {}

  std::vector<std::uint32_t> rank(std::span<const TaskId> wanted) {
    weigh();
    count_consumers(wanted);
    for (const TaskId task : deepest_first(wanted))
      visit(task);
    finish_ready();
    return std::move(ranks_);
  }

private:
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
  };

  bool is_ranked(TaskId task) const { return ranks_[task] != unranked; }
  std::uint32_t height(TaskId task) const { return static_cast<std::uint32_t>(weights_[task]); }

  std::span<TaskId> ordered_inputs(TaskId task) {
    const auto range = storage_.input_range[task];
    return {inputs_.data() + range.first, range.count};
  }

  /// A task's weight is the number of results that its evaluation keeps alive, and its height in the low
  /// half.
  void weigh() {
    inputs_ = storage_.inputs;
    weights_.resize(storage_.size());
    for (const TaskId task : needed_) {
      const auto inputs = ordered_inputs(task);
      if (inputs.size() > 1)
        sort_by_weight(inputs);
      std::uint64_t alive = 1;
      std::uint32_t highest = 0;
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        alive = std::max(alive, (weights_[inputs[i]] >> 32) + i);
        highest = std::max(highest, height(inputs[i]) + 1);
      }
      weights_[task] = alive << 32 | highest;
    }
  }

  void sort_by_weight(std::span<TaskId> inputs) {
    constexpr std::size_t few = 8;
    const auto heavier = [this](TaskId left, TaskId right) { return weights_[left] > weights_[right]; };
    if (inputs.size() > few) {
      if (!std::ranges::is_sorted(inputs, heavier))
        std::ranges::stable_sort(inputs, heavier);
      return;
    }
    for (std::size_t i = 1; i < inputs.size(); ++i)
      for (std::size_t j = i; j > 0 && heavier(inputs[j], inputs[j - 1]); --j)
        std::swap(inputs[j], inputs[j - 1]);
  }

  /// Counts consumers, and lists those of tasks that have several.
  void count_consumers(std::span<const TaskId> wanted) {
    left_.resize(storage_.size());
    link_.resize(storage_.size());
    bool is_shared = false;
    for (const TaskId task : needed_)
      for (const TaskId input : storage_.inputs_of(task)) {
        is_shared |= ++left_[input] > 1;
        link_[input] = task;
      }
    if (!is_shared)
      return;
    tracks_ready_ = true;
    wanted_.resize(storage_.size());
    for (const TaskId task : wanted)
      wanted_[task] = 1;
    waiting_for_.resize(storage_.size());
    std::uint32_t end = 0;
    for (const TaskId task : needed_) {
      waiting_for_[task] = storage_.input_range[task].count;
      if (left_[task] > 1)
        link_[task] = end += left_[task];
    }
    consumers_.resize(end);
    consumer_end_ = link_;
    for (auto task = needed_.rbegin(); task != needed_.rend(); ++task)
      for (const TaskId input : storage_.inputs_of(*task))
        if (left_[input] > 1)
          consumers_[--link_[input]] = *task;
  }

  /// By height, the highest first, otherwise as given.
  std::vector<TaskId> deepest_first(std::span<const TaskId> wanted) const {
    std::uint32_t highest = 0;
    for (const TaskId task : wanted)
      highest = std::max(highest, height(task));
    std::vector<std::uint32_t> begin(std::size_t{highest} + 2, 0);
    for (const TaskId task : wanted)
      ++begin[highest - height(task) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i)
      begin[i] += begin[i - 1];
    std::vector<TaskId> sorted(wanted.size());
    for (const TaskId task : wanted)
      sorted[begin[highest - height(task)]++] = task;
    return sorted;
  }

  void visit(TaskId root) {
    if (is_ranked(root) || !may_begin(root))
      return;
    stack_.push_back({root, 0});
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const auto inputs = ordered_inputs(frame.task);
      while (frame.next_input < inputs.size() && is_ranked(inputs[frame.next_input]))
        ++frame.next_input;
      if (frame.next_input < inputs.size()) {
        if (may_begin(inputs[frame.next_input]))
          stack_.push_back({inputs[frame.next_input], 0});
      } else {
        const TaskId task = frame.task;
        stack_.pop_back();
        if (!is_ranked(task))
          emit(task);
      }
    }
  }

  /// Finishes first what can be; false if that included the task itself.
  bool may_begin(TaskId task) {
    finish_ready();
    return !is_ranked(task);
  }

  void emit(TaskId task) {
    ranks_[task] = next_rank_++;
    if (!tracks_ready_)
      return;
    for (const TaskId input : storage_.inputs_of(task))
      if (--left_[input] == 1 && !wanted_[input])
        note_last_consumer(input);
    if (left_[task] == 1)
      one_input_less(link_[task]);
    else if (left_[task] > 1) // Pushed backwards, so that they come off the stack in their order.
      for (std::uint32_t edge = consumer_end_[task]; edge-- > link_[task];)
        one_input_less(consumers_[edge]);
  }

  void one_input_less(TaskId consumer) {
    if (--waiting_for_[consumer] == 0)
      ready_.push_back(consumer);
  }

  void note_last_consumer(TaskId input) {
    for (std::uint32_t edge = link_[input]; edge < consumer_end_[input]; ++edge)
      if (!is_ranked(consumers_[edge]) && waiting_for_[consumers_[edge]] == 0) {
        ready_.push_back(consumers_[edge]);
        return;
      }
  }

  void finish_ready() {
    while (!ready_.empty()) {
      TaskId task = ready_.back();
      ready_.pop_back();
      if (is_ranked(task))
        continue;
      for (std::size_t length = worthwhile_length(task); length > 0; --length) {
        const TaskId next = link_[task];
        emit(task);
        task = next;
      }
    }
  }

  /// How many tasks from this one on, each the only consumer of the one before and waiting for nothing else,
  /// lead to one that has no consumer or lets a result go. Zero if none does.
  std::size_t worthwhile_length(TaskId task) const {
    for (std::size_t length = 1;; ++length) {
      if (left_[task] == 0 || frees_an_input(task))
        return length;
      if (left_[task] != 1 || waiting_for_[link_[task]] != 1)
        return 0;
      task = link_[task];
    }
  }

  bool frees_an_input(TaskId task) const {
    for (const TaskId input : storage_.inputs_of(task))
      if (is_ranked(input) && left_[input] == 1 && !wanted_[input])
        return true;
    return false;
  }

  const GraphStorage& storage_;
  std::vector<TaskId> needed_; ///< inputs first
  std::vector<std::uint32_t> ranks_;
  std::uint32_t next_rank_ = 0;
  std::vector<TaskId> inputs_; ///< as in the graph, but those of a task in the order of visits
  std::vector<std::uint64_t> weights_;
  std::vector<std::uint32_t> left_; ///< consumers that have no rank yet
  std::vector<std::uint32_t> link_; ///< the only consumer, or where the list of several begins
  std::vector<Frame> stack_;

  // Only where some task has several consumers; otherwise depth first has finished everything anyway.
  bool tracks_ready_ = false;
  std::vector<std::uint8_t> wanted_;
  std::vector<std::uint32_t> waiting_for_; ///< inputs that have no rank yet
  std::vector<std::uint32_t> consumer_end_;
  std::vector<TaskId> consumers_;
  std::vector<TaskId> ready_; ///< a stack of tasks whose inputs all have ranks
};

} // namespace

std::vector<std::uint32_t> order(const Graph& graph, std::span<const TaskId> wanted) {
  return Ranker(graph, wanted).rank(wanted);
}

} // namespace troupe
