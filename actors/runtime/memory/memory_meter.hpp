#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include <troupe/memory_account.hpp>
#include <troupe/report.hpp>

#include "runtime/tracing/memory_trace.hpp"

namespace troupe {

/// What a session's memory does, for reports: peaks by kind, and what was moved. Thread-safe.
class MemoryMeter {
public:
  /// A compute begins. The first one of several that overlap starts all counts anew. If 16 MiB or more have gathered that
  /// are no values, it returns what malloc keeps of earlier computes to the system: hundreds of bytes a task.
  void begin(const MemoryAccount& account);
  void end();
  /// The counts so far.
  MemoryReport report() const;

  /// Looks how much memory is in use; at most about every millisecond at the operating system's view of it.
  void sample(const MemoryAccount& account);

  void count_spilled(std::uint64_t bytes);
  void count_reloaded(std::uint64_t bytes);
  void count_dropped(std::uint64_t bytes);
  void count_reread(std::uint64_t bytes);
  void count_delay(std::chrono::steady_clock::duration delay);

  /// Where the session's trace, if one runs, learns of samples and of values that move.
  MemoryTrace& trace() noexcept { return trace_; }

private:
  void trim_heap(const MemoryAccount& account);

  mutable std::mutex mutex_;
  MemoryReport counts_;
  int computes_ = 0;
  std::chrono::steady_clock::time_point next_look_{};
  std::uint64_t least_other_ =
      0; ///< What was resident beside values when malloc kept least, as far as was seen.
  MemoryTrace trace_;
};

/// Resident memory of this process.
std::size_t resident_memory_bytes();

} // namespace troupe
