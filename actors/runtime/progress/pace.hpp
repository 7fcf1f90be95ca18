#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <troupe/report.hpp>

namespace troupe {

/// What can be told of how fast a compute goes; nothing where too little was seen.
struct Speed {
  std::optional<double> tasks_per_s;
  std::optional<double> left_s; ///< Until no task is left, as things go.
};

/// Measures how fast a compute goes, over the last seconds, or the last tasks where these take long.
///
/// The time left follows from how fast the remaining tasks become fewer, so graphs that are yielded all the time make it
/// longer; when very many tasks become known at once the measure begins anew.
class Pace {
public:
  /// Told every now and then; `elapsed_s` is the time.
  void observe(const Progress& progress);
  Speed speed() const;
  /// The last that was observed; the tasks that are done never become fewer.
  const Progress& latest() const noexcept { return latest_; }

private:
  std::vector<Progress> seen_; ///< Oldest first, those where something had changed.
  Progress latest_;
  double burst_s_ = 0; ///< When very many tasks became known.
};

} // namespace troupe
