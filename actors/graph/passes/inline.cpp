#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_set>
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

/// A chain of k tasks that are all inlined and all stay makes bodies of k²/2 calls; this many calls are
/// refused.
constexpr std::size_t most_calls = 16'000'000;

/// Writes the tasks of a graph with some tasks in place of their keys. Those must not wait for each other.
class Inliner {
public:
  /// `inlined` says of each task whether it is put in place of its key, `removed` whether its key goes.
  /// `inputs_first` holds at least the inlined tasks.
  Inliner(const Graph& graph, const std::vector<std::uint8_t>& inlined,
          const std::vector<std::uint8_t>& removed, std::span<const TaskId> inputs_first)
      : graph_(graph), storage_(GraphAccess::storage(graph)), inlined_(inlined), removed_(removed),
        rewriter_(graph, graph.size() - static_cast<std::size_t>(std::ranges::count(removed, 1))),
        splicer_(graph, rewriter_) {
    if (storage_.is_annotated)
      find_silent(inputs_first);
  }

  Graph run() {
    for (TaskId task = 0; task < storage_.size(); ++task)
      if (!removed_[task])
        rewriter_.take(task);
    for (TaskId task = 0; task < storage_.size(); ++task)
      if (!removed_[task])
        write(task);
    return rewriter_.finish();
  }

private:
  struct Frame {
    TaskId task;
    std::uint32_t next_input;
  };

  /// A part is silent with all that it brings along.
  void find_silent(std::span<const TaskId> inputs_first) {
    silent_.assign(storage_.size(), 0);
    for (const TaskId task : inputs_first)
      if (inlined_[task])
        silent_[task] =
            is_silent(graph_.body(task)) && std::ranges::all_of(storage_.inputs_of(task), [&](TaskId input) {
              return !takes(task, input) || silent_[input] != 0;
            });
  }

  /// Whether the input is put in place of its key in this task, and with it in all that this one is put in.
  bool takes(TaskId task, TaskId input) const {
    if (!inlined_[input])
      return false;
    return !storage_.is_annotated || silent_[input] != 0
           || annotations_of(graph_.body(input)) == annotations_of(graph_.body(task));
  }

  /// Tasks that must stay by themselves keep their references.
  bool takes_inlined(TaskId task) const {
    if (!graph_.is_defined(task))
      return false;
    const auto inputs = storage_.inputs_of(task);
    return std::ranges::any_of(inputs, [&](TaskId input) { return takes(task, input); })
           && can_be_spliced(graph_.body(task));
  }

  void write(TaskId task) {
    if (!takes_inlined(task)) {
      rewriter_.copy(task);
      return;
    }
    splicer_.begin();
    stack_.push_back({task, 0});
    while (!stack_.empty())
      advance();
    splicer_.define(task);
    call_count_ += splicer_.member_count();
    if (call_count_ > most_calls)
      throw ValueError("inline: tasks in place of keys would be repeated " + std::to_string(most_calls)
                       + " times; use fuse or inline_functions for long chains");
  }

  void advance() {
    Frame& frame = stack_.back();
    const auto inputs = storage_.inputs_of(frame.task);
    while (frame.next_input < inputs.size()) {
      const TaskId input = inputs[frame.next_input++];
      if (!takes(frame.task, input) || splicer_.has(input))
        continue;
      stack_.push_back({input, 0});
      return;
    }
    splicer_.add(frame.task);
    stack_.pop_back();
  }

  const Graph& graph_;
  const GraphStorage& storage_;
  const std::vector<std::uint8_t>& inlined_;
  const std::vector<std::uint8_t>& removed_;
  std::vector<std::uint8_t> silent_; ///< by task; only if some task is annotated
  std::vector<Frame> stack_;
  std::size_t call_count_ = 0;
  Rewriter rewriter_;
  Splicer splicer_;
};

bool says_the_same(const Graph& graph, TaskId task, TaskId input) {
  return graph.is_defined(input) && annotations_of(graph.body(input)) == annotations_of(graph.body(task));
}

/// Aliases, numbers, bools and null; and, as in Dask, lists that use no key.
bool is_inline_constant(const Graph& graph, TaskId task) {
  const Body& body = graph.body(task);
  if (is_alias(body))
    return graph.is_defined(graph.inputs(task)[body.result.index]);
  if (is_constant(body))
    return body.literals[body.result.index].kind() <= ValueKind::real;
  const Step* step = result_step(body);
  return step != nullptr && step->kind == Step::Kind::list && graph.inputs(task).empty()
         && can_be_spliced(body);
}

