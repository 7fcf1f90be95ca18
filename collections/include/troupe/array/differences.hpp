#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <source_location>
#include <vector>

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

struct FlatDiffOptions {
  std::optional<Located> to_begin = std::nullopt;
  std::optional<Located> to_end = std::nullopt;
};
/// The differences of neighbours in C order, 1-d, between `to_begin` and `to_end`, if given, which are cast to
/// the array's dtype.
Array ediff1d(const Array& array, const FlatDiffOptions& options = {},
              std::source_location line = std::source_location::current());

/// How the two ends of an axis are told, which have one neighbour: by a line or by a parabola.
enum class EdgeOrder : std::uint8_t { first, second };
struct GradientOptions {
  std::optional<std::vector<int>> axes = std::nullopt; ///< All unless some are named.
  std::vector<double> spacing = {1};                   ///< Between neighbours: of all axes, or one an axis.
  EdgeOrder edge_order = EdgeOrder::first;
};
/// The derivative along each of some axes, by central differences: arrays of the array's shape and chunks. Bools
/// are refused, integers give float64.
///
///     gradient(x * x, {.spacing = {0.5}})[0]
///
/// \throws ShapeError for an axis of fewer than 2 elements, 3 for second-order edges; ValueError for another number
///         of spacings; AxisError for an axis that does not exist, or is named twice.
std::vector<Array> gradient(const Array& array, const GradientOptions& options = {},
                            std::source_location line = std::source_location::current());

struct TrapezoidOptions {
  std::optional<Array> x =
      std::nullopt; ///< Where the elements stand: 1-d along the axis, or of the array's shape.
  double dx = 1;    ///< Their distance, without `x`.
  int axis = -1;
};
/// The integral along an axis by the trapezoidal rule: NumPy's `trapz`.
///
/// \throws ShapeError for `x` of another length; AxisError for an axis that does not exist.
Array trapezoid(const Array& array, const TrapezoidOptions& options = {},
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
