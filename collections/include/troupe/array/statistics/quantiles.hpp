#pragma once

#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>
#include <troupe/quantile_method.hpp>

// Exact order statistics along some axes, all by default, of arrays of any size: over all axes they take two
// passes over the blocks, seldom three, and no more memory than a small part of the array; along axes, lanes
// are brought together first.
//
//     median(x)    percentile(x, {25, 75}, {.axis = 0})    quantile(x, 0.9, {.method = QuantileMethod::hazen})
//
// A NaN makes its quantiles NaN; the nan- forms leave NaN out. Of no elements they are NaN. float32 stays
// float32; bools and integers give float64, unless the method chooses an element (`QuantileMethod`). Several
// quantiles are a first axis of the result. Infinite elements are numbers like others: between equal ones lies
// that one, where NumPy makes NaN of their difference.
//
// All throw ValueError for a quantile outside its range, or NaN, AxisError for an axis that does not exist or
// is named twice, DTypeError for complex numbers.

namespace troupe {

struct MedianOptions {
  Axes axis = {};
  Flag keepdims = false; ///< Keep reduced axes, with length 1.
};

struct QuantileOptions {
  Axes axis = {};
  Flag keepdims = false; ///< Keep reduced axes, with length 1.
  QuantileMethod method = QuantileMethod::linear;
};

/// The middle element, or the mean of the two middle ones.
Array median(const Array& array, const MedianOptions& options = {},
             std::source_location line = std::source_location::current());
Array nanmedian(const Array& array, const MedianOptions& options = {},
                std::source_location line = std::source_location::current());

/// \param q  in [0, 1]
Array quantile(const Array& array, double q, const QuantileOptions& options = {},
               std::source_location line = std::source_location::current());
Array quantile(const Array& array, const std::vector<double>& q, const QuantileOptions& options = {},
               std::source_location line = std::source_location::current());
Array nanquantile(const Array& array, double q, const QuantileOptions& options = {},
                  std::source_location line = std::source_location::current());
Array nanquantile(const Array& array, const std::vector<double>& q, const QuantileOptions& options = {},
                  std::source_location line = std::source_location::current());

/// \param q  in [0, 100]
Array percentile(const Array& array, double q, const QuantileOptions& options = {},
                 std::source_location line = std::source_location::current());
Array percentile(const Array& array, const std::vector<double>& q, const QuantileOptions& options = {},
                 std::source_location line = std::source_location::current());
Array nanpercentile(const Array& array, double q, const QuantileOptions& options = {},
                    std::source_location line = std::source_location::current());
Array nanpercentile(const Array& array, const std::vector<double>& q, const QuantileOptions& options = {},
                    std::source_location line = std::source_location::current());

} // namespace troupe
