#pragma once

#include <cstdint>
#include <vector>

#include "array/gathering/gather.hpp"

namespace troupe {

/// What an axis goes on with beyond its ends. The numbers are part of serialised parameters: append, never
/// renumber.
enum class Extension : std::uint8_t {
  none,      ///< nothing: a b c
  constant,  ///< a value: 0 0 | a b c | 0 0
  edge,      ///< a a | a b c | c c
  symmetric, ///< b a | a b c | c b
  mirrored,  ///< c b | a b c | b a
  wrapped,   ///< b c | a b c | a b
};

/// \throws ValueError if such positions take more than 2^20 repetitions of an axis of `extent`, which is not 0.
void require_few_runs(Extension extension, std::int64_t extent, std::int64_t first, std::int64_t last);

/// Positions `first` to `last` (exclusive) of an axis of `extent` that goes on at both ends, as far as is
/// asked for.
///
/// \param fill  the number of the fill value, for `constant`
/// \throws ValueError if something other than a constant or nothing is asked beyond the ends of an empty
/// axis; or if it takes more than 2^20 repetitions of the axis.
std::vector<Run> extended_runs(Extension extension, std::int64_t extent, std::int64_t first,
                               std::int64_t last, std::int64_t fill = 0);

} // namespace troupe
