#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/dtype.hpp>
#include <troupe/graph.hpp>
#include <troupe/shape.hpp>

namespace troupe {

class Lowering;
class ArrayNode;
using NodePointer = std::shared_ptr<const ArrayNode>;

/// What is known of an array before it is computed.
struct ArrayMetadata {
  DType dtype = DType::float64;
  Chunking chunking;
  /// Which operation made the unknown extents: two arrays of one origin and one grid match block by block
  /// although nobody knows the lengths yet. Zero while all is known.
  Digest extent_origin{};
};

/// An operation on whole arrays, its parameters inside; immutable.
class Operation {
public:
  virtual ~Operation() = default;
  virtual std::string_view name() const noexcept = 0;
  /// Canonical bytes of the parameters: equal bytes and equal inputs are equal arrays.
  virtual std::string encode() const = 0;
  /// Adds the tasks of `node`'s blocks to the graph.
  virtual void lower(const ArrayNode& node, Lowering& lowering) const = 0;
};

/// One node of an expression: an operation, its inputs and the result's metadata. Immutable and shared. The digest is the structural
/// hash, computed when the node is made, in O(inputs). Expressions of any depth are released without recursion.
class ArrayNode {
public:
  ArrayNode(std::shared_ptr<const Operation> operation, std::vector<NodePointer> inputs, ArrayMetadata metadata,
            SourceLine line);
  ~ArrayNode();
  ArrayNode(const ArrayNode&) = delete;
  ArrayNode& operator=(const ArrayNode&) = delete;

  const Operation& operation() const noexcept { return *operation_; }
  std::span<const NodePointer> inputs() const noexcept { return inputs_; }
  const ArrayMetadata& metadata() const noexcept { return metadata_; }
  DType dtype() const noexcept { return metadata_.dtype; }
  const Chunking& chunking() const noexcept { return metadata_.chunking; }
  const Digest& digest() const noexcept { return digest_; }
  SourceLine line() const noexcept { return line_; }
  std::string key_name() const; ///< "add-1a2b3c4d"

private:
  std::shared_ptr<const Operation> operation_;
  mutable std::vector<NodePointer> inputs_; ///< emptied by the destructor of a user, never otherwise
  ArrayMetadata metadata_;
  Digest digest_;
  SourceLine line_;
};

/// A graph in the making: which tasks yield the blocks of which node.
class Lowering {
public:
  explicit Lowering(Graph& graph) : graph_(graph) {}
  Graph& graph() noexcept { return graph_; }

  /// The tasks of a node's blocks, row-major over its grid. The node was lowered before.
  std::span<const TaskId> tasks(const ArrayNode& node) const;

  /// Says which tasks yield the blocks of `node`, all of them, row-major.
  void set_tasks(const ArrayNode& node, std::vector<TaskId> tasks);

  /// Declares the node's name with its grid in the graph, for `Graph::add`.
  NameId add_name(const ArrayNode& node);
  /// As above for tasks between input and result: "sum-1a2b3c4d-merge".
  NameId add_name(const ArrayNode& node, std::string_view part, const Shape& grid);

private:
  Graph& graph_;
  struct Lowered;
  std::vector<std::pair<const ArrayNode*, std::vector<TaskId>>> lowered_; // E1: replace by a hash map
};

} // namespace troupe
