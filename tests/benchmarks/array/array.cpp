// Arrays: the workloads of the peers' arrays.py. What is computed is held in memory, as chunks, when the clock stops.

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "array/workload.hpp"
#include "benchmark.hpp"

using namespace troupe;

namespace {

const ArrayWorkload* find_workload(std::string_view name) {
  for (const auto family :
       {elementwise_workloads(), moving_workloads(), ordering_workloads(), linalg_workloads()}) {
    const auto found = std::ranges::find(family, name, &ArrayWorkload::name);
    if (found != family.end())
      return &*found;
  }
  return nullptr;
}

/// The chunks of several arrays, computed in one run.
Computed compute_together(Session& session, std::span<const Array> arrays) {
  const ArrayGraph planned = graph_of(arrays);
  std::vector<TaskId> wanted;
  for (const auto& blocks : planned.blocks)
    wanted.insert(wanted.end(), blocks.begin(), blocks.end());
  const std::vector<Value> values = session.compute(planned.graph, wanted);
  Computed computed;
  auto next = values.begin();
  for (const auto& blocks : planned.blocks) {
    auto& chunks = computed.emplace_back();
    for (std::size_t i = 0; i < blocks.size(); ++i)
      chunks.push_back((next++)->as_chunk());
  }
  return computed;
}

} // namespace

bool run_array(const BenchmarkCall& call) {
  const ArrayWorkload* const workload = find_workload(call.workload);
  if (workload == nullptr)
    return false;
  if (call.size == 0)
    throw std::invalid_argument("array: the size is 0");
  const std::vector<Array> inputs = workload->inputs(static_cast<std::int64_t>(call.size));

  Session session({.threads = call.threads});
  Computed results;
  const Timing timing = time_repeatedly(call.repetitions, [&] {
    results.clear();
    results = compute_together(session, workload->results(inputs));
  });

  const RunReport report = session.report();
  const std::vector<double> check = workload->check(results);
  Cell cell(call.workload);
  cell.add("times", timing.seconds);
  if (check.size() == 1)
    cell.add("check", check.front());
  else
    cell.add("check", check);
  cell.add("size", std::uint64_t{call.size})
      .add("bytes_processed", static_cast<std::uint64_t>(workload->bytes(static_cast<double>(call.size))))
      .add("tasks", report.tasks)
      .add("plan_s", report.plan_s)
      .add("run_s", report.run_s)
      .add("cpu_s", timing.cheapest_cpu_s)
      .print();
  return true;
}
