#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <utility>
#include <vector>

#include <troupe/array/array.hpp>

// Positions of elements, int64.

namespace troupe {

// -- Where elements are not zero (NaN is not): how many that are only the data can tell.

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

/// The rows and the columns of the elements on and below diagonal `k` of a matrix, in C order; those on and above
/// it.
///
/// \throws ShapeError for a negative extent.
std::pair<Array, Array> tril_indices(std::int64_t rows, std::int64_t k = 0,
                                     std::optional<std::int64_t> columns = {},
                                     std::source_location line = std::source_location::current());
std::pair<Array, Array> triu_indices(std::int64_t rows, std::int64_t k = 0,
                                     std::optional<std::int64_t> columns = {},
                                     std::source_location line = std::source_location::current());

// -- Positions in C order and positions along each axis. In an array of `shape`; those outside fail when it runs.

/// One array for each axis of `shape`.
///
/// \throws DTypeError if `positions` are no integers; ShapeError if `shape` has no axes, or too many elements.
std::vector<Array> unravel_index(const Array& positions, const Shape& shape,
                                 std::source_location line = std::source_location::current());

/// What becomes of a position outside.
enum class OutsideMode : std::uint8_t { raise, wrap, clip };
/// The positions in C order of those whose positions along the axes are given, one array for each axis.
///
/// \throws DTypeError if they are no integers; ShapeError if they are not as many as axes, or do not broadcast.
Array ravel_multi_index(const std::vector<Array>& positions, const Shape& shape,
                        OutsideMode mode = OutsideMode::raise,
                        std::source_location line = std::source_location::current());

} // namespace troupe
