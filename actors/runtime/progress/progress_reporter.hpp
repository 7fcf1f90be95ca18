#pragma once

#include <chrono>
#include <exception>

#include <troupe/session.hpp>

#include "runtime/progress/progress_display.hpp"
#include "runtime/run/run.hpp"

namespace troupe {

/// Tells now and then how far a run is: the caller's `ComputeOptions::progress`, and whoever sits before the terminal.
class ProgressReporter {
public:
  ProgressReporter(const ComputeOptions& options, Run& run, ProgressTarget target);

  /// Whether there is anybody to tell.
  bool is_wanted() const noexcept { return options_.progress || display_.is_wanted(); }
  /// How often to look whether it is due.
  std::chrono::milliseconds interval() const;
  bool is_due() const;
  void report();
  /// The run has ended: the terminal is left as it was.
  void end_display() noexcept { display_.end(); }
  /// Tells the caller's function of the end; throws what it threw.
  void finish();

private:
  using Clock = std::chrono::steady_clock;

  double elapsed_s() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  bool is_callback_due() const { return options_.progress && error_ == nullptr && Clock::now() >= next_; }
  Progress measure() const;
  void call_back() noexcept;
  void show() noexcept;

  const ComputeOptions& options_;
  Run& run_;
  const std::chrono::milliseconds callback_interval_; ///< That a clock can hold.
  const Clock::time_point begin_;
  Clock::time_point next_;
  ProgressDisplay display_;
  std::exception_ptr error_;
};

} // namespace troupe
