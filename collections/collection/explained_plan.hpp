#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/collection.hpp>
#include <troupe/explain.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

namespace troupe {

/// What `explain` says, with the graph that it says it of.
struct ExplainedPlan {
  Explanation explanation;
  Graph graph;
  std::vector<TaskId> wanted;
  std::vector<std::uint32_t> step_of; ///< Each task's.
};

/// \param threads  above 0
ExplainedPlan explain_plan(std::span<const Collection> collections, int threads);
ExplainedPlan explain_plan(const Session& session, std::span<const Collection> collections);

} // namespace troupe
