#pragma once

#include <source_location>

#include <troupe/array/array.hpp>

// Distinct elements. They are ordered as `sort` orders them; every NaN is the same (of complex
// numbers NaN + NaN i stands for those of which a part is NaN), and so are zeros of both signs. How many
// there are only the data can tell: blocks are of ranges of elements that are about as many, so no task gets everything.

namespace troupe {

/// The distinct elements of all axes, ascending: shape (?).
///
///     unique(from_values({3, 1, 3}))        // [1, 3]
Array unique(const Array& array, std::source_location line = std::source_location::current());

/// What `unique_all` tells, each an array of its own; what is not computed costs nothing.
struct UniqueResult {
  Array values; ///< As `unique`.
  Array index;  ///< Where in the flat array each stands first, int64.
  Array
      inverse; ///< Which of `values` each element of the flat array is, int64: values[inverse] is the flat array.
  Array counts; ///< How often there is each, int64.
};

UniqueResult unique_all(const Array& array, std::source_location line = std::source_location::current());

/// The distinct elements of both arrays, promoted.
Array union1d(const Array& left, const Array& right,
              std::source_location line = std::source_location::current());

struct IsinOptions {
  bool invert = false; ///< Whether it is not among them.
};

/// Whether each element is among `test_elements`, bool, in the shape and chunks of `element`. Operands are promoted; a NaN
/// is among nothing.
Array isin(const Array& element, const Array& test_elements, const IsinOptions& options = {},
           std::source_location line = std::source_location::current());

} // namespace troupe
