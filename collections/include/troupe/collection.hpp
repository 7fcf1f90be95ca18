#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>
#include <troupe/value.hpp>

namespace troupe {

class DelayedNode;
using DelayedPointer = std::shared_ptr<const DelayedNode>;

/// An array or a delayed value: what can be computed, or made a graph of, with others.
class Collection {
public:
  Collection(Array array) : held_(std::move(array)) {}
  explicit Collection(DelayedPointer delayed) : held_(std::move(delayed)) {}

  const Array* array() const noexcept { return std::get_if<Array>(&held_); } ///< nullptr for a delayed value.
  const DelayedPointer* delayed() const noexcept { return std::get_if<DelayedPointer>(&held_); }

private:
  std::variant<Array, DelayedPointer> held_;
};

/// The tasks of several collections, as they would run.
struct CollectionGraph {
  Graph graph;
  /// For each collection its tasks: of an array those of its blocks, row-major over its grid, of a delayed value its own.
  std::vector<std::vector<TaskId>> blocks;
};

/// Plans collections together, so that what they share is computed once, and makes their graph. Runs nothing.
///
/// \param skipped  passes over arrays to leave out: "merge_equal", "push_gathers", "push_casts", "fuse_elementwise",
///         "absorb_elementwise", "view_inputs". The bits of the results are the same without them.
/// \throws KeyError for a pass that there is not.
CollectionGraph graph_of(std::span<const Collection> collections,
                         std::span<const std::string_view> skipped = {});
inline CollectionGraph graph_of(std::initializer_list<Collection> collections,
                                std::span<const std::string_view> skipped = {}) {
  return graph_of(std::span(collections.begin(), collections.size()), skipped);
}

/// The values of several collections, in one run: of an array its elements as one chunk, of a delayed value what its
/// function returned.
///
/// \throws as `compute_all` (<troupe/array/compute.hpp>)
std::vector<Value> compute_values(Session& session, std::span<const Collection> collections,
                                  const ComputeOptions& options = {});

} // namespace troupe
