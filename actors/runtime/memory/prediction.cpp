#include <algorithm>

#include <troupe/prediction.hpp>
#include <troupe/session.hpp>

#include "runtime/memory/forecast.hpp"

namespace troupe {

MemoryPrediction predict_memory(const Graph& graph, std::span<const TaskId> wanted, int workers) {
  const Plan plan(graph, wanted, Delivery::keep);
  KernelHabits habits;
  const Footprints footprints(graph, habits);
  // As many reads are begun before their turn as a session begins.
  const auto ahead = static_cast<std::size_t>(2 * SessionOptions().io_threads);
  const Forecast expected =
      forecast(graph, plan, footprints, {static_cast<std::size_t>(std::max(1, workers)), ahead});
  MemoryPrediction prediction{expected.peak_bytes, expected.result_bytes, expected.largest_bytes, {}};
  if (expected.largest_task != no_task)
    prediction.largest_task = graph.key(expected.largest_task);
  return prediction;
}

} // namespace troupe
