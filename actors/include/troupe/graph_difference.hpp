#pragma once

#include <string>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// How one graph differs from another, by the keys of their tasks.
struct GraphDifference {
  struct Change {
    std::string key;
    std::string what; ///< "calls add, called multiply; inputs [a, b], were [a]"
  };
  /// A task that does the same work on the same values under another key.
  struct Renamed {
    std::string before, after;
  };
  std::vector<std::string> removed, added; ///< Work that only one of them does.
  std::vector<Renamed> renamed;
  std::vector<Change>
      changed; ///< Tasks whose own call or inputs differ; those that only need such tasks are not listed,
  std::size_t affected = 0; ///< but counted.

  bool empty() const noexcept {
    return removed.empty() && added.empty() && renamed.empty() && changed.empty();
  }
};

/// Compares the graph `after` to the graph `before`. Lines of programs, and what tasks say of their memory, do not count.
///
/// \throws CycleError, KeyError as `digests`.
GraphDifference compare(const Graph& before, const Graph& after);

} // namespace troupe
