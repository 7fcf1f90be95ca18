#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// A graph and what is wanted of it, as a file holds them.
struct SavedGraph {
  Graph graph;
  std::vector<TaskId> wanted;
};

/// Writes a graph: tasks, keys, bodies, kernels' names and versions, constants, and the tasks that are wanted. What is equal
/// is written once, so a task takes some 5 bytes and its key if that was made by hand. The file is replaced as a whole. Of a
/// million tasks: 0.04 s to save and 0.1 s to load a collection's, 3.3 s and 0.8 s if each was made by hand with a constant of
/// its own.
///
/// actors/README.md has the format.
///
/// \throws KeyError naming the task, for a constant without a codec; FileError if the file cannot be written.
void save(const Graph& graph, std::span<const TaskId> wanted, const std::filesystem::path& file);

/// The graph that `save` wrote, with the same ids, in any program that has its kernels.
///
/// Nothing in the file is believed: it costs memory in proportion to its length, and what cannot be a graph is refused.
/// Cycles and keys that are missing are found when the graph is ordered or run, as in any graph.
///
/// \throws FileError naming the file, if it cannot be read, is damaged or of a newer version; KeyError naming the kernels
///         that this program has not.
SavedGraph load(const std::filesystem::path& file);

} // namespace troupe
