#include "expression/node.hpp"

#include <cassert>
#include <utility>

#include "expression/gather.hpp"
#include "expression/input_view.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

namespace {

std::string hexadecimal_name(const ArrayNode& node, std::size_t digits) {
  return std::string(node.operation().name()) + "-" + to_string(node.digest()).substr(0, digits);
}

} // namespace

std::shared_ptr<const Operation> Operation::absorb(const TileProgram&, const ArrayMetadata&) const {
  return nullptr;
}

std::optional<std::vector<std::int32_t>> Operation::axis_order(const ArrayNode&) const {
  return std::nullopt;
}

std::shared_ptr<const Operation> Operation::look_through(std::vector<InputView>) const { return nullptr; }
std::vector<NodeParts> Operation::taken(const ArrayNode&, std::span<const Gather>) const { return {}; }

std::shared_ptr<const Operation> Operation::read_as(DType) const { return nullptr; }

std::string Operation::description() const { return std::string(name()); }

std::int64_t Operation::bytes_read(const ArrayNode&, std::int64_t) const { return 0; }

Digest structural_digest(const Operation& operation, std::span<const NodePointer> inputs) {
  Hasher hasher;
  hasher.add(operation.name());
  hasher.add(operation.encode());
  for (const NodePointer& input : inputs)
    hasher.add(input->digest());
  return hasher.finish();
}

ArrayNode::ArrayNode(std::shared_ptr<const Operation> operation, std::vector<NodePointer> inputs,
                     ArrayMetadata metadata, SourceLine line)
    : operation_(std::move(operation)), inputs_(std::move(inputs)), metadata_(std::move(metadata)),
      digest_(structural_digest(*operation_, inputs_)), line_(line) {
  if (!metadata_.chunking.is_known() && metadata_.extent_origin == Digest{})
    metadata_.extent_origin = digest_;
}

ArrayNode::ArrayNode(const ArrayNode& original, std::shared_ptr<const Operation> operation,
                     std::vector<NodePointer> inputs)
    : ArrayNode(original, std::move(operation), std::move(inputs), original.line_) {}

ArrayNode::ArrayNode(const ArrayNode& original, std::shared_ptr<const Operation> operation,
                     std::vector<NodePointer> inputs, SourceLine line)
    : operation_(std::move(operation)), inputs_(std::move(inputs)), metadata_(original.metadata_),
      digest_(original.digest_), line_(line) {}

ArrayNode::~ArrayNode() {
  // Inputs whose last owner this node was would be destroyed inside this destructor, and theirs inside
  // theirs: the outermost destructor of a thread takes over what the inner ones would release.
  thread_local std::vector<NodePointer>* released = nullptr;
  if (released != nullptr) {
    std::move(inputs_.begin(), inputs_.end(), std::back_inserter(*released));
    return;
  }
  std::vector<NodePointer> own = std::move(inputs_);
  released = &own;
  while (!own.empty()) {
    const NodePointer last = std::move(own.back());
    own.pop_back();
  }
  released = nullptr;
}

std::string ArrayNode::key_name() const { return hexadecimal_name(*this, 8); }

std::vector<NodePointer> topological_order(std::span<const NodePointer> wanted) {
  std::vector<NodePointer> ordered;
  std::unordered_set<const ArrayNode*> seen;
  std::vector<std::pair<NodePointer, std::size_t>> path; // a node and how many of its inputs were entered
  for (const NodePointer& root : wanted) {
    if (!seen.insert(root.get()).second)
      continue;
    path.emplace_back(root, 0);
    while (!path.empty()) {
      auto& [node, entered] = path.back();
      if (entered == node->inputs().size()) {
        ordered.push_back(std::move(node));
        path.pop_back();
      } else if (const NodePointer& input = node->inputs()[entered++]; seen.insert(input.get()).second) {
        path.emplace_back(input, 0);
      }
    }
  }
  return ordered;
}

std::span<const TaskId> Lowering::tasks(const ArrayNode& node) const {
  const auto found = lowered_.find(&node);
  assert(found != lowered_.end() && "an input is lowered before its consumer");
  return found->second;
}

namespace {

/// The bytes of an array's largest chunk; 0 if only the data can tell.
std::uint64_t largest_chunk_bytes(const ArrayNode& node) {
  if (!node.chunking().is_known())
    return 0;
  std::uint64_t bytes = size_of(node.dtype());
  for (std::size_t axis = 0; axis < node.chunking().rank(); ++axis)
    bytes *= static_cast<std::uint64_t>(std::ranges::max(node.chunking().sizes(axis)));
  return bytes;
}

} // namespace

// Tasks between an operation's inputs and its result, of which it does not say it itself, are taken to yield no more than
// the largest chunk that it is given or gives.
void Lowering::lower(const ArrayNode& node) {
  keep_outputs();
  node.operation().lower(node, *this);
  std::uint64_t largest = largest_chunk_bytes(node);
  for (const NodePointer& input : node.inputs())
    largest = std::max(largest, largest_chunk_bytes(*input));
  if (largest == 0)
    return;
  for (BodyId body = first_of_unknown_output_; body < graph_.body_count(); ++body)
    if (graph_.body_at(body).output_bytes < 0)
      graph_.expect_output(body, largest);
}

/// How large the chunks of the tasks will be, for whoever has to find memory for them.
void Lowering::expect_outputs(const ArrayNode& node, std::span<const TaskId> tasks) {
  const auto element = static_cast<std::uint64_t>(size_of(node.dtype()));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (node.chunking().is_known()) {
      const Block block = node.chunking().block(static_cast<std::int64_t>(i));
      const auto elements = static_cast<std::uint64_t>(element_count(node.chunking().block_shape(block)));
      graph_.expect_output(graph_.body_id(tasks[i]), elements * element);
      continue;
    }
    // Operations whose lengths only the data can tell take a part of what they are given.
    std::int64_t largest = -1;
    for (const TaskId input : graph_.inputs(tasks[i]))
      largest = std::max(largest, graph_.body(input).output_bytes);
    if (largest >= 0)
      graph_.expect_output(graph_.body_id(tasks[i]), static_cast<std::uint64_t>(largest), true);
  }
}

void Lowering::set_tasks(const ArrayNode& node, std::vector<TaskId> tasks) {
  assert(static_cast<std::int64_t>(tasks.size()) == node.chunking().block_count());
  expect_outputs(node, tasks);
  lowered_.insert_or_assign(&node, std::move(tasks));
}

NameId Lowering::add_name(const ArrayNode& node) { return add_unused_name(node, "", node.chunking().grid()); }

NameId Lowering::add_name(const ArrayNode& node, std::string_view part, const Shape& grid) {
  return add_unused_name(node, "-" + std::string(part), grid);
}

NameId Lowering::add_unused_name(const ArrayNode& node, const std::string& suffix, const Shape& grid) {
  // Eight digits tell a screenful of nodes apart; among 100,000 nodes two may share them.
  for (std::size_t digits : {8U, 16U, 32U}) {
    std::string name = hexadecimal_name(node, digits) + suffix;
    if (names_.insert(name).second)
      return graph_.add_name(std::move(name), grid);
  }
  // An unmerged plan may hold equal nodes several times.
  for (std::uint64_t copy = 2;; ++copy) {
    std::string name = hexadecimal_name(node, 32) + suffix + "-" + std::to_string(copy);
    if (names_.insert(name).second)
      return graph_.add_name(std::move(name), grid);
  }
}

void lower(std::span<const NodePointer> wanted, Lowering& lowering) {
  for (const NodePointer& node : topological_order(wanted))
    lowering.lower(*node);
}

} // namespace troupe
