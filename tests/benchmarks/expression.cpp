// What an expression costs before its first element: `x = x + 1` over and over. The timed part is building,
// planning and computing; `build_s` and `plan_s` are the shares of the last repetition, and the fields that
// begin with `unfused` are those of the same graph with one task an addition.

#include <string_view>
#include <vector>

#include <troupe/array.hpp>

#include "benchmark.hpp"

using namespace troupe;

namespace {

Array increments(std::size_t count) {
  Array x = zeros({1000});
  for (std::size_t i = 0; i < count; ++i)
    x = x + 1;
  return x;
}

struct Measured {
  double build_s = 0;
  double plan_s = 0;
  double run_s = 0;
  std::size_t tasks = 0;
  double check = 0; ///< The result's first element.
};

Measured measure(Session& session, std::size_t count, const std::vector<std::string_view>& skipped) {
  Measured measured;
  const double begin = now_seconds();
  const Array x = increments(count);
  const double built = now_seconds();
  const ArrayGraph planned = graph_of(std::vector{x}, skipped);
  const double planned_at = now_seconds();
  const std::vector<Value> values = session.compute(planned.graph, planned.blocks.front());
  measured.run_s = now_seconds() - planned_at;
  measured.build_s = built - begin;
  measured.plan_s = planned_at - built;
  measured.tasks = planned.graph.size();
  measured.check = values.front().as_chunk().values<double>().front();
  return measured;
}

} // namespace

bool run_expression(const BenchmarkCall& call) {
  if (call.workload != "increments")
    return false;
  Session session({.threads = call.threads});
  const Measured unfused = measure(session, call.size, {"fuse_elementwise"});
  Measured fused;
  const Timing timing = time_repeatedly(call.repetitions, [&] { fused = measure(session, call.size, {}); });

  Cell(call.workload)
      .add("times", timing.seconds)
      .add("check", fused.check)
      .add("size", std::uint64_t{call.size})
      .add("bytes_processed", std::uint64_t{0})
      .add("build_s", fused.build_s)
      .add("plan_s", fused.plan_s)
      .add("run_s", fused.run_s)
      .add("tasks", std::uint64_t{fused.tasks})
      .add("unfused_check", unfused.check)
      .add("unfused_plan_s", unfused.plan_s)
      .add("unfused_run_s", unfused.run_s)
      .add("unfused_tasks", std::uint64_t{unfused.tasks})
      .print();
  return true;
}
