#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <source_location>

#include <troupe/array/array.hpp>
#include <troupe/array/located.hpp>

// Neighbours along an axis, compared or put together.

namespace troupe {

struct DiffOptions {
  std::int64_t n = 1; ///< How often the difference is taken.
  int axis = -1;
  std::optional<Located> prepend =
      std::nullopt; ///< Put in front first; a scalar is stretched along the other axes.
  std::optional<Located> append = std::nullopt; ///< Put behind first.
};
/// The n-th difference of neighbours along an axis; of bools whether they differ.
///
/// \throws ValueError for a negative n; ShapeError for a 0-d array; AxisError for an axis that does not
/// exist.
Array diff(const Array& array, const DiffOptions& options = {},
           std::source_location line = std::source_location::current());

/// What is made of each run of neighbours.
enum class Coarsening : std::uint8_t { sum, mean, max, min };
constexpr Coarsening last_of(Coarsening) { return Coarsening::min; }
/// What happens to a tail that is shorter than the others.
enum class Excess : std::uint8_t { refuse, trim };

/// Every run of `factors[axis]` neighbours along some axes becomes one element; dtypes as the reduction's.
///
/// \throws ValueError for a factor below 1; ShapeError if an axis' length is no multiple of it, unless the
///         tail is trimmed; AxisError for an axis that does not exist, or is named twice.
Array coarsen(Coarsening reduction, const Array& array, const std::map<int, std::int64_t>& factors,
              Excess excess = Excess::refuse, std::source_location line = std::source_location::current());

} // namespace troupe
