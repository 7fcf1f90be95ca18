#include "expression/passes/rewriting.hpp"

#include <algorithm>

namespace troupe {

NodePointer Rewriting::rebuilt(const NodePointer& node) const {
  std::vector<NodePointer> inputs = all(node->inputs());
  if (std::ranges::equal(inputs, node->inputs()))
    return node;
  return std::make_shared<const ArrayNode>(*node, node->shared_operation(), std::move(inputs));
}

std::vector<NodePointer> Rewriting::all(std::span<const NodePointer> nodes) const {
  std::vector<NodePointer> replaced;
  replaced.reserve(nodes.size());
  for (const NodePointer& node : nodes)
    replaced.push_back((*this)[node]);
  return replaced;
}

std::unordered_map<const ArrayNode*, std::size_t> count_uses(std::span<const NodePointer> ordered,
                                                             std::span<const NodePointer> wanted) {
  std::unordered_map<const ArrayNode*, std::size_t> uses;
  for (const NodePointer& node : ordered)
    for (const NodePointer& input : node->inputs())
      ++uses[input.get()];
  for (const NodePointer& node : wanted)
    ++uses[node.get()];
  return uses;
}

} // namespace troupe
