#include <algorithm>
#include <thread>

#include <troupe/array/explain.hpp>
#include <troupe/prediction.hpp>

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

/// The plan's nodes, with the tasks each of them adds to the graph.
struct Lowered {
  std::vector<NodePointer> nodes;
  std::vector<TaskId> ends; ///< The first task behind each node's.
};

Explanation::Step step_of(const ArrayNode& node, const Graph& graph, TaskId begin, TaskId end,
                          std::span<const TaskId> blocks, const std::vector<bool>& needed) {
  Explanation::Step step{
      node.key_name(), node.operation().description(), node.dtype(), node.chunking(), 0, 0, 0};
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

Explanation explain(const std::vector<Array>& arrays, int threads) {
  Explanation result;
  result.threads =
      threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<NodePointer> wanted;
  for (const Array& array : arrays) {
    wanted.push_back(array.node());
    result.results.push_back(
        {array.name(), array.dtype(), array.chunking(), bytes_of(array.chunking(), array.dtype())});
  }
  wanted = plan(wanted);
  Graph graph;
  Lowering lowering(graph);
  Lowered lowered;
  for (NodePointer& node : topological_order(wanted)) {
    lowering.lower(*node);
    lowered.ends.push_back(static_cast<TaskId>(graph.size()));
    lowered.nodes.push_back(std::move(node));
  }
  std::vector<TaskId> tasks;
  for (const NodePointer& node : wanted)
    std::ranges::copy(lowering.tasks(*node), std::back_inserter(tasks));
  const std::vector<bool> needed = needed_of(graph, tasks);
  for (std::size_t i = 0; i < lowered.nodes.size(); ++i) {
    const ArrayNode& node = *lowered.nodes[i];
    result.steps.push_back(step_of(node, graph, i == 0 ? 0 : lowered.ends[i - 1], lowered.ends[i],
                                   lowering.tasks(node), needed));
    result.tasks += result.steps.back().tasks;
    result.bytes_read += result.steps.back().bytes_read;
  }
  MemoryPrediction prediction = predict_memory(graph, tasks, result.threads);
  result.peak_bytes = prediction.peak_bytes;
  result.largest_task_bytes = prediction.largest_task_bytes;
  result.largest_task = std::move(prediction.largest_task);
  return result;
}

Explanation explain(const Array& array, int threads) { return explain(std::vector{array}, threads); }

Explanation explain(const Session& session, const std::vector<Array>& arrays) {
  Explanation result = explain(arrays, session.options().threads);
  if (const auto& limit = session.options().memory_limit)
    result.limit_bytes = limit->bytes();
  return result;
}

Explanation explain(const Session& session, const Array& array) {
  return explain(session, std::vector{array});
}

} // namespace troupe
