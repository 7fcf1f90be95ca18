#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// What becomes of the results of wanted tasks.
enum class Delivery : std::uint8_t {
  keep, ///< The caller gets all of them.
  hold, ///< The receiver takes one after the other, or holds them for later.
  drop,
};

/// What is decided about a graph before it runs: which tasks, in which order, and who gets whose result.
///
/// Per task of the graph 4 bytes of rank and 4 of source or offset, 8 an edge. A graph without edges has no
/// offsets.
class Plan {
public:
  struct Edge {
    TaskId consumer;    ///< `no_task`: whoever asked for the graph.
    std::uint32_t slot; ///< Position among the consumer's inputs, or among the wanted tasks.
  };

  Plan() = default; ///< Of nothing.

  /// \throws KeyError for a wanted id that is not in the graph; CycleError, KeyError as `order`.
  Plan(const Graph& graph, std::span<const TaskId> wanted, Delivery delivery);

  std::span<const Edge> consumers(TaskId task) const noexcept {
    if (offsets_.empty())
      return {};
    return {edges_.data() + offsets_[task], edges_.data() + offsets_[task + 1]};
  }
  std::uint32_t rank(TaskId task) const noexcept { return ranks_[task]; }
  std::span<const TaskId> sources() const noexcept { return sources_; } ///< By rank.
  std::size_t task_count() const noexcept { return task_count_; }
  std::size_t edge_count() const noexcept { return edges_.size(); }

private:
  void connect(const Graph& graph, std::span<const TaskId> wanted);
  void find_sources(const Graph& graph);

  std::vector<std::uint32_t> ranks_;
  std::vector<std::uint32_t> offsets_;
  std::vector<Edge> edges_;
  std::vector<TaskId> sources_;
  std::size_t task_count_ = 0;
};

} // namespace troupe
