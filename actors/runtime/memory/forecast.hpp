#pragma once

#include <cstddef>
#include <cstdint>

#include <troupe/graph.hpp>

#include "runtime/memory/kernel_habits.hpp"
#include "runtime/run/plan.hpp"

namespace troupe {

/// What a plan is going to take, before it runs.
struct Forecast {
  std::uint64_t peak_bytes = 0;           ///< Of a run that has all the memory it wants.
  std::uint64_t peak_spillable_bytes = 0; ///< Of it what no file has and whose size is known.
  std::uint64_t result_bytes = 0;         ///< Of the results that the caller gets, as far as they are known.
  TaskId largest_task = no_task;          ///< Of those whose needs are known.
  std::uint64_t largest_bytes = 0;        ///< Its inputs, output and workspace.
};

/// How the plan is going to run.
struct ForecastTerms {
  std::size_t workers = 1;
  std::size_t reads_ahead = 0; ///< Reads that are begun before their turn.
};

/// Replays the static order with the sizes that are known or guessed, in O(tasks + edges).
Forecast forecast(const Graph& graph, const Plan& plan, const Footprints& footprints,
                  const ForecastTerms& terms);

} // namespace troupe
