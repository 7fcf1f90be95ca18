#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// What is wanted of a graph: the values of some tasks, or the blocks of an array.
struct SavedResult {
  std::string name;          ///< May be empty: then keys tell what the values are.
  std::optional<Shape> grid; ///< Of an array's blocks, how many there are along each axis.
  std::vector<TaskId> tasks; ///< Of an array its blocks, row-major over the grid.
};

/// A graph and what is wanted of it, as a file holds them.
struct SavedGraph {
  Graph graph = {};
  std::vector<SavedResult> results = {};
  std::vector<std::string> missing =
      {};                ///< "name/version" of kernels that stand-ins stand for; see `Unknown`.
  std::string note = {}; ///< For people: where the graph is from, of a failed task the failure. May be empty.

  /// The tasks of all results, one after the other.
  std::vector<TaskId> wanted() const;
};

/// Writes a graph: tasks, keys, bodies, kernels' names and versions, constants, and the tasks that are wanted. What is equal
/// is written once, so a task takes some 5 bytes and its key if that was made by hand. The file is replaced as a whole.
///
/// actors/README.md has the format.
///
/// \throws KeyError naming the task, for a constant without a codec; ValueError for a result whose tasks do not fill its grid;
///         FileError if the file cannot be written.
void save(const SavedGraph& graph, const std::filesystem::path& file);
/// The same for the values of some tasks, without names.
void save(const Graph& graph, std::span<const TaskId> wanted, const std::filesystem::path& file);

/// What becomes of kernels and of user types in constants that this program has not.
enum class Unknown : std::uint8_t {
  refuse, ///< KeyError naming all such kernels, FileError naming the type.
  keep, ///< Stand-ins with the same names and bytes, to look at and to save again. A task that calls one fails.
};

struct LoadOptions {
  Unknown unknown = Unknown::refuse;
};

/// The graph that `save` wrote, with the same ids, in any program that has its kernels.
///
/// Nothing in the file is believed: it costs memory in proportion to its length, and what cannot be a graph is refused.
/// Cycles and keys that are missing are found when the graph is ordered or run, as in any graph.
///
/// \throws FileError naming the file, if it cannot be read, is damaged or of a newer version, or has a constant of a user type
///         that this program has not; KeyError naming the kernels that this program has not.
SavedGraph load(const std::filesystem::path& file, const LoadOptions& options = {});

/// Of the kernels that this program has not (`SavedGraph::missing`) those that the wanted tasks need.
std::vector<std::string> missing_kernels(const SavedGraph& saved, std::span<const TaskId> wanted);

/// Before the wanted tasks of a file that was loaded with `Unknown::keep` run: what others need may be missing.
///
/// \throws KeyError naming the kernels, FileError naming a type, as `load`, that they need and this program has not.
void require_parts(const SavedGraph& saved, std::span<const TaskId> wanted,
                   const std::filesystem::path& file);

} // namespace troupe
