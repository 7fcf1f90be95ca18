#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/collection.hpp>
#include <troupe/graph.hpp>

#include "expression/node.hpp"

namespace troupe {

/// A call of a function on values, some of them delayed themselves.
struct DelayedCall {
  std::shared_ptr<const std::string> name; ///< What its key begins with.
  std::shared_ptr<const Body> body;
  std::vector<DelayedPointer> inputs; ///< Those of the body, each once; then those that are only waited for.
};

/// A block of an array, or all of them as one chunk.
struct DelayedBlock {
  static constexpr std::int64_t all = -1;
  NodePointer array;
  std::int64_t block = all;
};

/// What a delayed value is: immutable, shared. Equal digests are equal values; a call that is not pure has a digest of its
/// own. Chains of any length are released without recursion.
class DelayedNode {
public:
  DelayedNode(DelayedCall call, const Digest& digest);
  explicit DelayedNode(DelayedBlock block);
  ~DelayedNode();
  DelayedNode(const DelayedNode&) = delete;
  DelayedNode& operator=(const DelayedNode&) = delete;

  const DelayedCall* call() const noexcept { return std::get_if<DelayedCall>(&content_); }
  const DelayedBlock* block() const noexcept { return std::get_if<DelayedBlock>(&content_); }
  std::span<const DelayedPointer> inputs() const noexcept;
  const Digest& digest() const noexcept { return digest_; }
  bool needs_arrays() const noexcept { return needs_arrays_; } ///< Itself, or what it is made of.
  /// "load-1a2b3c4d"
  std::string key(std::size_t digits = 8) const;

private:
  std::variant<DelayedCall, DelayedBlock> content_;
  Digest digest_;
  bool needs_arrays_;
};

/// Calls `enter` with each node that `wanted` needs, inputs first. Nodes for which `skip` is true are left out, and what
/// they alone need. No recursion.
template <class Skip, class Enter>
void visit_inputs_first(std::span<const DelayedPointer> wanted, const Skip& skip, const Enter& enter) {
  std::unordered_set<const DelayedNode*> seen;
  std::vector<std::pair<const DelayedPointer*, std::size_t>>
      path; // a node and how many of its inputs were entered
  const auto begin = [&](const DelayedPointer& node) {
    if (!skip(*node) && seen.insert(node.get()).second)
      path.emplace_back(&node, 0);
  };
  for (const DelayedPointer& root : wanted) {
    begin(root);
    while (!path.empty()) {
      auto& [node, entered] = path.back();
      if (entered < (*node)->inputs().size()) {
        begin((*node)->inputs()[entered++]);
      } else {
        const DelayedPointer& complete = *node;
        path.pop_back();
        enter(complete);
      }
    }
  }
}

/// The arrays that delayed values are made of, each once, in the order in which they are met. No recursion.
std::vector<NodePointer> arrays_of_delayed(std::span<const DelayedPointer> wanted);

/// Which tasks yield the blocks of the arrays that delayed values are made of.
using ArrayTasks = std::unordered_map<const ArrayNode*, std::span<const TaskId>>;

/// The tasks of `wanted`: adds those to the graph that are not there yet. No recursion.
std::vector<TaskId> lower_delayed(std::span<const DelayedPointer> wanted, const ArrayTasks& arrays,
                                  Lowering& lowering);

} // namespace troupe
