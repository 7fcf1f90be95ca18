#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "graph/graph_storage.hpp"
#include "graph/needed_tasks.hpp"
#include "graph/passes/annotations.hpp"
#include "graph/passes/body_facts.hpp"
#include "graph/passes/rewriter.hpp"
#include "graph/passes/splicer.hpp"

namespace troupe {

namespace {

/// What fusing must know of a body; bodies are shared, so it is found out once.
struct FuseFacts {
  bool is_known = false;
  bool can_take = false;          ///< may take up its input
  bool can_move = false;          ///< may be taken up by its consumer
  std::vector<std::uint8_t> uses; ///< of each input; empty for a plain body, which uses each once
};

/// Finds what each task takes up.
///
/// A task is *private* if exactly one place uses its value, it is not wanted, and it may be moved. Private
/// tasks lead to their one consumer, so whatever of them is taken up, no task gets two results and none waits
/// for itself.
///
/// The *width* of a task is the sum of the widths of the inputs it takes up, and one more if it needs
/// something that their evaluation does not need already; a task that takes up nothing has width 1. So it
/// counts what could run at once. What an evaluation needs are the tasks that are used, directly or through
/// private tasks, and are not private themselves. (Dask's `fuse` with an average width of 1 is this with a
/// width of 1.)
class GroupFinder {
public:
  GroupFinder(const Graph& graph, std::span<const TaskId> wanted, const FuseBounds& bounds)
      : graph_(graph), storage_(GraphAccess::storage(graph)), bounds_(bounds),
        minds_annotations_(storage_.is_annotated && bounds.annotations == FuseAnnotations::equal),
        facts_(storage_.bodies.size()) {
    find_private(wanted);
    groups_.assign(storage_.size(), {});
    is_taken_up_.assign(storage_.size(), 0);
    last_use_.assign(storage_.size(), 0);
    for (TaskId task = 0; task < storage_.size(); ++task)
      if (!is_private(task))
        visit(task);
    if (visited_ != storage_.size())
      refuse_private_cycle();
  }

  /// Whether the task becomes a part of its consumer.
  bool is_taken_up(TaskId task) const { return is_taken_up_[task] != 0; }
  std::size_t group_count() const { return storage_.size() - taken_up_count_; }

private:
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
    std::uint32_t visited_before;
  };

  /// A task with all that it has taken up.
  struct Group {
    std::uint32_t width = 1;
    std::uint32_t depth = 1;
    bool is_silent = false; ///< Kept only where annotations are minded.
  };

  bool is_private(TaskId task) const { return consumer_[task] != no_task; }

  const FuseFacts& facts_of(TaskId task) {
    const BodyId id = storage_.body_of(task);
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
    const auto inputs = storage_.inputs_of(task);
    Group joined{0, 0, false};
    bool needs_more = false;
    for (const TaskId input : inputs) {
      if (may_take_up(task, input)) {
        joined.width += groups_[input].width;
        joined.depth = std::max(joined.depth, groups_[input].depth);
      } else {
        needs_more |= last_use_[input] <= visited_before;
      }
    }
    joined.width += needs_more ? 1 : 0;
    joined.depth += 1;
    const bool takes_up = joined.depth > 1 && joined.width <= bounds_.max_width;
    if (minds_annotations_)
      groups_[task].is_silent = is_silent_with_inputs(task, takes_up);
    if (takes_up)
      take_up(task, joined);
    ++visited_;
    for (const TaskId input : inputs)
      last_use_[input] = visited_;
  }

  /// Whether nothing but the width can keep the task from taking up its input.
  bool may_take_up(TaskId task, TaskId input) const {
    if (!is_private(input) || groups_[input].depth >= bounds_.max_depth)
      return false;
    return !minds_annotations_ || groups_[input].is_silent
           || annotations_of(graph_.body(input)) == annotations_of(graph_.body(task));
  }

  bool is_silent_with_inputs(TaskId task, bool takes_up) const {
    return graph_.is_defined(task) && is_silent(graph_.body(task))
           && (!takes_up || std::ranges::all_of(storage_.inputs_of(task), [&](TaskId input) {
                return !may_take_up(task, input) || groups_[input].is_silent;
              }));
  }

  void take_up(TaskId task, const Group& joined) {
    for (const TaskId input : storage_.inputs_of(task))
      if (may_take_up(task, input)) {
        is_taken_up_[input] = 1;
        ++taken_up_count_;
      }
    groups_[task].width = joined.width;
    groups_[task].depth = joined.depth;
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
  const FuseBounds& bounds_;
  bool minds_annotations_;
  std::vector<FuseFacts> facts_;
  std::vector<TaskId> consumer_; ///< of a private task; `no_task` for others
  std::vector<Group> groups_;
  std::vector<std::uint8_t> is_taken_up_;
  std::size_t taken_up_count_ = 0;
  std::vector<std::uint32_t> last_use_; ///< number of the last visit, from 1, that used a task
  std::uint32_t visited_ = 0;
  std::vector<Frame> stack_;
};

/// Adds a task to what is joined, after all that it takes up.
class GroupSplicer {
public:
  GroupSplicer(const Graph& graph, const GroupFinder& groups, Splicer& splicer)
      : storage_(GraphAccess::storage(graph)), groups_(groups), splicer_(splicer) {}

  void define(TaskId last) {
    splicer_.begin();
    stack_.push_back({last, 0});
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const auto inputs = storage_.inputs_of(frame.task);
      while (frame.next_input < inputs.size() && !groups_.is_taken_up(inputs[frame.next_input]))
        ++frame.next_input;
      if (frame.next_input < inputs.size()) {
        stack_.push_back({inputs[frame.next_input++], 0});
        continue;
      }
      splicer_.add(frame.task);
      stack_.pop_back();
    }
    splicer_.define(last);
  }

private:
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
  };

  const GraphStorage& storage_;
  const GroupFinder& groups_;
  Splicer& splicer_;
  std::vector<Frame> stack_;
};

} // namespace

Graph fuse(const Graph& graph, std::span<const TaskId> wanted) { return fuse(graph, wanted, FuseBounds{}); }

Graph fuse(const Graph& graph, std::span<const TaskId> wanted, const FuseBounds& bounds) {
  if (bounds.max_width == 0 || bounds.max_depth == 0)
    throw ValueError("fuse: a width of " + std::to_string(bounds.max_width) + " and a depth of "
                     + std::to_string(bounds.max_depth) + "; the least is 1");
  require_wanted(graph, wanted, "fuse");
  const GroupFinder groups(graph, wanted, bounds);
  const auto size = static_cast<TaskId>(graph.size());
  Rewriter rewriter(graph, groups.group_count());
  for (TaskId task = 0; task < size; ++task)
    if (!groups.is_taken_up(task))
      rewriter.take(task);
  Splicer splicer(graph, rewriter);
  GroupSplicer group_splicer(graph, groups, splicer);
  for (TaskId task = 0; task < size; ++task) {
    if (groups.is_taken_up(task))
      continue;
    const auto inputs = graph.inputs(task);
    if (std::ranges::any_of(inputs, [&](TaskId input) { return groups.is_taken_up(input); }))
      group_splicer.define(task);
    else
      rewriter.copy(task);
  }
  return rewriter.finish();
}

} // namespace troupe
