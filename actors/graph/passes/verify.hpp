#pragma once

#include <span>

#include <troupe/pass.hpp>

namespace troupe {

/// A graph and what is wanted of it.
struct WantedGraph {
  const Graph& graph;
  std::span<const TaskId> wanted;
};

/// Checks what a pass made of a graph; the wanted tasks of both are of the same keys.
///
/// \throws PassError saying what is wrong, of the first thing that is.
void verify(const Pass& pass, const WantedGraph& before, const WantedGraph& after);

} // namespace troupe
