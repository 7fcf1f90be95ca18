#include "runtime/memory/require_memory.hpp"

#include <troupe/byte_size.hpp>
#include <troupe/session.hpp>

#include "runtime/memory/forecast.hpp"
#include "runtime/memory/session_memory.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/scheduler_module.hpp"

namespace troupe {

void require_held(const SessionMemory& memory) {
  const std::uint64_t held = memory.held_bytes(), limit = memory.limit_bytes();
  if (held > limit)
    throw MemoryError("compute: results of earlier computes that are still held take "
                      + to_string(ByteSize(held), limit) + ", more than the session's memory limit of "
                      + to_string(ByteSize(limit), held));
}

std::uint64_t require_memory(SessionMemory& memory, Run& run, Delivery delivery) {
  const Network& network = run.root();
  if (!network.footprints()->say_something())
    return 0;
  const Forecast expected = forecast(network.graph(), network.plan(), *network.footprints(),
                                     {run.module().worker_count(), run.reads() ? run.most_read_ahead() : 0});
  const std::uint64_t limit = memory.limit_bytes();
  if (expected.largest_bytes > limit)
    throw TaskTooLarge(network.graph().key(expected.largest_task), expected.largest_bytes, limit);
  if (delivery == Delivery::keep && expected.result_bytes > limit)
    throw MemoryError("compute: the results take " + to_string(ByteSize(expected.result_bytes))
                      + ", more than the session's memory limit of " + to_string(ByteSize(limit))
                      + "; take them one by one, store them, or hold them");
  // What the largest task works on cannot be spilled at that time.
  if (expected.peak_spillable_bytes > limit
      && expected.peak_spillable_bytes - limit + expected.largest_bytes > memory.quota_bytes())
    throw MemoryError("compute: the plan holds " + to_string(ByteSize(expected.peak_spillable_bytes))
                      + " at a time, which the session's memory limit of " + to_string(ByteSize(limit))
                      + " and its scratch store's quota of " + to_string(ByteSize(memory.quota_bytes()))
                      + " together cannot");
  return expected.peak_bytes;
}

void fill_memory(SessionMemory& memory, MemoryReport& report) {
  const std::uint64_t predicted = report.predicted_peak_bytes;
  memory.meter().sample(memory.account());
  report = memory.meter().report();
  report.limit_bytes = memory.limit_bytes();
  report.predicted_peak_bytes = predicted;
}

} // namespace troupe
