#include "runtime/progress/pace.hpp"

#include <algorithm>
#include <iterator>

namespace troupe {

namespace {

// What is measured over less time would jump about.
constexpr double shortest_measure_s = 0.5;
// What is older says little, unless there were few tasks since.
constexpr double window_s = 8;
constexpr std::uint64_t tasks_in_window = 10;

std::uint64_t remaining(const Progress& progress) {
  return progress.tasks_known - std::min(progress.tasks_known, progress.tasks_done);
}

bool is_burst(const Progress& before, const Progress& now) {
  return now.tasks_known > before.tasks_known && now.tasks_known - before.tasks_known > remaining(before) / 2;
}

} // namespace

void Pace::observe(const Progress& progress) {
  const Progress before = latest_;
  latest_ = progress;
  latest_.tasks_done = std::max(progress.tasks_done, before.tasks_done);
  if (!seen_.empty() && latest_.tasks_done == before.tasks_done && latest_.tasks_known == before.tasks_known)
    return;
  if (seen_.empty() || is_burst(before, latest_))
    burst_s_ = latest_.elapsed_s;
  seen_.push_back(latest_);
  const auto is_old = [&](const Progress& next) {
    return next.elapsed_s <= latest_.elapsed_s - window_s
           && latest_.tasks_done - next.tasks_done >= tasks_in_window;
  };
  // The measure begins with the last that is old.
  seen_.erase(seen_.begin(), std::prev(std::ranges::partition_point(seen_.begin() + 1, seen_.end(), is_old)));
}

Speed Pace::speed() const {
  Speed speed;
  if (seen_.empty())
    return speed;
  const Progress& first = seen_.front();
  const double passed_s = latest_.elapsed_s - first.elapsed_s;
  if (passed_s >= shortest_measure_s && latest_.tasks_done > first.tasks_done)
    speed.tasks_per_s = static_cast<double>(latest_.tasks_done - first.tasks_done) / passed_s;
  const auto begin = std::ranges::lower_bound(seen_, burst_s_, {}, &Progress::elapsed_s);
  const std::uint64_t left = remaining(latest_);
  if (begin == seen_.end() || left == 0 || remaining(*begin) <= left)
    return speed;
  const double measured_s = latest_.elapsed_s - begin->elapsed_s;
  if (measured_s >= shortest_measure_s)
    speed.left_s = static_cast<double>(left) * measured_s / static_cast<double>(remaining(*begin) - left);
  return speed;
}

} // namespace troupe
