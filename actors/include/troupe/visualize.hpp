#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <troupe/graph.hpp>

namespace troupe {

enum class Colouring : std::uint8_t {
  none,
  kernel, ///< tasks that call the same have one colour
  order,  ///< from blue, which runs first, to red; labels tell the rank
  bytes,  ///< the more a result takes, the darker, by its logarithm; white if nobody knows
};

/// \throws ValueError naming the colourings there are.
Colouring colouring_from_name(const std::string& name);

struct DrawingOptions {
  Colouring colouring = Colouring::kernel;
  std::size_t max_tasks =
      1000; ///< A larger graph is refused: nobody could read it, and its layout takes minutes.
};

/// A graph in graphviz' dot language: tasks with keys and kernels, arrows from inputs to consumers, what is wanted with a
/// thick border. The same graph gives the same text.
///
/// \throws ValueError for a graph that is too large, with advice; KeyError for a wanted id that is not in it; CycleError,
///         KeyError as `order`, if coloured by that.
std::string to_dot(const Graph& graph, std::span<const TaskId> wanted, const DrawingOptions& options);

/// Draws a graph. The file's extension says how: .dot is the text of `to_dot`; .svg, .png and .pdf are made of it by graphviz'
/// program `dot`. Runs no task. The file is replaced as a whole.
///
/// \throws as `to_dot`; ValueError for another extension; FileError if the file cannot be written, or there is no `dot`.
void visualize(const Graph& graph, std::span<const TaskId> wanted, const std::filesystem::path& file,
               const DrawingOptions& options = {});

} // namespace troupe
