#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>
#include <troupe/value.hpp>
#include <troupe/visualize.hpp>

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

/// Several of one kind, in a vector for example.
template <class Items>
concept CollectionRange = std::ranges::input_range<const Items> && std::convertible_to<
    std::ranges::range_reference_t<const Items>, Collection> && !std::same_as<Items, std::vector<Collection>>;

template <CollectionRange Items>
std::vector<Collection> as_collections(const Items& items) {
  return {std::ranges::begin(items), std::ranges::end(items)};
}

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

/// A collection, and what its result is called in a file.
struct NamedCollection {
  std::string name;
  Collection collection;
};

/// Writes what computes collections as a graph file (<troupe/graph_file.hpp>): `troupe replay`, or this program by
/// `replay_if_asked` (<troupe/replay.hpp>), runs it with the same bits. Runs nothing.
///
///     save({{"mean", mean(x)}, {"total", sum(x)}}, "job.graph");
///
/// \throws ValueError for two results of one name; KeyError naming the task, for a function that captures, a value of a type
///         without codec, or what a session with a memory limit holds (`materialise`; what one without a limit holds is data like any other, and is
///         written); FileError if the file cannot be written.
void save(std::span<const NamedCollection> collections, const std::filesystem::path& file);
inline void save(std::initializer_list<NamedCollection> collections, const std::filesystem::path& file) {
  save(std::span(collections.begin(), collections.size()), file);
}
/// By the name in its keys.
void save(const Collection& collection, const std::filesystem::path& file);

/// The graph of collections before the rewrites of whole arrays, or after them, as it would run.
enum class Planned : std::uint8_t { before, after };

/// Draws the graph of collections, as `visualize` of a graph (<troupe/visualize.hpp>). Runs nothing.
void visualize(std::span<const Collection> collections, const std::filesystem::path& file,
               const DrawingOptions& options = {}, Planned planned = Planned::after);
inline void visualize(std::initializer_list<Collection> collections, const std::filesystem::path& file,
                      const DrawingOptions& options = {}, Planned planned = Planned::after) {
  visualize(std::span(collections.begin(), collections.size()), file, options, planned);
}
inline void visualize(const Collection& collection, const std::filesystem::path& file,
                      const DrawingOptions& options = {}, Planned planned = Planned::after) {
  visualize(std::span(&collection, 1), file, options, planned);
}

} // namespace troupe
