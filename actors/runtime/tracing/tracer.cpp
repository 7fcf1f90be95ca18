#include "runtime/tracing/tracer.hpp"

#include <exception>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "runtime/tracing/run_text.hpp"

namespace troupe {

namespace {

constexpr std::uint64_t most_kept_bytes = std::uint64_t{256} << 20;

std::filesystem::path directory_of(const std::filesystem::path& file) {
  const std::filesystem::path directory = file.parent_path();
  return directory.empty() ? "." : directory;
}

} // namespace

Tracer::Tracer(const std::filesystem::path& file, const SessionOptions& options)
    : path_(file), spool_(directory_of(file), most_kept_bytes), file_(file, anchor_.steady_ns, options) {}

void Tracer::add(std::unique_ptr<RunRecord> run) {
  const std::scoped_lock lock(mutex_);
  if (is_finished_ || error_ != nullptr)
    return;
  const std::size_t bytes = run->size_bytes(counted_);
  spool_.take_in_any_case(bytes);
  runs_bytes_ += bytes;
  runs_.push_back(std::move(run));
  if (!spool_.is_full())
    return;
  try {
    write_runs();
  } catch (...) { // told at the end
    error_ = std::current_exception();
    forget_runs();
  }
}

void Tracer::fail(std::exception_ptr error) noexcept {
  const std::scoped_lock lock(mutex_);
  if (error_ == nullptr)
    error_ = std::move(error);
}

void Tracer::add(const MemoryMove& move) noexcept {
  const std::scoped_lock lock(memory_mutex_);
  if (takes_memory_)
    moves_.add(move);
}

void Tracer::add(const MemorySample& sample) noexcept {
  const std::scoped_lock lock(memory_mutex_);
  if (takes_memory_)
    samples_.add(sample);
}

void Tracer::write_runs() {
  const StampConversion conversion(anchor_, TraceClock::anchor());
  for (const auto& run : runs_)
    write_run(file_, *run, conversion);
  forget_runs();
}

void Tracer::write_memory() {
  {
    const std::scoped_lock lock(memory_mutex_);
    takes_memory_ = false;
  }
  moves_.for_each([&](const MemoryMove& move) { file_.add(move); });
  samples_.for_each([&](const MemorySample& sample) { file_.add(sample); });
  if (const std::uint64_t lost = moves_.lost() + samples_.lost(); lost > 0)
    throw MemoryError("trace: there was no memory for " + std::to_string(lost) + " events");
}

void Tracer::forget_runs() {
  runs_.clear();
  counted_.clear();
  spool_.give_back(std::exchange(runs_bytes_, 0));
}

void Tracer::finish() {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(is_finished_, true))
    return;
  if (error_ != nullptr)
    std::rethrow_exception(error_);
  write_runs();
  write_memory();
  file_.finish();
}

} // namespace troupe
