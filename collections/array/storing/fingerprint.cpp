#include "array/storing/fingerprint.hpp"

#include <string_view>
#include <unordered_map>

#include <troupe/isa.hpp>

#include "expression/literals.hpp"
#include "expression/node.hpp"
#include "kernels/linalg/blas_core.hpp"

namespace troupe {

namespace {

/// The digest of a node tells adopted memory apart by counting it, which says nothing to another process.
bool add_operation(const ArrayNode& node, Hasher& hasher) {
  hasher.add(node.operation().name());
  const auto* literals = dynamic_cast<const Literals*>(&node.operation());
  if (literals == nullptr) {
    hasher.add(node.operation().encode());
    return true;
  }
  for (const Value& block : literals->blocks()) {
    if (block.kind() != ValueKind::chunk)
      return false;
    hasher.add(digest(block));
  }
  return true;
}

} // namespace

std::optional<Digest> fingerprint_of(const Array& array) {
  std::unordered_map<const ArrayNode*, Digest> known;
  const NodePointer& root = array.node();
  for (const NodePointer& node : topological_order({&root, 1})) {
    Hasher hasher;
    if (!add_operation(*node, hasher))
      return std::nullopt;
    hasher.add(to_string(node->chunking()));
    hasher.add(to_string(node->dtype()));
    for (const NodePointer& input : node->inputs())
      hasher.add(known.at(input.get()));
    known.emplace(node.get(), hasher.finish());
  }
  Hasher hasher;
  hasher.add(isa_level());
  hasher.add(blas_core());
  hasher.add(known.at(root.get()));
  return hasher.finish();
}

} // namespace troupe
