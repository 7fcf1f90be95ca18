#pragma once

#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>

// Where elements are not zero (NaN is not). Positions are int64; how many there are only the data can tell.

namespace troupe {

/// Positions in C order, 1-d.
Array flatnonzero(const Array& array, std::source_location line = std::source_location::current());

/// One row of positions, one number an axis, for each element that is not zero, in C order: shape (?, rank).
Array argwhere(const Array& array, std::source_location line = std::source_location::current());

/// The columns of `argwhere`: one 1-d array for each axis. A 0-d array is taken as 1-d.
std::vector<Array> nonzero(const Array& array, std::source_location line = std::source_location::current());
/// NumPy's `where` of one argument.
inline std::vector<Array> where(const Array& array,
                                std::source_location line = std::source_location::current()) {
  return nonzero(array, line);
}

} // namespace troupe
