#pragma once

#include <cstdint>

#include <troupe/array/array.hpp>

namespace troupe {

/// Whether a matrix is best handled by one task: up to 2 MiB.
inline bool is_small(const Array& matrix) {
  return matrix.size() <= (std::int64_t{2} << 20) / static_cast<std::int64_t>(size_of(matrix.dtype()));
}

/// float32 of complex64, float64 of complex128; others as they are.
constexpr DType real_of(DType dtype) {
  return dtype == DType::complex64 ? DType::float32 : dtype == DType::complex128 ? DType::float64 : dtype;
}

} // namespace troupe
