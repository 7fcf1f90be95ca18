#pragma once

#include <optional>
#include <source_location>

#include <troupe/array/array.hpp>

namespace troupe {

struct CumulativeOptions {
  std::optional<int> axis = std::nullopt; ///< Without an axis: over the elements in C order, as a 1-d array.
  std::optional<DType> dtype = std::nullopt;
};

// Running sums and products along an axis. Bools and integers become int64 or uint64 and wrap, unless a dtype
// is given; float32 stays float32, accumulated in double. The nan- forms take NaN as 0 or 1.
//
// Throw AxisError for an axis that does not exist, DTypeError for dtype bool. Blocks are read twice: once for
// their totals, once to accumulate from what comes before them; no block waits for the running sums of
// another. A total is rounded otherwise than a running sum; sums of floats end each block at its total, so where no
// element is negative they never fall, and where none is positive they never rise.

Array cumsum(const Array& array, const CumulativeOptions& options = {},
             std::source_location line = std::source_location::current());
Array cumprod(const Array& array, const CumulativeOptions& options = {},
              std::source_location line = std::source_location::current());
Array nancumsum(const Array& array, const CumulativeOptions& options = {},
                std::source_location line = std::source_location::current());
Array nancumprod(const Array& array, const CumulativeOptions& options = {},
                 std::source_location line = std::source_location::current());

} // namespace troupe
