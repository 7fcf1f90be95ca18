#include "expression/delayed_node.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "expression/built_in_kernels.hpp"
#include "kernels/functions/assemble.hpp"

namespace troupe {

namespace {

Digest digest_of(const DelayedBlock& block) {
  Hasher hasher;
  hasher.add(std::string_view("block"));
  hasher.add(block.array->digest());
  hasher.add(static_cast<std::uint64_t>(block.block));
  return hasher.finish();
}

} // namespace

DelayedNode::DelayedNode(DelayedCall call, const Digest& digest)
    : content_(std::move(call)), digest_(digest),
      needs_arrays_(std::ranges::any_of(inputs(), [](const auto& input) { return input->needs_arrays(); })) {}

DelayedNode::DelayedNode(DelayedBlock block)
    : content_(std::move(block)), digest_(digest_of(std::get<DelayedBlock>(content_))), needs_arrays_(true) {}

// As `ArrayNode`: the outermost destructor of a thread takes over what the inner ones would release.
DelayedNode::~DelayedNode() {
  auto* const call = std::get_if<DelayedCall>(&content_);
  if (call == nullptr)
    return;
  thread_local std::vector<DelayedPointer>* released = nullptr;
  if (released != nullptr) {
    std::move(call->inputs.begin(), call->inputs.end(), std::back_inserter(*released));
    return;
  }
  std::vector<DelayedPointer> own = std::move(call->inputs);
  released = &own;
  while (!own.empty()) {
    const DelayedPointer last = std::move(own.back());
    own.pop_back();
  }
  released = nullptr;
}

std::span<const DelayedPointer> DelayedNode::inputs() const noexcept {
  return call() != nullptr ? std::span(call()->inputs) : std::span<const DelayedPointer>();
}

std::string DelayedNode::key(std::size_t digits) const {
  const std::string name =
      call() != nullptr ? *call()->name : std::string(block()->array->operation().name()) + "-whole";
  return name + "-" + to_string(digest_).substr(0, digits);
}

namespace {

/// The key of a task, or with more digits if that is taken.
std::string unused_key(const DelayedNode& node, const Graph& graph) {
  for (const std::size_t digits : {8U, 16U, 32U}) {
    std::string key = node.key(digits);
    if (!graph.find(key))
      return key;
  }
  for (std::uint64_t copy = 2;; ++copy) {
    std::string key = node.key(32) + "-" + std::to_string(copy);
    if (!graph.find(key))
      return key;
  }
}

/// The task that puts the blocks of an array together.
TaskId add_whole(const DelayedNode& node, const ArrayNode& array, std::span<const TaskId> blocks,
                 Graph& graph) {
  Body body = Body::call(built_in_kernel("assemble"),
                         Parameters::of(AssembleParameters{array.chunking().grid()}), array.line());
  if (array.chunking().is_known())
    body.output_bytes = byte_count(array.chunking().shape(), size_of(array.dtype()));
  return graph.add(unused_key(node, graph), graph.add_body(std::move(body)), blocks);
}

TaskId lower_block(const DelayedNode& node, const ArrayTasks& arrays, Graph& graph) {
  const DelayedBlock& block = *node.block();
  const std::span<const TaskId> tasks = arrays.at(block.array.get());
  if (block.block != DelayedBlock::all)
    return tasks[static_cast<std::size_t>(block.block)];
  return tasks.size() == 1 ? tasks.front() : add_whole(node, *block.array, tasks, graph);
}

} // namespace

std::vector<NodePointer> arrays_of_delayed(std::span<const DelayedPointer> wanted) {
  std::vector<NodePointer> arrays;
  std::unordered_set<const ArrayNode*> seen;
  visit_inputs_first(
      wanted, [](const DelayedNode& node) { return !node.needs_arrays(); },
      [&](const DelayedPointer& node) {
        if (node->block() != nullptr && seen.insert(node->block()->array.get()).second)
          arrays.push_back(node->block()->array);
      });
  return arrays;
}

std::vector<TaskId> lower_delayed(std::span<const DelayedPointer> wanted, const ArrayTasks& arrays,
                                  Lowering& lowering) {
  Graph& graph = lowering.graph();
  std::unordered_map<Digest, TaskId, DigestHash>& lowered = lowering.delayed_tasks();
  std::vector<TaskId> inputs;
  const auto add = [&](const DelayedPointer& pointer) {
    const DelayedNode& node = *pointer;
    if (lowered.contains(node.digest()))
      return;
    TaskId task = no_task;
    if (const DelayedCall* const call = node.call()) {
      inputs.clear();
      for (const DelayedPointer& input : call->inputs)
        inputs.push_back(lowered.at(input->digest()));
      task = graph.add(unused_key(node, graph), graph.add_body(call->body), inputs);
    } else {
      task = lower_block(node, arrays, graph);
    }
    lowered.emplace(node.digest(), task);
  };
  visit_inputs_first(
      wanted, [&](const DelayedNode& node) { return lowered.contains(node.digest()); }, add);
  lowering.keep_outputs();
  std::vector<TaskId> tasks;
  tasks.reserve(wanted.size());
  for (const DelayedPointer& node : wanted)
    tasks.push_back(lowered.at(node->digest()));
  return tasks;
}

} // namespace troupe
