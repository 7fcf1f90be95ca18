#include "runtime/progress/progress_reporter.hpp"

#include <algorithm>
#include <new>

namespace troupe {

ProgressReporter::ProgressReporter(const ComputeOptions& options, Run& run, ProgressTarget target)
    : options_(options), run_(run),
      callback_interval_(std::clamp<std::chrono::milliseconds>(options.progress_interval, {}, longest_wait)),
      begin_(Clock::now()), next_(begin_ + callback_interval_),
      display_(run.terms().outer == nullptr ? target : ProgressTarget::none) {}

std::chrono::milliseconds ProgressReporter::interval() const {
  if (!display_.is_wanted())
    return callback_interval_;
  const auto redraw = std::chrono::round<std::chrono::milliseconds>(
      std::chrono::duration<double>(display_.timing().redraw_s));
  return options_.progress ? std::min(redraw, callback_interval_) : redraw;
}

bool ProgressReporter::is_due() const { return is_callback_due() || display_.is_due(elapsed_s()); }

void ProgressReporter::report() {
  if (is_callback_due())
    call_back();
  if (display_.is_due(elapsed_s()))
    show();
}

Progress ProgressReporter::measure() const {
  Progress progress = run_.progress();
  progress.elapsed_s = elapsed_s();
  return progress;
}

void ProgressReporter::call_back() noexcept {
  display_.hide(); // it may print
  try {
    options_.progress(measure());
  } catch (...) {
    error_ = std::current_exception();
    run_.stop(Stop::cancelled);
  }
  next_ = Clock::now() + callback_interval_;
}

// People want to know of tasks that have ended: two that take a minute are not done when they have begun.
void ProgressReporter::show() noexcept {
  try {
    Progress progress = measure();
    progress.tasks_done -= std::min(progress.tasks_done, run_.running_tasks());
    display_.show(progress);
  } catch (const std::bad_alloc&) {
    display_.end();
  }
}

void ProgressReporter::finish() {
  display_.end();
  if (options_.progress && error_ == nullptr)
    call_back();
  if (error_ != nullptr)
    std::rethrow_exception(error_);
}

} // namespace troupe
