#include "expression/passes/passes.hpp"
#include "expression/passes/rewriting.hpp"

namespace troupe {

std::vector<NodePointer> merge_equal_nodes(std::span<const NodePointer> wanted) {
  Rewriting rewriting;
  std::unordered_map<Digest, NodePointer, DigestHash> first;
  for (const NodePointer& node : topological_order(wanted)) {
    const auto [found, inserted] = first.try_emplace(node->digest());
    if (inserted)
      found->second = rewriting.rebuilt(node);
    rewriting.replace(node, found->second);
  }
  return rewriting.all(wanted);
}

} // namespace troupe
