#include <algorithm>
#include <cstdint>
#include <vector>

#include <troupe/pass.hpp>

#include "graph/graph_storage.hpp"
#include "graph/needed_tasks.hpp"
#include "graph/passes/body_facts.hpp"
#include "graph/passes/splicer.hpp"
#include "graph/rewriter.hpp"

namespace troupe {

namespace {

/// What fusing must know of a body; bodies are shared, so it is found out once.
struct FuseFacts {
  bool is_known = false;
  bool can_take = false;          ///< may take up its input
  bool can_move = false;          ///< may be taken up by its consumer
  std::vector<std::uint8_t> uses; ///< of each input; empty for a plain body, which uses each once
};

/// Finds the chains of a graph.
///
/// A task is *private* if exactly one place uses its value, it is not wanted, and it may be moved. A task
/// takes up its one private input unless it would then need something that the input's own evaluation does
/// not need already: then both could run at once. (Dask's `fuse` with an average width of 1.) What an
/// evaluation needs are the tasks that are used, directly or through private tasks, and are not private
/// themselves.
class ChainFinder {
public:
  ChainFinder(const Graph& graph, std::span<const TaskId> wanted)
      : graph_(graph), storage_(GraphAccess::storage(graph)), facts_(storage_.bodies.size()) {
    find_private(wanted);
    taken_up_.assign(storage_.size(), no_task);
    last_use_.assign(storage_.size(), 0);
    for (TaskId task = 0; task < storage_.size(); ++task)
      if (!is_private(task))
        visit(task);
    if (visited_ != storage_.size())
      refuse_private_cycle();
  }

  /// The input that a task takes up, or `no_task`.
  TaskId taken_up(TaskId task) const { return taken_up_[task]; }

private:
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
    std::uint32_t visited_before;
  };

  bool is_private(TaskId task) const { return consumer_[task] != no_task; }

  const FuseFacts& facts_of(TaskId task) {
    const BodyId id = storage_.body_of[task];
    FuseFacts& facts = facts_[id];
    if (!facts.is_known) {
      const Body& body = *storage_.bodies[id];
      facts.is_known = true;
      facts.can_take = can_be_spliced(body);
      facts.can_move = facts.can_take && !holds_container(body);
      if (!body.plain)
        facts.uses = use_counts(body, storage_.inputs_of(task).size());
    }
    return facts;
  }

  /// As in Dask, a container or a large literal is not moved into the task that uses it.
  static bool holds_container(const Body& body) {
    if (const Step* step = result_step(body))
      return step->kind != Step::Kind::call;
    if (!is_constant(body))
      return false;
    const ValueKind kind = body.literals[body.result.index].kind();
    return kind == ValueKind::null || kind >= ValueKind::map;
  }

  void find_private(std::span<const TaskId> wanted) {
    constexpr std::uint8_t many = 2;
    std::vector<std::uint8_t> uses(storage_.size(), 0);
    consumer_.assign(storage_.size(), no_task);
    for (TaskId task = 0; task < storage_.size(); ++task) {
      if (!graph_.is_defined(task))
        continue;
      const FuseFacts& facts = facts_of(task);
      const auto inputs = storage_.inputs_of(task);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const int times = !facts.can_take ? many : i < facts.uses.size() ? facts.uses[i] : 1;
        uses[inputs[i]] = static_cast<std::uint8_t>(std::min<int>(uses[inputs[i]] + times, many));
        consumer_[inputs[i]] = task;
      }
    }
    for (const TaskId task : wanted)
      uses[task] = many;
    for (TaskId task = 0; task < storage_.size(); ++task)
      if (uses[task] != 1 || !graph_.is_defined(task) || !facts_of(task).can_move)
        consumer_[task] = no_task;
  }

  /// Visits the private tasks below a task, then the task: each evaluation is a run of consecutive visits.
  void visit(TaskId root) {
    stack_.push_back({root, 0, visited_});
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const auto inputs = storage_.inputs_of(frame.task);
      while (frame.next_input < inputs.size() && !is_private(inputs[frame.next_input]))
        ++frame.next_input;
      if (frame.next_input < inputs.size()) {
        stack_.push_back({inputs[frame.next_input++], 0, visited_});
        continue;
      }
      leave(frame.task, frame.visited_before);
      stack_.pop_back();
    }
  }

  void leave(TaskId task, std::uint32_t visited_before) {
    TaskId only = no_task;
    std::size_t private_count = 0;
    bool needs_more = false;
    for (const TaskId input : storage_.inputs_of(task)) {
      if (is_private(input)) {
        only = input;
        ++private_count;
      } else {
        needs_more |= last_use_[input] <= visited_before;
      }
    }
    if (private_count == 1 && !needs_more)
      taken_up_[task] = only;
    ++visited_;
    for (const TaskId input : storage_.inputs_of(task))
      last_use_[input] = visited_;
  }

  /// Private tasks that no other task leads to use each other in a ring.
  [[noreturn]] void refuse_private_cycle() const {
    const TaskId member = find_on_cycle();
    std::vector<TaskId> path{member};
    do
      path.push_back(consumer_[path.back()]);
    while (path.back() != member);
    std::ranges::reverse(path);
    refuse_cycle(graph_, path, "fuse");
  }

  TaskId find_on_cycle() const {
    std::vector<TaskId> walk_of(storage_.size(), no_task);
    for (TaskId walk = 0; walk < storage_.size(); ++walk)
      for (TaskId task = walk; is_private(task); task = consumer_[task]) {
        if (walk_of[task] == walk)
          return task;
        if (walk_of[task] != no_task)
          break;
        walk_of[task] = walk;
      }
    return no_task;
  }

  const Graph& graph_;
  const GraphStorage& storage_;
  std::vector<FuseFacts> facts_;
  std::vector<TaskId> consumer_; ///< of a private task; `no_task` for others
  std::vector<TaskId> taken_up_;
  std::vector<std::uint32_t> last_use_; ///< number of the last visit, from 1, that used a task
  std::uint32_t visited_ = 0;
  std::vector<Frame> stack_;
};

} // namespace

Graph fuse(const Graph& graph, std::span<const TaskId> wanted) {
  const ChainFinder chains(graph, wanted);
  const auto size = static_cast<TaskId>(graph.size());
  std::vector<std::uint8_t> is_gone(size, 0);
  for (TaskId task = 0; task < size; ++task)
    if (chains.taken_up(task) != no_task)
      is_gone[chains.taken_up(task)] = 1;

  Rewriter rewriter(graph);
  Splicer splicer(graph, rewriter);
  for (TaskId task = 0; task < size; ++task)
    if (!is_gone[task])
      rewriter.take(task);
  std::vector<TaskId> chain;
  for (TaskId last = 0; last < size; ++last) {
    if (is_gone[last])
      continue;
    if (chains.taken_up(last) == no_task) {
      rewriter.copy(last);
      continue;
    }
    chain.clear();
    for (TaskId task = last; task != no_task; task = chains.taken_up(task))
      chain.push_back(task);
    splicer.begin();
    for (auto task = chain.rbegin(); task != chain.rend(); ++task)
      splicer.add(*task);
    splicer.define(last);
  }
  return rewriter.finish();
}

} // namespace troupe
