#pragma once

#include <cstdint>
#include <optional>
#include <source_location>

#include <troupe/array/array.hpp>

// Diagonals and triangles. Diagonal 0 is the main one, those above it are positive.

namespace troupe {

/// Of a 1-d array the square matrix with it on diagonal `k`; of a 2-d array that diagonal.
///
/// \throws ShapeError for another number of axes.
Array diag(const Array& array, std::int64_t k = 0,
           std::source_location line = std::source_location::current());

/// The diagonal over two axes; it becomes the last axis.
///
/// \throws AxisError for an axis that does not exist, or if the two are one.
Array diagonal(const Array& array, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1,
               std::source_location line = std::source_location::current());

/// The sum along `diagonal`; dtypes as `sum`.
Array trace(const Array& array, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1,
            std::optional<DType> dtype = {}, std::source_location line = std::source_location::current());

/// Zeros above (tril), or below (triu), diagonal `k` of the last two axes. A 1-d array is taken as a square
/// of equal rows.
///
/// \throws ShapeError for a 0-d array.
Array tril(const Array& array, std::int64_t k = 0,
           std::source_location line = std::source_location::current());
Array triu(const Array& array, std::int64_t k = 0,
           std::source_location line = std::source_location::current());

} // namespace troupe
