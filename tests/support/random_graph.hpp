#pragma once

#include <cstdint>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe::test {

struct RandomGraphOptions {
  std::uint64_t seed = 0;
  std::size_t task_count = 30;
  /// Inputs lie among this many tasks before the user; 0: among all.
  std::size_t reach = 0;
  /// In a hundred: tasks without inputs, aliases, lists; the others are calls, nested up to two deep.
  int literals = 12;
  int aliases = 8;
  int lists = 8;
};

/// A graph of the kernels of `arithmetic.hpp`, the same for a seed on every machine. Every value is an
/// integer or a list of integers. Tasks are added in a random order, under keys of both forms.
struct RandomGraph {
  Graph graph;
  std::vector<TaskId> wanted; ///< Some of its tasks, at least one.
};
RandomGraph random_graph(const RandomGraphOptions& options);

} // namespace troupe::test
