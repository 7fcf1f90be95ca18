#include "runtime/tracing/tracer.hpp"

#include <exception>
#include <utility>

#include "runtime/tracing/run_text.hpp"

namespace troupe {

namespace {

constexpr std::uint64_t most_kept_bytes = std::uint64_t{256} << 20;
constexpr std::size_t most_kept_events = std::size_t{1} << 18;

std::filesystem::path directory_of(const std::filesystem::path& file) {
  const std::filesystem::path directory = file.parent_path();
  return directory.empty() ? "." : directory;
}

} // namespace

Tracer::Tracer(const std::filesystem::path& file, const SessionOptions& options)
    : path_(file), spool_(directory_of(file), most_kept_bytes), file_(file, anchor_.steady_ns, options) {}

void Tracer::add(std::unique_ptr<RunRecord> run) {
  const std::scoped_lock lock(mutex_);
  if (is_finished_)
    return;
  spool_.take_in_any_case(run->size_bytes());
  runs_.push_back(std::move(run));
  if (!spool_.is_full() || error_ != nullptr)
    return;
  try {
    write();
  } catch (...) { // told at the end
    error_ = std::current_exception();
    forget_runs();
  }
}

void Tracer::add(const MemoryMove& move) {
  const std::scoped_lock lock(mutex_);
  if (is_finished_)
    return;
  moves_.push_back(move);
  if (moves_.size() == most_kept_events)
    write_memory();
}

void Tracer::add(const MemorySample& sample) {
  const std::scoped_lock lock(mutex_);
  if (is_finished_)
    return;
  samples_.push_back(sample);
  if (samples_.size() == most_kept_events)
    write_memory();
}

void Tracer::write() {
  const StampConversion conversion(anchor_, TraceClock::anchor());
  for (const auto& run : runs_)
    write_run(file_, *run, conversion);
  forget_runs();
  write_memory();
}

void Tracer::write_memory() {
  for (const MemoryMove& move : moves_)
    file_.add(move);
  for (const MemorySample& sample : samples_)
    file_.add(sample);
  moves_.clear();
  samples_.clear();
}

void Tracer::forget_runs() {
  for (const auto& run : runs_)
    spool_.give_back(run->size_bytes());
  runs_.clear();
}

void Tracer::finish() {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(is_finished_, true))
    return;
  if (error_ != nullptr)
    std::rethrow_exception(error_);
  write();
  file_.finish();
}

} // namespace troupe
