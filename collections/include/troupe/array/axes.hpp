#pragma once

#include <array>
#include <cstdint>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>

// Axes in another order, and elements in another order along them. Axes may be counted from the last: -1.
//
// All throw AxisError for an axis that does not exist, or is named twice.

namespace troupe {

/// Axis i of the result is axis `axes[i]`; without `axes` their order is reversed.
///
///     transpose(x)    transpose(x, {1, 0, 2})
Array transpose(const Array& array, const Axes& axes = {},
                std::source_location line = std::source_location::current());

/// Axis `source[i]` becomes axis `destination[i]`; the others keep their order.
Array moveaxis(const Array& array, const std::vector<int>& source, const std::vector<int>& destination,
               std::source_location line = std::source_location::current());
Array moveaxis(const Array& array, int source, int destination,
               std::source_location line = std::source_location::current());

Array swapaxes(const Array& array, int axis1, int axis2,
               std::source_location line = std::source_location::current());

/// Axis `axis` comes to stand before what is axis `start`, which may be the number of axes.
Array rollaxis(const Array& array, int axis, int start = 0,
               std::source_location line = std::source_location::current());

/// Reversed along some axes; along all without `axes`.
Array flip(const Array& array, const Axes& axes = {},
           std::source_location line = std::source_location::current());
Array flipud(const Array& array,
             std::source_location line = std::source_location::current()); ///< Along axis 0.
Array fliplr(const Array& array,
             std::source_location line = std::source_location::current()); ///< Along axis 1.

/// Turned by `k` quarters in the plane of two axes, from the first towards the second.
///
/// \throws AxisError if the two are one.
Array rot90(const Array& array, int k = 1, std::array<int, 2> axes = {0, 1},
            std::source_location line = std::source_location::current());

/// Moved by `shift` along some axes; what falls off one end comes back at the other. Without axes in C order.
Array roll(const Array& array, std::int64_t shift, const Axes& axes = {},
           std::source_location line = std::source_location::current());
/// By several shifts; one for all axes, or one an axis. Shifts of an axis that is named twice add up.
///
///     roll(x, {1, -2}, {0, 1})
///
/// \throws ShapeError for another number of shifts.
Array roll(const Array& array, const std::vector<std::int64_t>& shifts, const Axes& axes,
           std::source_location line = std::source_location::current());

} // namespace troupe
