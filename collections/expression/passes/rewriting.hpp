#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "expression/node.hpp"

namespace troupe {

/// Which node stands for which while a pass goes through an expression, inputs first.
class Rewriting {
public:
  /// What stands for `node`, which was visited before.
  const NodePointer& operator[](const NodePointer& node) const { return replacements_.at(node.get()); }

  /// Says that `replacement` stands for `node`.
  void replace(const NodePointer& node, NodePointer replacement) {
    replacements_.insert_or_assign(node.get(), std::move(replacement));
  }

  /// `node` over what stands for its inputs: itself if they are unchanged.
  NodePointer rebuilt(const NodePointer& node) const;

  std::vector<NodePointer> all(std::span<const NodePointer> nodes) const;

private:
  std::unordered_map<const ArrayNode*, NodePointer> replacements_;
};

/// How many inputs of needed nodes each node is, and one more for each time it is wanted.
std::unordered_map<const ArrayNode*, std::size_t> count_uses(std::span<const NodePointer> ordered,
                                                             std::span<const NodePointer> wanted);

} // namespace troupe
