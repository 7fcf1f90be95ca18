#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "trace_events.hpp"

namespace troupe::tool {

/// What a trace comes to. A task within which others ran (it computed) counts without them, but on the critical path.
struct TraceSummary {
  struct Thread {
    std::string name;
    std::uint64_t tasks = 0;
    std::int64_t busy_ns = 0;
  };
  struct Kernels {
    std::string names;
    std::uint64_t tasks = 0;
    std::uint64_t attempts = 0;  ///< Of tasks, those that failed too.
    std::int64_t total_ns = 0;   ///< Of all attempts.
    std::int64_t longest_ns = 0; ///< Of one attempt.
  };

  std::int64_t span_ns = 0;      ///< From the first event to the last.
  std::int64_t computing_ns = 0; ///< While any compute ran.
  std::uint64_t tasks = 0;
  std::uint64_t failed_attempts = 0;
  std::vector<Thread> threads; ///< Those that ran tasks, and all workers.
  std::int64_t busy_ns = 0;
  std::vector<Kernels> kernels; ///< The most time first.
  std::int64_t wait_ns = 0;
  std::int64_t longest_wait_ns = 0;
  std::vector<std::size_t> critical_path; ///< Places among `TraceEvents::tasks`, in order.
  std::int64_t critical_ns = 0;
  std::size_t critical_run =
      0; ///< Which compute it is of, in the order they began, from 1; 0 if that is not known.
  TraceEvents::Span critical_run_span;
};

TraceSummary summarise(const TraceEvents& events);

} // namespace troupe::tool
