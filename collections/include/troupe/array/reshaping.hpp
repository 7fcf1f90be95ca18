#pragma once

#include <cstdint>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>

// Other shapes for the same elements. Axes may be counted from the last: -1.

namespace troupe {

/// The elements in C order as `shape`, of which one extent may be -1: what is left.
///
/// Where axes are joined or split, the array is cut so that each chunk's elements stay together; no chunk
/// grows beyond the largest there was, or 8 MiB.
///
/// \throws ShapeError if the number of elements differs or two extents are -1.
Array reshape(const Array& array, const Shape& shape,
              std::source_location line = std::source_location::current());

/// 1-d, in C order.
Array ravel(const Array& array, std::source_location line = std::source_location::current());
Array flatten(const Array& array,
              std::source_location line = std::source_location::current()); ///< As `ravel`.

/// Without axes of length 1: all of them, or those named. The number of axes must be known, so without names an axis stays
/// whose length only the data can tell.
///
/// \throws ShapeError if a named axis is longer.
Array squeeze(const Array& array, const Axes& axes = {},
              std::source_location line = std::source_location::current());

/// With axes of length 1 at these places of the result.
///
/// \throws AxisError for an axis that does not exist, or is named twice.
Array expand_dims(const Array& array, const Axes& axes,
                  std::source_location line = std::source_location::current());

/// With at least so many axes, as NumPy: 1-d becomes (1, n) and (1, n, 1), 2-d becomes (m, n, 1).
Array atleast_1d(const Array& array, std::source_location line = std::source_location::current());
Array atleast_2d(const Array& array, std::source_location line = std::source_location::current());
Array atleast_3d(const Array& array, std::source_location line = std::source_location::current());

/// Repeated along new leading axes and along axes of length 1.
///
/// \throws ShapeError if the array does not broadcast to `shape`.
Array broadcast_to(const Array& array, const Shape& shape,
                   std::source_location line = std::source_location::current());

/// All broadcast to one shape.
std::vector<Array> broadcast_arrays(const std::vector<Array>& arrays,
                                    std::source_location line = std::source_location::current());

} // namespace troupe
