#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/dtype.hpp>
#include <troupe/graph.hpp>
#include <troupe/shape.hpp>

namespace troupe {

class Lowering;
class ArrayNode;
struct Gather;
struct TileProgram;
struct InputView;
using NodePointer = std::shared_ptr<const ArrayNode>;

/// What is known of an array before it is computed.
struct ArrayMetadata {
  DType dtype = DType::float64;
  Chunking chunking;
  /// Which operation made the unknown extents: two arrays of one origin and one grid match block by block
  /// although nobody knows the lengths yet. Zero while all is known; `apply` fills in the node's own digest
  /// where an operation leaves it zero.
  Digest extent_origin{};
};

class Operation;

/// What a node is made of, for one that a plan puts in place of another.
struct NodeParts {
  std::shared_ptr<const Operation> operation;
  std::vector<NodePointer> inputs;
};

/// An operation on whole arrays, its parameters inside; immutable.
class Operation {
public:
  virtual ~Operation() = default;
  /// What keys and errors show.
  virtual std::string_view name() const noexcept = 0;
  /// Canonical bytes of the parameters: equal names, bytes and inputs are equal arrays.
  virtual std::string encode() const = 0;
  /// Adds the tasks of `node`'s blocks to the graph.
  virtual void lower(const ArrayNode& node, Lowering& lowering) const = 0;

  /// The program of an elementwise operation, which the plan fuses with its neighbours; else nullptr.
  virtual const TileProgram* program() const noexcept { return nullptr; }
  /// The same operation, its last input being what `program` makes of other arrays, of metadata `mapped`, which
  /// stand in that input's place; nullptr if the operation cannot run a program while it reads that input.
  virtual std::shared_ptr<const Operation> absorb(const TileProgram& program,
                                                  const ArrayMetadata& mapped) const;
  /// Of `node`, whose operation this is: where it holds all elements of its one input, perhaps cut otherwise, axis i
  /// of it is axis `axis_order(node)[i]` of the input. Nothing for any other.
  virtual std::optional<std::vector<std::int32_t>> axis_order(const ArrayNode& node) const;
  /// The same operation seeing its inputs through `views`, one for each; nullptr if it cannot.
  virtual std::shared_ptr<const Operation> look_through(std::vector<InputView> views) const;
  /// How the operation moves elements, if that is all it does; else nullptr.
  virtual const Gather* gathering() const noexcept { return nullptr; }
  /// What stands for each of `gathers` of `node`, whose operation this is, if that is no more work than the node and
  /// the gathers after it; else nothing. Nobody wants anything else of the node.
  virtual std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
  /// A reader that yields the elements as `dtype`; nullptr if it cannot, or the operation is no reader.
  virtual std::shared_ptr<const Operation> read_as(DType dtype) const;
  /// What the tasks do, for people: "sum of {multiply, add}".
  virtual std::string description() const;
  /// What the task of a block reads of a file, where the operation is a reader.
  virtual std::int64_t bytes_read(const ArrayNode& node, std::int64_t block) const;
};

/// "{multiply, add}": the operations of a program, casts left out unless there is nothing else.
std::string describe(const TileProgram& program);

/// A hash of an operation and its inputs; equal digests are equal arrays.
Digest structural_digest(const Operation& operation, std::span<const NodePointer> inputs);

/// One node of an expression: an operation, its inputs and the result's metadata. Immutable and shared. The
/// digest is the structural hash, computed when the node is made, in O(inputs). Expressions of any depth are
/// released without recursion.
class ArrayNode {
public:
  ArrayNode(std::shared_ptr<const Operation> operation, std::vector<NodePointer> inputs,
            ArrayMetadata metadata, SourceLine line);
  /// A node that a plan puts in place of another: equal to it, so of its digest and name.
  ArrayNode(const ArrayNode& original, std::shared_ptr<const Operation> operation,
            std::vector<NodePointer> inputs);
  /// As above, where the work is that of an operation of another line.
  ArrayNode(const ArrayNode& original, std::shared_ptr<const Operation> operation,
            std::vector<NodePointer> inputs, SourceLine line);
  ~ArrayNode();
  ArrayNode(const ArrayNode&) = delete;
  ArrayNode& operator=(const ArrayNode&) = delete;

  const Operation& operation() const noexcept { return *operation_; }
  const std::shared_ptr<const Operation>& shared_operation() const noexcept { return operation_; }
  std::span<const NodePointer> inputs() const noexcept { return inputs_; }
  const ArrayMetadata& metadata() const noexcept { return metadata_; }
  DType dtype() const noexcept { return metadata_.dtype; }
  const Chunking& chunking() const noexcept { return metadata_.chunking; }
  const Digest& digest() const noexcept { return digest_; }
  SourceLine line() const noexcept { return line_; }
  std::string key_name() const; ///< "add-1a2b3c4d"

private:
  std::shared_ptr<const Operation> operation_;
  std::vector<NodePointer> inputs_;
  ArrayMetadata metadata_;
  Digest digest_;
  SourceLine line_;
};

/// All nodes that `wanted` needs, each once, inputs first. No recursion.
std::vector<NodePointer> topological_order(std::span<const NodePointer> wanted);

struct DigestHash {
  std::size_t operator()(const Digest& digest) const noexcept { return digest.low; }
};

/// A graph in the making: which tasks yield the blocks of which node.
class Lowering {
public:
  explicit Lowering(Graph& graph) : graph_(graph) {}
  Graph& graph() noexcept { return graph_; }

  /// Adds the tasks of a node whose inputs were lowered before.
  void lower(const ArrayNode& node);

  /// The tasks of a node's blocks, row-major over its grid. The node was lowered before.
  std::span<const TaskId> tasks(const ArrayNode& node) const;

  /// Says which tasks yield the blocks of `node`, all of them, row-major.
  void set_tasks(const ArrayNode& node, std::vector<TaskId> tasks);

  /// Declares the node's name with its grid in the graph, for `Graph::add`.
  NameId add_name(const ArrayNode& node);
  /// As above for tasks between input and result: "sum-1a2b3c4d-merge".
  NameId add_name(const ArrayNode& node, std::string_view part, const Shape& grid);

  /// The tasks of delayed values that were lowered, by digest (expression/delayed_node.hpp).
  std::unordered_map<Digest, TaskId, DigestHash>& delayed_tasks() noexcept { return delayed_tasks_; }
  /// While a node is lowered: of the tasks added so far nobody but they themselves tells how large their results are.
  void keep_outputs() noexcept { first_of_unknown_output_ = static_cast<BodyId>(graph_.body_count()); }

private:
  void expect_outputs(const ArrayNode& node, std::span<const TaskId> tasks);
  NameId add_unused_name(const ArrayNode& node, const std::string& suffix, const Shape& grid);

  Graph& graph_;
  BodyId first_of_unknown_output_ = 0;
  std::unordered_map<const ArrayNode*, std::vector<TaskId>> lowered_;
  std::unordered_map<Digest, TaskId, DigestHash> delayed_tasks_;
  std::unordered_set<std::string> names_;
};

/// Adds the tasks of everything `wanted` needs.
void lower(std::span<const NodePointer> wanted, Lowering& lowering);

} // namespace troupe
