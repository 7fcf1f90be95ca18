#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "array/gathering/gather.hpp"

namespace troupe {

/// What `outer` takes of an axis that `inner` makes, as runs of `inner`'s axis; fills of `outer` count from
/// `outer_fills` on. Nothing if they would be many more than those that are given.
std::optional<std::vector<Run>> composed_runs(const std::vector<Run>& outer, const std::vector<Run>& inner,
                                              std::int64_t outer_fills);

/// `outer` of what `inner` makes, as one gather; nothing if there is no such gather.
std::optional<Gather> composed(const Gather& outer, const Gather& inner);

} // namespace troupe
