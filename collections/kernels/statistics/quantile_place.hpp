#pragma once

#include <concepts>
#include <cstdint>

#include <troupe/dtype.hpp>
#include <troupe/quantile_method.hpp>

namespace troupe {

/// Where a quantile lies among sorted elements: at one of them, or between two neighbours.
struct QuantilePlace {
  std::int64_t lower = 0;
  std::int64_t upper = 0;
  double weight = 0; ///< of the upper one
};

/// The place of quantile `q`, in [0, 1], among `count` ≥ 1 elements, as NumPy 2 computes it
/// (numpy/lib/_function_base_impl.py, `_QuantileMethods`).
QuantilePlace quantile_place(QuantileMethod method, double q, std::int64_t count);

/// Whether the method chooses an element, and so keeps the dtype.
bool chooses_element(QuantileMethod method);

/// The dtype of quantiles of elements of `dtype`.
DType quantile_dtype(QuantileMethod method, DType dtype);

/// Between two elements, as NumPy does; but equal ones are the result even if they are infinite, and an
/// infinite neighbour without weight counts for nothing, where NumPy makes NaN of both.
double interpolate(double lower, double upper, double weight);

} // namespace troupe
