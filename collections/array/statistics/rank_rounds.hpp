#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ranks/rank_search.hpp"

namespace troupe {

/// The blocks of a search: how many elements they have, and the tasks each is made of.
struct RankBlocks {
  std::vector<std::int64_t> sizes;
  std::vector<TaskId> tasks; ///< `inputs` for each block
  std::size_t inputs = 1;

  std::span<const TaskId> of(std::size_t block) const {
    return std::span(tasks).subspan(block * inputs, inputs);
  }
};

/// Adds the tasks of a search to a graph (kernels/ranks/rank_search.hpp).
class RankRounds {
public:
  /// \param name  declares the name of a part's tasks, with their grid
  RankRounds(Graph& graph, const RankParameters& parameters, SourceLine line,
             std::function<NameId(const std::string& part, const Shape& grid)> name)
      : graph_(graph), parameters_(parameters), line_(line), name_(std::move(name)) {}

  /// The task of the first round: where to look.
  TaskId open(const RankBlocks& blocks);
  /// The tasks of one round behind `round`, which says where to look. The last one yields the result,
  /// whichever rounds that takes; it is block 0 of `result`.
  TaskId search(const RankBlocks& blocks, TaskId round, double share, NameId result);

private:
  BodyId body(const char* kernel, const RankParameters& parameters, std::int64_t output_bytes,
              std::int64_t workspace_bytes);
  std::vector<TaskId> merge(std::vector<TaskId> tallies, std::int64_t tally_bytes);

  Graph& graph_;
  const RankParameters& parameters_;
  SourceLine line_;
  std::function<NameId(const std::string&, const Shape&)> name_;
};

/// Adds the planning kernel "rank_round": another round, if the one before did not find everything.
void register_rank_rounds(KernelRegistry& registry);

} // namespace troupe
