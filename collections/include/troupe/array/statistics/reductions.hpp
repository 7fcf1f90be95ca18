#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>

// Many elements to fewer, along some axes. Every block is read once, by one task, together with the
// elementwise operations before it; the blocks' partial results are merged as a tree. So results depend on
// the chunking in their last bits, but not on threads, schedulers or fusion.
//
// All throw AxisError for an axis that does not exist or is named twice, DTypeError if there is no kernel for
// the dtype, ValueError for a `split_every` below 2. Extents only the data can tell are fine.

namespace troupe {

struct ReduceOptions {
  Axes axis = {};
  Flag keepdims = false; ///< Keep reduced axes, with length 1.
  int split_every = 0;   ///< Partial results that are merged at a time; 0: as Troupe likes.
};

struct SumOptions {
  Axes axis = {};
  Flag keepdims = false;
  std::optional<DType> dtype = std::nullopt; ///< Of the elements, before they are reduced, and of the result.
  int split_every = 0;
};

struct VarianceOptions {
  Axes axis = {};
  Flag keepdims = false;
  std::optional<DType> dtype = std::nullopt;
  double ddof = 0; ///< Delta degrees of freedom: the divisor is n - ddof.
  int split_every = 0;
};

struct PositionOptions {
  std::optional<int> axis = std::nullopt; ///< Without an axis, positions are those in C order.
  Flag keepdims = false;
  int split_every = 0;
};

// -- Sums and products. Bools and integers become int64 or uint64 and wrap; float32 stays float32, summed up
// in double. The nan- forms leave NaN out. Of no elements: 0 and 1.

Array sum(const Array& array, const SumOptions& options = {},
          std::source_location line = std::source_location::current());
Array prod(const Array& array, const SumOptions& options = {},
           std::source_location line = std::source_location::current());
Array nansum(const Array& array, const SumOptions& options = {},
             std::source_location line = std::source_location::current());
Array nanprod(const Array& array, const SumOptions& options = {},
              std::source_location line = std::source_location::current());

// -- Extremes, in the array's dtype. A NaN spreads; the nan- forms leave NaN out and give NaN where there is
// nothing else. Of no elements they throw ValueError, at the call if the extents are known, else when it
// runs.

Array max(const Array& array, const ReduceOptions& options = {},
          std::source_location line = std::source_location::current());
Array min(const Array& array, const ReduceOptions& options = {},
          std::source_location line = std::source_location::current());
Array nanmax(const Array& array, const ReduceOptions& options = {},
             std::source_location line = std::source_location::current());
Array nanmin(const Array& array, const ReduceOptions& options = {},
             std::source_location line = std::source_location::current());
/// max - min. Integers wrap.
Array ptp(const Array& array, const ReduceOptions& options = {},
          std::source_location line = std::source_location::current());

// -- Positions, int64: the first one of an extreme. A NaN wins; the nan- forms leave NaN out and fail when
// they run on a slice of NaN alone.

Array argmax(const Array& array, const PositionOptions& options = {},
             std::source_location line = std::source_location::current());
Array argmin(const Array& array, const PositionOptions& options = {},
             std::source_location line = std::source_location::current());
Array nanargmax(const Array& array, const PositionOptions& options = {},
                std::source_location line = std::source_location::current());
Array nanargmin(const Array& array, const PositionOptions& options = {},
                std::source_location line = std::source_location::current());

// -- Moments. Bools and integers give float64, float32 stays float32, computed in double. Of no elements:
// NaN. Variances of complex numbers are real.
//
// Method of the variance: two passes over pieces that stay in the cache, merged by Chan, Golub & LeVeque 1979
// (Stanford STAN-CS-79-773).

Array mean(const Array& array, const SumOptions& options = {},
           std::source_location line = std::source_location::current());
Array nanmean(const Array& array, const SumOptions& options = {},
              std::source_location line = std::source_location::current());
Array var(const Array& array, const VarianceOptions& options = {},
          std::source_location line = std::source_location::current());
Array nanvar(const Array& array, const VarianceOptions& options = {},
             std::source_location line = std::source_location::current());
/// The square root of the variance: NumPy's `std`, a name C++ keeps for itself.
Array stddev(const Array& array, const VarianceOptions& options = {},
             std::source_location line = std::source_location::current());
Array nanstddev(const Array& array, const VarianceOptions& options = {},
                std::source_location line = std::source_location::current());

/// The mean weighted by `weights`, which have the array's shape, or are 1-d along the one axis named.
///
/// \throws ShapeError for weights of another shape. Weights that sum to 0 give NaN or infinity.
Array average(const Array& array, const std::optional<Array>& weights = std::nullopt,
              const ReduceOptions& options = {}, std::source_location line = std::source_location::current());

/// The central moment: the sum of (x - mean)^order, divided by n - ddof.
///
/// \throws ValueError for an order below 0.
Array moment(const Array& array, int order, const VarianceOptions& options = {},
             std::source_location line = std::source_location::current());

// -- Truth. All but 0 is true, NaN too.

Array any(const Array& array, const ReduceOptions& options = {},
          std::source_location line = std::source_location::current());
Array all(const Array& array, const ReduceOptions& options = {},
          std::source_location line = std::source_location::current());
/// How many elements are true: int64.
Array count_nonzero(const Array& array, const ReduceOptions& options = {},
                    std::source_location line = std::source_location::current());

} // namespace troupe
