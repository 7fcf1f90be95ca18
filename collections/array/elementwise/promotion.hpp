#pragma once

#include <optional>
#include <string>
#include <vector>

#include <troupe/array/scalar.hpp>
#include <troupe/dtype.hpp>

#include "kernels/tile_operation.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// The dtype all promote to. As in NumPy, the highest kind comes first: int16 and uint16 beside a float32 are
/// float32, though the two of them alone are int32, which beside a float32 is float64.
DType promote_all(std::vector<DType> dtypes);

/// The dtype of an expression of `dtype` and a weak scalar.
DType promote_weakly(DType dtype, const Scalar& scalar);

/// The dtype in which `operation` works on operands of `dtype`: that one, or what NumPy lifts it to; nothing
/// if there is no kernel.
std::optional<DType> working_dtype(TileOperation operation, DType dtype);

/// Whether `scalar` lies below (-1), inside (0) or above (1) the range of `dtype`, if both are integers; 0
/// otherwise.
int side_of_range(const Scalar& scalar, DType dtype);

/// The smallest and the largest value of an integer dtype.
TileConstant lowest(DType dtype);
TileConstant highest(DType dtype);

/// A weak scalar as an element of `dtype`. A real number beyond float32 becomes infinite.
///
/// \throws ValueError if something is lost: an integer that does not fit, a real number for an integer or
///         bool, a complex one for a real dtype.
TileConstant constant_of(const Scalar& scalar, DType dtype);

/// `value` converted to `dtype` as C does, where C defines it: numbers are cut towards zero, anything but
/// zero is true, the imaginary part is dropped.
///
/// \throws ValueError if an integer dtype cannot hold it.
TileConstant converted(const Scalar& value, DType dtype);

} // namespace troupe
