#include "runtime/tracing/run_record.hpp"

#include <numeric>

namespace troupe {

std::size_t RunRecord::size_bytes() const noexcept {
  const std::size_t outlines = std::accumulate(
      networks.begin(), networks.end(), std::size_t{0},
      [](std::size_t sum, const Network& network) { return sum + network.outline.size_bytes(); });
  return outlines + waits.size() * sizeof(Wait) + failures.size() * sizeof(Failure);
}

} // namespace troupe
