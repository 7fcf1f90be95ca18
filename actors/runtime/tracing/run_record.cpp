#include "runtime/tracing/run_record.hpp"

namespace troupe {

std::size_t RunRecord::size_bytes() const noexcept {
  std::size_t bytes = waits.size() * sizeof(Wait);
  for (const Network& network : networks)
    bytes += sizeof network + network.outline.size_bytes() + network.wanted.size() * sizeof(TaskId);
  for (const Failure& failure : failures)
    bytes += sizeof failure + failure.reason.size();
  return bytes;
}

} // namespace troupe
