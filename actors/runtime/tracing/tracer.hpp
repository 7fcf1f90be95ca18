#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include <troupe/session.hpp>

#include "runtime/tracing/run_record.hpp"
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
  void add(const MemoryMove& move);
  void add(const MemorySample& sample);

  /// Writes what there is and puts the file in its place. Nothing that comes later is kept. \throws FileError
  void finish();

private:
  void write();
  void write_memory();
  void forget_runs();

  const std::filesystem::path path_;
  TraceSpool spool_;
  std::mutex mutex_;
  const TraceClock::Anchor anchor_ = TraceClock::anchor();
  TraceFile file_;
  std::vector<std::unique_ptr<RunRecord>> runs_;
  std::vector<MemoryMove> moves_;
  std::vector<MemorySample> samples_;
  std::exception_ptr error_; ///< Of writing before the end.
  bool is_finished_ = false;
};

} // namespace troupe
