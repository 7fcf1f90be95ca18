#include "array/gathering/extension.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

using Kind = Run::Kind;

/// Each time an axis is gone through is a run of its own.
constexpr std::int64_t most_periodic_runs = std::int64_t{1} << 20;

/// How many positions a pattern goes through in one direction.
std::int64_t reach(Extension extension, std::int64_t extent) {
  return extension == Extension::mirrored ? extent - 1 : extent;
}

/// The run from `position` on, at most `count` long, in a pattern that goes up through the whole axis and,
/// unless it wraps, down again.
Run periodic_run(Extension extension, std::int64_t extent, std::int64_t position, std::int64_t count) {
  const std::int64_t rising = reach(extension, extent);
  const std::int64_t period = extension == Extension::wrapped ? rising : 2 * rising;
  const std::int64_t place = (position % period + period) % period;
  if (place < rising)
    return {Kind::positions, place, 1, std::min(count, rising - place)};
  const std::int64_t falling = period - place; // positions left that go down
  const std::int64_t start = extension == Extension::symmetric ? falling - 1 : falling;
  return {Kind::positions, start, -1, std::min(count, falling)};
}

} // namespace

void require_few_runs(Extension extension, std::int64_t extent, std::int64_t first, std::int64_t last) {
  if ((last - first) / reach(extension, extent) > most_periodic_runs)
    throw ValueError("positions " + std::to_string(first) + " … " + std::to_string(last - 1)
                     + " beside an axis of extent " + std::to_string(extent) + " repeat it more than "
                     + std::to_string(most_periodic_runs) + " times");
}

std::vector<Run> extended_runs(Extension extension, std::int64_t extent, std::int64_t first,
                               std::int64_t last, std::int64_t fill) {
  const std::int64_t before = std::min(last, std::int64_t{0}) - first, after = last - std::max(first, extent);
  const std::int64_t inside_first = std::clamp<std::int64_t>(first, 0, extent);
  const std::int64_t inside_last = std::clamp<std::int64_t>(last, inside_first, extent);
  std::vector<Run> runs;
  const auto add = [&](const Run& run) {
    if (run.count > 0)
      runs.push_back(run);
  };
  if (first >= last)
    return runs;
  if (extension != Extension::none && extension != Extension::constant && extent == 0)
    throw ValueError("an empty axis has nothing to go on with");
  if (extent == 1 && extension != Extension::none && extension != Extension::constant)
    extension = Extension::edge;
  switch (extension) {
  case Extension::none: add({Kind::positions, inside_first, 1, inside_last - inside_first}); break;
  case Extension::constant:
    add({Kind::fill, fill, 1, before});
    add({Kind::positions, inside_first, 1, inside_last - inside_first});
    add({Kind::fill, fill, 1, after});
    break;
  case Extension::edge:
    add({Kind::positions, 0, 0, before});
    add({Kind::positions, inside_first, 1, inside_last - inside_first});
    add({Kind::positions, extent - 1, 0, after});
    break;
  default:
    require_few_runs(extension, extent, first, last);
    for (std::int64_t position = first; position < last; position += runs.back().count)
      runs.push_back(periodic_run(extension, extent, position, last - position));
  }
  return runs;
}

} // namespace troupe
