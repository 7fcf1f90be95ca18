#include <algorithm>
#include <thread>

#include <troupe/prediction.hpp>

#include "array/explaining/explained_plan.hpp"
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

Explanation::Step step_of(const ArrayNode& node, const Graph& graph, TaskId begin, TaskId end,
                          std::span<const TaskId> blocks, const std::vector<bool>& needed) {
  Explanation::Step step;
  step.name = node.key_name();
  step.operation = node.operation().description();
  step.dtype = node.dtype();
  step.chunking = node.chunking();
  step.task_bytes = 0;
  for (TaskId task = begin; task < end; ++task) {
    if (!needed[task])
      continue;
    ++step.tasks;
    const std::int64_t bytes = graph.body(task).output_bytes;
    step.task_bytes = bytes < 0 || step.task_bytes < 0 ? -1 : std::max(step.task_bytes, bytes);
  }
  for (std::size_t block = 0; block < blocks.size(); ++block)
    if (blocks[block] >= begin && blocks[block] < end && needed[blocks[block]])
      step.bytes_read += node.operation().bytes_read(node, static_cast<std::int64_t>(block));
  return step;
}

} // namespace

ExplainedPlan explain_plan(const std::vector<Array>& arrays, int threads) {
  ExplainedPlan explained;
  Explanation& result = explained.explanation;
  result.threads = threads;
  std::vector<NodePointer> wanted;
  for (const Array& array : arrays) {
    wanted.push_back(array.node());
    result.results.push_back(
        {array.name(), array.dtype(), array.chunking(), bytes_of(array.chunking(), array.dtype())});
  }
  wanted = plan(wanted);
  Graph& graph = explained.graph;
  Lowering lowering(graph);
  std::vector<NodePointer> nodes = topological_order(wanted);
  for (const NodePointer& node : nodes) {
    lowering.lower(*node);
    explained.step_ends.push_back(static_cast<TaskId>(graph.size()));
  }
  for (const NodePointer& node : wanted)
    std::ranges::copy(lowering.tasks(*node), std::back_inserter(explained.wanted));
  const std::vector<bool> needed = needed_of(graph, explained.wanted);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const TaskId begin = i == 0 ? 0 : explained.step_ends[i - 1];
    result.steps.push_back(
        step_of(*nodes[i], graph, begin, explained.step_ends[i], lowering.tasks(*nodes[i]), needed));
    result.tasks += result.steps.back().tasks;
    result.bytes_read += result.steps.back().bytes_read;
  }
  MemoryPrediction prediction = predict_memory(graph, explained.wanted, threads);
  result.peak_bytes = prediction.peak_bytes;
  result.largest_task_bytes = prediction.largest_task_bytes;
  result.largest_task = std::move(prediction.largest_task);
  return explained;
}

ExplainedPlan explain_plan(const Session& session, const std::vector<Array>& arrays) {
  ExplainedPlan explained = explain_plan(arrays, session.options().threads);
  if (const auto& limit = session.options().memory_limit)
    explained.explanation.limit_bytes = limit->bytes();
  return explained;
}

Explanation explain(const std::vector<Array>& arrays, int threads) {
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return explain_plan(arrays, threads > 0 ? threads : cores).explanation;
}

Explanation explain(const Array& array, int threads) { return explain(std::vector{array}, threads); }

Explanation explain(const Session& session, const std::vector<Array>& arrays) {
  return explain_plan(session, arrays).explanation;
}

Explanation explain(const Session& session, const Array& array) {
  return explain(session, std::vector{array});
}

} // namespace troupe
