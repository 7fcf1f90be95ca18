#include "runtime/tracing/run_record.hpp"

namespace troupe {

std::size_t RunRecord::size_bytes(std::unordered_set<const void*>& counted) const {
  std::size_t bytes = waits.size() * sizeof(Wait);
  for (const auto& [outline, parent, parent_task, wanted] : networks) {
    bytes += sizeof(Network) + outline.own_bytes() + wanted.size() * sizeof(TaskId);
    if (counted.insert(outline.tasks()).second)
      bytes += outline.tasks_bytes();
  }
  for (const Failure& failure : failures)
    bytes += sizeof failure + failure.reason.size();
  return bytes;
}

} // namespace troupe
