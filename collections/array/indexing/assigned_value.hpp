#pragma once

#include <troupe/array/array.hpp>
#include <troupe/array/located.hpp>

namespace troupe {

/// What is assigned to elements of `dtype`: the array, or a 0-d array of the scalar, converted as C does.
///
/// \throws ValueError for a scalar that an integer dtype cannot hold, DTypeError for a complex scalar among real
///         elements.
Array assigned_value(const Located& value, DType dtype);

} // namespace troupe
