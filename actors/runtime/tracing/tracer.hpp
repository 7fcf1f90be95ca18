#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include <troupe/session.hpp>

#include "runtime/tracing/memory_trace.hpp"
#include "runtime/tracing/run_record.hpp"
#include "runtime/tracing/spooled.hpp"
#include "runtime/tracing/trace_clock.hpp"
#include "runtime/tracing/trace_file.hpp"
#include "runtime/tracing/trace_spool.hpp"

namespace troupe {

/// A session's trace while it runs: what runs hand over when they end, and what happens to memory. Text is made at the
/// end, or before if too much has gathered. Thread-safe.
class Tracer {
public:
  /// \throws FileError if the file cannot be made.
  Tracer(const std::filesystem::path& file, const SessionOptions& options);

  /// For the records of tasks.
  TraceSpool& spool() noexcept { return spool_; }
  const std::filesystem::path& path() const noexcept { return path_; }

  /// A run that has ended.
  void add(std::unique_ptr<RunRecord> run);
  /// Something of a run could not be kept; `finish` tells of the first.
  void fail(std::exception_ptr error) noexcept;
  // For the session's memory, which everybody waits for meanwhile: quick, and never in anybody's way.
  void add(const MemoryMove& move) noexcept;
  void add(const MemorySample& sample) noexcept;

  /// Writes what there is and puts the file in its place. Nothing that comes later is kept. \throws FileError
  void finish();

private:
  void write_runs();
  void write_memory();
  void forget_runs();

  const std::filesystem::path path_;
  TraceSpool spool_;
  std::mutex mutex_; ///< Of runs and the file.
  const TraceClock::Anchor anchor_ = TraceClock::anchor();
  TraceFile file_;
  std::vector<std::unique_ptr<RunRecord>> runs_;
  std::size_t runs_bytes_ = 0;              ///< Of the runs, without their tasks' records.
  std::unordered_set<const void*> counted_; ///< The graphs within.
  std::exception_ptr error_;                ///< Of what came before the end.
  bool is_finished_ = false;
  std::mutex memory_mutex_; ///< Of what memory does. Taken after the other, if both are.
  Spooled<MemoryMove> moves_{spool_};
  Spooled<MemorySample> samples_{spool_};
  bool takes_memory_ = true;
};

} // namespace troupe
