#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <troupe/delayed/delayed_function.hpp>
#include <troupe/error.hpp>
#include <troupe/names.hpp>
#include <troupe/prediction.hpp>

#include "collection/explained_plan.hpp"
#include "expression/delayed_node.hpp"
#include "expression/node.hpp"
#include "expression/plan.hpp"

namespace troupe {

namespace {

std::int64_t bytes_of(const Chunking& chunking, DType dtype) {
  return chunking.is_known() ? byte_count(chunking.shape(), size_of(dtype)) : -1;
}

/// The tasks that `wanted` needs.
std::vector<bool> needed_of(const Graph& graph, std::vector<TaskId> wanted) {
  std::vector<bool> needed(graph.size(), false);
  while (!wanted.empty()) {
    const TaskId task = wanted.back();
    wanted.pop_back();
    if (needed[task])
      continue;
    needed[task] = true;
    const auto inputs = graph.inputs(task);
    wanted.insert(wanted.end(), inputs.begin(), inputs.end());
  }
  return needed;
}

/// What tells functions without a name apart, that one line calls: the last call, those before it make its arguments.
const Kernel* function_of(const Body& body) {
  const Kernel* function = nullptr;
  for (const Step& step : body.steps)
    if (step.kind == Step::Kind::call)
      function = step.kernel;
  return function;
}

/// A function that was given no name is told by the line that first calls it.
std::string label_of(const std::string& name, const SourceLine& line) {
  if (name != DelayedOptions().name || line.file == nullptr)
    return shown_name(name);
  return name + " of " + line_name(line.file, line.line);
}

/// Makes the graph of collections, and notes which step each task belongs to.
class StepByStep {
public:
  StepByStep(std::span<const Collection> collections, ExplainedPlan& explained)
      : plan_(collections), explained_(explained), lowering_(explained.graph) {
    for (const NodePointer& node : topological_order(plan_.arrays()))
      add_array(node);
    const auto first_delayed = static_cast<TaskId>(explained_.graph.size());
    const std::vector<std::vector<TaskId>> blocks = plan_.lower_delayed(lowering_);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      explained_.wanted.insert(explained_.wanted.end(), blocks[i].begin(), blocks[i].end());
      add_result(collections[i], blocks[i]);
    }
    explained_.step_of.resize(explained_.graph.size());
    visit_inputs_first(
        plan_.delayed(), [](const DelayedNode&) { return false; },
        [&](const DelayedPointer& node) { add_delayed(*node, first_delayed); });
  }

  /// What its tasks take and read, if they are needed.
  void fill_steps() {
    const std::vector<bool> needed = needed_of(explained_.graph, explained_.wanted);
    for (TaskId task = 0; task < needed.size(); ++task)
      if (needed[task])
        count(explained_.graph.body(task).output_bytes, steps()[explained_.step_of[task]]);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const std::span<const TaskId> blocks = lowering_.tasks(*nodes_[i]);
      for (std::size_t block = 0; block < blocks.size(); ++block)
        if (explained_.step_of[blocks[block]] == i && needed[blocks[block]])
          steps()[i].bytes_read +=
              nodes_[i]->operation().bytes_read(*nodes_[i], static_cast<std::int64_t>(block));
    }
  }

private:
  std::vector<Explanation::Step>& steps() noexcept { return explained_.explanation.steps; }

  static void count(std::int64_t bytes, Explanation::Step& step) {
    ++step.tasks;
    step.task_bytes = bytes < 0 || step.task_bytes < 0 ? -1 : std::max(step.task_bytes, bytes);
  }

  void add_result(const Collection& collection, std::span<const TaskId> blocks) {
    auto& results = explained_.explanation.results;
    if (const Array* const array = collection.array())
      results.push_back({array->name(), Explanation::Metadata{array->dtype(), array->chunking()},
                         bytes_of(array->chunking(), array->dtype())});
    else
      results.push_back({explained_.graph.key(blocks.front()), std::nullopt,
                         explained_.graph.body(blocks.front()).output_bytes});
  }

  void add_array(const NodePointer& node) {
    nodes_.push_back(node);
    lowering_.lower(*node);
    explained_.step_of.resize(explained_.graph.size(), static_cast<std::uint32_t>(steps().size()));
    steps().push_back({.name = node->key_name(),
                       .operation = node->operation().description(),
                       .array = Explanation::Metadata{node->dtype(), node->chunking()},
                       .task_bytes = 0});
  }

  /// The tasks of a block, or of a call that an array is made of, are the array's. What is needed only by a value equal to
  /// one that was lowered has no task.
  void add_delayed(const DelayedNode& node, TaskId first_delayed) {
    const auto lowered = lowering_.delayed_tasks().find(node.digest());
    if (lowered == lowering_.delayed_tasks().end() || lowered->second < first_delayed)
      return;
    const TaskId task = lowered->second;
    const Body& body = explained_.graph.body(task);
    const std::string name = node.call() != nullptr ? *node.call()->name : "whole array";
    const std::string label = label_of(name, body.line);
    const Kernel* const function = name == DelayedOptions().name ? function_of(body) : nullptr;
    const auto [place, is_new] =
        delayed_steps_.emplace(std::pair(label, function), static_cast<std::uint32_t>(steps().size()));
    if (is_new)
      steps().push_back({.name = name, .operation = label, .array = std::nullopt, .task_bytes = 0});
    explained_.step_of[task] = place->second;
  }

  CollectionPlan plan_;
  ExplainedPlan& explained_;
  Lowering lowering_;
  std::vector<NodePointer> nodes_;                                               ///< Of the first steps.
  std::map<std::pair<std::string, const Kernel*>, std::uint32_t> delayed_steps_; ///< By label and function.
};

} // namespace

ExplainedPlan explain_plan(std::span<const Collection> collections, int threads) {
  ExplainedPlan explained;
  Explanation& result = explained.explanation;
  result.threads = threads;
  StepByStep(collections, explained).fill_steps();
  for (const Explanation::Step& step : result.steps) {
    result.tasks += step.tasks;
    result.bytes_read += step.bytes_read;
  }
  MemoryPrediction prediction = predict_memory(explained.graph, explained.wanted, threads);
  result.peak_bytes = prediction.peak_bytes;
  result.largest_task_bytes = prediction.largest_task_bytes;
  result.largest_task = std::move(prediction.largest_task);
  return explained;
}

ExplainedPlan explain_plan(const Session& session, std::span<const Collection> collections) {
  ExplainedPlan explained = explain_plan(collections, session.options().threads);
  if (const auto& limit = session.options().memory_limit)
    explained.explanation.limit_bytes = limit->bytes();
  return explained;
}

Explanation explain(std::span<const Collection> collections, int threads) {
  if (threads < 0)
    throw ValueError("explain: " + std::to_string(threads) + " threads");
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return explain_plan(collections, threads > 0 ? threads : cores).explanation;
}

Explanation explain(const Session& session, std::span<const Collection> collections) {
  return explain_plan(session, collections).explanation;
}

} // namespace troupe
