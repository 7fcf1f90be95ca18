#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <troupe/pass.hpp>

#include "graph/graph_storage.hpp"
#include "graph/needed_tasks.hpp"
#include "graph/passes/priorities.hpp"

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
      : needed_(depth_first_tasks(graph, wanted, "order", Missing::refuse)) {
    renumber(graph, wanted);
  }

  std::vector<std::uint32_t> rank() {
    weigh();
    count_consumers();
    if (has_shared_)
      list_consumers();
    for (const Place task : wanted_) {
      visit(task);
      follow_open_results();
    }
    std::vector<std::uint32_t> ranks(graph_size_, unranked);
    for (Place task = 0; task < needed_.size(); ++task)
      ranks[needed_[task]] = ranks_[task];
    return ranks;
  }

private:
  /// A task's place in `needed_`. Depth first, tasks and their inputs have places near each other, which
  /// spares cache misses; and nothing below can depend on ids.
  using Place = std::uint32_t;
  static constexpr Place no_place = 0xffffffff;

  struct Frame {
    Place task;
    std::uint32_t next_input;
  };

  struct State {
    std::uint32_t left = 0; ///< uses by consumers that have no rank yet
    std::uint32_t last =
        0; ///< exclusive or of those consumers, one for each use: the consumer, if one use is left
    std::uint32_t list_begin = 0; ///< where the list of consumers begins, if there were several uses
    std::uint32_t waiting = 0;    ///< inputs that have no rank yet; kept only if some task is shared
    std::uint32_t blocked = 0;    ///< uses by consumers that wait for some input; kept as `waiting`
  };

  bool is_ranked(Place task) const { return ranks_[task] != unranked; }

  std::span<Place> inputs_of(Place task) {
    return std::span(inputs_).subspan(first_input_[task], first_input_[task + 1] - first_input_[task]);
  }
  std::span<const Place> inputs_of(Place task) const {
    return std::span(inputs_).subspan(first_input_[task], first_input_[task + 1] - first_input_[task]);
  }

  void renumber(const Graph& graph, std::span<const TaskId> wanted) {
    const GraphStorage& storage = GraphAccess::storage(graph);
    graph_size_ = storage.size();
    std::vector<Place> places(graph_size_);
    first_input_.reserve(needed_.size() + 1);
    for (Place task = 0; task < needed_.size(); ++task) {
      places[needed_[task]] = task;
      first_input_.push_back(static_cast<std::uint32_t>(inputs_.size()));
      for (const TaskId input : storage.inputs_of(needed_[task]))
        inputs_.push_back(places[input]);
    }
    first_input_.push_back(static_cast<std::uint32_t>(inputs_.size()));
    for (const TaskId task : wanted)
      wanted_.push_back(places[task]);
    ranks_.assign(needed_.size(), unranked);
  }

  /// A task's weight is the number of results that its evaluation keeps alive, and its height in the low
  /// half.
  void weigh() {
    weights_.resize(needed_.size());
    for (Place task = 0; task < needed_.size(); ++task) {
      const auto inputs = inputs_of(task);
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

  void sort_by_weight(std::span<Place> inputs) const {
    constexpr std::size_t few = 8;
    const auto heavier = [this](Place left, Place right) { return weights_[left] > weights_[right]; };
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
    states_.resize(needed_.size());
    for (Place task = 0; task < needed_.size(); ++task)
      for (const Place input : inputs_of(task)) {
        State& state = states_[input];
        has_shared_ |= ++state.left > 1;
        state.last ^= task;
      }
  }

  /// Lists the consumers of tasks that have several.
  void list_consumers() {
    is_wanted_.resize(needed_.size());
    for (const Place task : wanted_)
      is_wanted_[task] = 1;
    std::uint32_t end = 0;
    for (Place task = 0; task < needed_.size(); ++task) {
      State& state = states_[task];
      state.waiting = first_input_[task + 1] - first_input_[task];
      state.blocked = state.left;
      if (state.left > 1)
        state.list_begin = end += state.left;
    }
    consumers_.resize(end);
    for (auto task = static_cast<Place>(needed_.size()); task-- > 0;)
      for (const Place input : inputs_of(task))
        if (states_[input].left > 1)
          consumers_[--states_[input].list_begin] = task;
  }

  void visit(Place root) {
    if (is_ranked(root) || !may_begin(root))
      return;
    stack_.push_back({root, 0});
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const auto inputs = inputs_of(frame.task);
      while (frame.next_input < inputs.size() && is_ranked(inputs[frame.next_input]))
        ++frame.next_input;
      if (frame.next_input < inputs.size()) {
        if (may_begin(inputs[frame.next_input]))
          stack_.push_back({inputs[frame.next_input], 0});
      } else {
        const Place task = frame.task;
        stack_.pop_back();
        if (!is_ranked(task))
          emit(task);
      }
    }
  }

  /// Finishes first what is ready and pays; false if that included the task itself.
  bool may_begin(Place task) {
    finish_ready();
    return !is_ranked(task);
  }

  void emit(Place task) {
    ranks_[task] = next_rank_++;
    if (!has_shared_)
      return;
    for (const Place input : inputs_of(task)) {
      State& state = states_[input];
      state.last ^= task;
      if (--state.left == 1 && !is_wanted_[input] && states_[state.last].waiting == 0)
        ready_.push_back(state.last);
    }
    const State& state = states_[task];
    if (state.left == 0)
      return;
    open_results_.push_back(task);
    if (state.left == 1)
      one_input_less(state.last);
    else // Pushed backwards, so that they come off the stack in their order.
      for (std::uint32_t i = state.left; i-- > 0;)
        one_input_less(consumers_[state.list_begin + i]);
  }

  void one_input_less(Place consumer) {
    if (--states_[consumer].waiting > 0)
      return;
    ready_.push_back(consumer);
    for (const Place input : inputs_of(consumer))
      --states_[input].blocked;
  }

  void finish_ready() {
    while (!ready_.empty()) {
      Place task = ready_.back();
      ready_.pop_back();
      if (is_ranked(task))
        continue;
      for (std::size_t length = paying_length(task); length > 0; --length) {
        const Place next = states_[task].last;
        emit(task);
        task = next;
      }
    }
  }

  /// How many tasks from this one on, each the only consumer of the one before and waiting for nothing else,
  /// lead to one that pays: it has no consumer, or lets go as much as it adds. Zero if none does.
  std::size_t paying_length(Place task) const {
    for (std::size_t length = 1;; ++length) {
      const State& state = states_[task];
      if (state.left == 0 || lets_go_enough(task))
        return length;
      if (state.left != 1 || states_[state.last].waiting != 1)
        return 0;
      task = state.last;
    }
  }

  /// Whether the task's shares of its inputs make up for its own result: a last consumer has the whole of an
  /// input, one of three a third.
  ///
  /// Far less is enough where more than three inputs go together, all of whose consumers are ready: then
  /// nothing has to be begun for them to go. Where many results are made of the same few, as when rows are cut
  /// on their way to columns, each is usually as much smaller.
  bool lets_go_enough(Place task) const {
    constexpr float nearly_one = 0.99F, one_of_a_set = 0.03F;
    float shares = 0;
    std::size_t count = 0;
    bool are_free = true;
    for (const Place input : inputs_of(task)) {
      if (!is_ranked(input) || is_wanted_[input])
        continue;
      const State& state = states_[input];
      shares += 1.0F / static_cast<float>(state.left);
      are_free &= state.blocked == 0;
      ++count;
    }
    return shares >= nearly_one || (are_free && count > 3 && shares >= one_of_a_set);
  }

  void follow_open_results() {
    finish_ready();
    while (first_open_ < open_results_.size()) {
      Place above = next_consumer(open_results_[first_open_]);
      if (above == no_place) {
        ++first_open_;
        continue;
      }
      for (Place next = above; next != no_place; next = next_consumer(next))
        above = next;
      visit(above);
      finish_ready();
    }
  }

  /// A consumer that has no rank yet, or `no_place`.
  Place next_consumer(Place task) {
    State& state = states_[task];
    if (state.left == 0)
      return no_place;
    if (state.left == 1)
      return state.last;
    while (is_ranked(consumers_[state.list_begin]))
      ++state.list_begin;
    return consumers_[state.list_begin];
  }

  std::size_t graph_size_ = 0;
  std::vector<TaskId> needed_; ///< inputs first; all below goes by place in it
  std::vector<Place> wanted_;
  std::vector<std::uint32_t> first_input_;
  std::vector<Place> inputs_; ///< those of a task in the order in which they are visited
  std::vector<std::uint32_t> ranks_;
  std::uint32_t next_rank_ = 0;
  std::vector<std::uint64_t> weights_;
  std::vector<State> states_;
  std::vector<Frame> stack_;

  // Only where some task has several consumers; otherwise depth first leaves nothing undone.
  bool has_shared_ = false;
  std::vector<std::uint8_t> is_wanted_;
  std::vector<Place> consumers_;
  std::vector<Place> ready_;        ///< a stack of tasks whose inputs all have ranks
  std::vector<Place> open_results_; ///< tasks that had consumers when they were ranked, oldest first
  std::size_t first_open_ = 0;
};

} // namespace

std::vector<std::uint32_t> order(const Graph& graph, std::span<const TaskId> wanted) {
  std::vector<std::uint32_t> ranks = Ranker(graph, wanted).rank();
  if (GraphAccess::storage(graph).is_annotated)
    rank_by_priority(graph, wanted, ranks);
  return ranks;
}

} // namespace troupe
