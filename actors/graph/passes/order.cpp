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
/// The order is depth first from the wanted tasks, in their order. Of a task's inputs the one whose own
/// evaluation keeps most results alive goes first (Sethi & Ullman 1970; exact for trees, an estimate where
/// results are shared), then the deepest, then the first written. Two rules keep results that are shared from
/// piling up: before anything is begun, what is ready and pays is finished; and once a wanted task is done,
/// the next one is sought above the oldest result that still waits for a consumer.
class Ranker {
public:
  Ranker(const Graph& graph, std::span<const TaskId> wanted)
      : storage_(GraphAccess::storage(graph)),
        needed_(depth_first_tasks(graph, wanted, "order", Missing::refuse)),
        ranks_(storage_.size(), unranked) {}

  std::vector<std::uint32_t> rank(std::span<const TaskId> wanted) {
    weigh();
    count_consumers();
    if (has_shared_)
      list_consumers(wanted);
    for (const TaskId task : wanted) {
      visit(task);
      follow_open_results();
    }
    return std::move(ranks_);
  }

private:
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
  };

  struct Place {
    std::uint32_t left = 0; ///< uses by consumers that have no rank yet
    std::uint32_t last =
        0; ///< exclusive or of those consumers, one for each use: the consumer, if one use is left
    std::uint32_t list_begin = 0; ///< where the list of consumers begins, if there were several uses
    std::uint32_t waiting = 0;    ///< inputs that have no rank yet; kept only if some task is shared
  };

  bool is_ranked(TaskId task) const { return ranks_[task] != unranked; }

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
      std::uint32_t height = 0;
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::uint64_t weight = weights_[inputs[i]];
        alive = std::max(alive, (weight >> 32) + i);
        height = std::max(height, static_cast<std::uint32_t>(weight) + 1);
      }
      weights_[task] = alive << 32 | height;
    }
  }

  void sort_by_weight(std::span<TaskId> inputs) const {
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

  void count_consumers() {
    places_.resize(storage_.size());
    for (const TaskId task : needed_)
      for (const TaskId input : storage_.inputs_of(task)) {
        Place& place = places_[input];
        has_shared_ |= ++place.left > 1;
        place.last ^= task;
      }
  }

  /// Lists the consumers of tasks that have several, in the order of `needed_`.
  void list_consumers(std::span<const TaskId> wanted) {
    wanted_.resize(storage_.size());
    for (const TaskId task : wanted)
      wanted_[task] = 1;
    std::uint32_t end = 0;
    for (const TaskId task : needed_) {
      Place& place = places_[task];
      place.waiting = storage_.input_range[task].count;
      if (place.left > 1)
        place.list_begin = end += place.left;
    }
    consumers_.resize(end);
    for (auto task = needed_.rbegin(); task != needed_.rend(); ++task)
      for (const TaskId input : storage_.inputs_of(*task))
        if (places_[input].left > 1)
          consumers_[--places_[input].list_begin] = *task;
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

  /// Finishes first what is ready and pays; false if that included the task itself.
  bool may_begin(TaskId task) {
    finish_ready();
    return !is_ranked(task);
  }

  void emit(TaskId task) {
    ranks_[task] = next_rank_++;
    if (!has_shared_)
      return;
    for (const TaskId input : storage_.inputs_of(task)) {
      Place& place = places_[input];
      place.last ^= task;
      if (--place.left == 1 && !wanted_[input] && places_[place.last].waiting == 0)
        ready_.push_back(place.last);
    }
    const Place& place = places_[task];
    if (place.left == 0)
      return;
    open_results_.push_back(task);
    if (place.left == 1)
      one_input_less(place.last);
    else // Pushed backwards, so that they come off the stack in their order.
      for (std::uint32_t i = place.left; i-- > 0;)
        one_input_less(consumers_[place.list_begin + i]);
  }

  void one_input_less(TaskId consumer) {
    if (--places_[consumer].waiting == 0)
      ready_.push_back(consumer);
  }

  void finish_ready() {
    while (!ready_.empty()) {
      TaskId task = ready_.back();
      ready_.pop_back();
      if (is_ranked(task))
        continue;
      for (std::size_t length = paying_length(task); length > 0; --length) {
        const TaskId next = places_[task].last;
        emit(task);
        task = next;
      }
    }
  }

  /// How many tasks from this one on, each the only consumer of the one before and waiting for nothing else,
  /// lead to one that pays: it has no consumer, or lets go as much as it adds. Zero if none does.
  std::size_t paying_length(TaskId task) const {
    for (std::size_t length = 1;; ++length) {
      const Place& place = places_[task];
      if (place.left == 0 || lets_go_enough(task))
        return length;
      if (place.left != 1 || places_[place.last].waiting != 1)
        return 0;
      task = place.last;
    }
  }

  /// Whether the task's shares of its inputs make up for its own result: a last consumer has the whole of an
  /// input, one of three a third.
  bool lets_go_enough(TaskId task) const {
    constexpr float nearly_one = 0.99F;
    float shares = 0;
    for (const TaskId input : storage_.inputs_of(task))
      if (is_ranked(input) && !wanted_[input])
        shares += 1.0F / static_cast<float>(places_[input].left);
    return shares >= nearly_one;
  }

  void follow_open_results() {
    finish_ready();
    while (first_open_ < open_results_.size()) {
      TaskId above = next_consumer(open_results_[first_open_]);
      if (above == no_task) {
        ++first_open_;
        continue;
      }
      for (TaskId next = above; next != no_task; next = next_consumer(next))
        above = next;
      visit(above);
      finish_ready();
    }
  }

  /// A consumer that has no rank yet, or `no_task`.
  TaskId next_consumer(TaskId task) {
    Place& place = places_[task];
    if (place.left == 0)
      return no_task;
    if (place.left == 1)
      return place.last;
    while (is_ranked(consumers_[place.list_begin]))
      ++place.list_begin;
    return consumers_[place.list_begin];
  }

  const GraphStorage& storage_;
  std::vector<TaskId> needed_; ///< inputs first, in an order that does not depend on ids
  std::vector<std::uint32_t> ranks_;
  std::uint32_t next_rank_ = 0;
  std::vector<TaskId> inputs_; ///< as in the graph, but those of a task in the order of visits
  std::vector<std::uint64_t> weights_;
  std::vector<Place> places_;
  std::vector<Frame> stack_;

  // Only where some task has several consumers; otherwise depth first leaves nothing undone.
  bool has_shared_ = false;
  std::vector<std::uint8_t> wanted_;
  std::vector<TaskId> consumers_;
  std::vector<TaskId> ready_;        ///< a stack of tasks whose inputs all have ranks
  std::vector<TaskId> open_results_; ///< tasks that had consumers when they were ranked, oldest first
  std::size_t first_open_ = 0;
};

} // namespace

std::vector<std::uint32_t> order(const Graph& graph, std::span<const TaskId> wanted) {
  return Ranker(graph, wanted).rank(wanted);
}

} // namespace troupe
