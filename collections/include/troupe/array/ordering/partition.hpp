#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>

// Elements that are in their places, or further out than all others, without sorting the rest. A NaN is
// greater than all numbers.
//
// All throw AxisError for an axis that does not exist, DTypeError for complex numbers.

namespace troupe {

/// The `k` largest elements along an axis, descending; for k < 0 the -k smallest, ascending. All of them,
/// sorted, if there are fewer. The result is one chunk along the axis.
///
/// Every block is read once; of each lane of a block at most |k| elements go on.
Array topk(const Array& array, std::int64_t k, int axis = -1,
           std::source_location line = std::source_location::current());

/// Where the elements of `topk` are: int64. Of equal ones the first comes first.
Array argtopk(const Array& array, std::int64_t k, int axis = -1,
              std::source_location line = std::source_location::current());

/// The array with the elements of rank `kth` along an axis, negative ones counted from the end, where they
/// would be if it were sorted; those before are no greater and those behind no less. In which order these are
/// depends on the chunking. Without an axis: of the flat array.
///
/// \throws IndexError for a rank outside the axis.
Array partition(const Array& array, const std::vector<std::int64_t>& kth, std::optional<int> axis = -1,
                std::source_location line = std::source_location::current());
Array partition(const Array& array, std::int64_t kth, std::optional<int> axis = -1,
                std::source_location line = std::source_location::current());

/// The positions along the axis that put an array into such an order: int64.
Array argpartition(const Array& array, const std::vector<std::int64_t>& kth, std::optional<int> axis = -1,
                   std::source_location line = std::source_location::current());
Array argpartition(const Array& array, std::int64_t kth, std::optional<int> axis = -1,
                   std::source_location line = std::source_location::current());

} // namespace troupe
