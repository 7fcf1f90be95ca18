#pragma once

#include <vector>

#include <troupe/array/explain.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

namespace troupe {

/// What `explain` says, with the graph that it says it of.
struct ExplainedPlan {
  Explanation explanation;
  Graph graph;
  std::vector<TaskId> wanted;
  std::vector<TaskId> step_ends; ///< The first task behind each step's.
};

/// \param threads  above 0
ExplainedPlan explain_plan(const std::vector<Array>& arrays, int threads);
ExplainedPlan explain_plan(const Session& session, const std::vector<Array>& arrays);

} // namespace troupe