Graph inline_marked(const Graph& graph, const std::vector<std::uint8_t>& inlined,
                    const std::vector<std::uint8_t>& removed) {
  std::vector<TaskId> tasks;
  for (TaskId task = 0; task < graph.size(); ++task)
    if (inlined[task])
      tasks.push_back(task);
  const std::vector<TaskId> inputs_first =
      needed_tasks(graph, tasks, "inline", Missing::leave); // refuses cycles
  return Inliner(graph, inlined, removed, inputs_first).run();
}

void mark_constants(const Graph& graph, std::vector<std::uint8_t>& inlined) {
  for (TaskId task = 0; task < graph.size(); ++task)
    if (graph.is_defined(task) && is_inline_constant(graph, task))
      inlined[task] = 1;
}

/// Of each body, whether it is a call and all of its kernels are among the given ones.
std::vector<std::uint8_t> fast_bodies(const Graph& graph, std::span<const std::string> fast_kernels) {
  const std::unordered_set<std::string_view> names(fast_kernels.begin(), fast_kernels.end());
  std::vector<std::uint8_t> fast(graph.body_count(), 0);
  for (BodyId id = 0; id < graph.body_count(); ++id) {
    const Body& body = graph.body_at(id);
    const Step* result = result_step(body);
    fast[id] = result != nullptr && result->kind == Step::Kind::call && can_be_spliced(body)
               && std::ranges::all_of(body.steps, [&](const Step& step) {
                    return step.kind != Step::Kind::call || names.contains(step.kernel->name);
                  });
  }
  return fast;
}

} // namespace

Graph inline_tasks(const Graph& graph, std::span<const TaskId> keys, Constants constants) {
  require_wanted(graph, keys, "inline");
  std::vector<std::uint8_t> inlined(graph.size(), 0);
  for (const TaskId task : keys) {
    if (!graph.is_defined(task))
      throw KeyError("inline: there is no key \"" + graph.key(task) + "\"");
    if (!can_be_spliced(graph.body(task)))
      throw ValueError("inline: the task \"" + graph.key(task)
                       + "\" must run by itself: it reads, plans or stands for a promised result");
    inlined[task] = 1;
  }
  if (constants == Constants::inline_too)
    mark_constants(graph, inlined);
  return inline_marked(graph, inlined, std::vector<std::uint8_t>(graph.size(), 0));
}

Graph inline_constants(const Graph& graph, std::span<const TaskId> wanted) {
  require_wanted(graph, wanted, "inline");
  return inline_tasks(graph, {}, Constants::inline_too);
}

Graph inline_functions(const Graph& graph, std::span<const TaskId> wanted,
                       std::span<const std::string> fast_kernels, Constants constants) {
  require_wanted(graph, wanted, "inline");
  const std::vector<std::uint8_t> fast = fast_bodies(graph, fast_kernels);
  const bool is_annotated = GraphAccess::storage(graph).is_annotated;
  std::vector<std::uint8_t> has_user(graph.size(), 0);
  std::vector<std::uint8_t> must_stay(graph.size(), 0);
  for (TaskId task = 0; task < graph.size(); ++task) {
    const bool takes = graph.is_defined(task) && can_be_spliced(graph.body(task));
    for (const TaskId input : graph.inputs(task)) {
      has_user[input] = 1;
      if (!takes || (is_annotated && !says_the_same(graph, task, input)))
        must_stay[input] = 1;
    }
  }
  for (const TaskId task : wanted)
    must_stay[task] = 1;

  std::vector<std::uint8_t> removed(graph.size(), 0);
  for (TaskId task = 0; task < graph.size(); ++task)
    removed[task] = graph.is_defined(task) && fast[graph.body_id(task)] && has_user[task] && !must_stay[task];
  if (std::ranges::find(removed, 1) == removed.end())
    return graph;
  std::vector<std::uint8_t> inlined = removed;
  if (constants == Constants::inline_too)
    mark_constants(graph, inlined);
  return inline_marked(graph, inlined, removed);
}

} // namespace troupe
