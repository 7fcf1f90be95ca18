#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/functions/core_kernel.hpp>
#include <troupe/array/located.hpp>

namespace troupe {

struct GufuncOptions {
  /// Of the results, where the function's type does not say it: needed for functions over chunks.
  std::vector<DType> dtypes = {};
  /// Lengths of core axes that no array has: {{"k", 3}}.
  std::map<std::string, std::int64_t> output_sizes = {};
  /// Where the core axes of all arrays are, in order; the last axes if not given. Results have theirs last.
  std::vector<std::vector<int>> axes = {};
  /// Whether core axes of several chunks are put together. A core has to be in one chunk.
  bool allow_rechunk = true;
  /// What the function allocates for a block beside its result, in bytes, which a memory limit counts on: as much as
  /// the result if not given.
  std::optional<std::int64_t> workspace_bytes = std::nullopt;
};

/// A function over some axes of arrays, its core, for each position along the others, which broadcast: NumPy's
/// generalised universal function.
///
///     apply_gufunc([](std::span<const double> v) { return middle(v); }, "(i)->()", {x})
///     apply_gufunc([](std::span<const double> a, std::span<const double> b, std::span<double> out) { … },
///                  "(i),(j)->(i,j)", {x, y})
///
/// `CoreKernel` shows the forms of functions. One over chunks is called once a block, with the core axes last.
///
/// \throws ValueError for a text that is no signature, another number of arrays than it or the function has, and a
///         result of unknown length; ShapeError for an array with too few axes, for core axes of one name and other
///         lengths, and for a core in several chunks unless they may be put together; DTypeError as `map_blocks`.
Array apply_gufunc(const CoreKernel& function, std::string_view signature, const std::vector<Array>& arrays,
                   const GufuncOptions& options = {},
                   std::source_location line = std::source_location::current());
Array apply_gufunc(const CoreKernel& function, std::string_view signature,
                   std::initializer_list<Located> arrays, const GufuncOptions& options = {},
                   std::source_location line = std::source_location::current());

/// The same for a function of several results: "(i)->(),()". What they share is computed once, unless only the data tell the
/// lengths: then each result is planned, and computed, by itself.
std::vector<Array> apply_gufunc_all(const CoreKernel& function, std::string_view signature,
                                    const std::vector<Array>& arrays, const GufuncOptions& options = {},
                                    std::source_location line = std::source_location::current());

struct AlongAxisOptions {
  std::optional<DType> dtype = std::nullopt;
  std::optional<std::int64_t> length =
      std::nullopt; ///< Of what is written for a slice; a slice's if not given.
  std::optional<std::int64_t> workspace_bytes = std::nullopt; ///< As `GufuncOptions`.
};

/// What a function makes of each 1-d slice along `axis`: a number, so the axis goes, or a vector in its place.
///
///     apply_along_axis([](std::span<const double> v) { return median(v); }, 0, x)
///     apply_along_axis([](std::span<const double> v, std::span<double> out) { … }, -1, x, {.length = 2})
///
/// \throws AxisError if there is no such axis; otherwise as `apply_gufunc`.
Array apply_along_axis(const CoreKernel& function, int axis, const Array& array,
                       const AlongAxisOptions& options = {},
                       std::source_location line = std::source_location::current());

namespace detail {

/// `reduced`, of which one axis may be gone, as an array of the rank it had.
Array keep_rank(const Array& reduced, const Array& before, int axis);

} // namespace detail

/// What a function makes of an array along each axis in turn. It makes an expression, once, here and now: an
/// `Array f(const Array&, int axis)` that keeps the axis, or drops it; then it comes back with length 1.
///
///     apply_over_axes([](const Array& a, int axis) { return sum(a, {.axis = axis}); }, x, {0, 2})
///
/// \throws AxisError if there is no such axis; ShapeError if the function does not make an array of the same rank or
///         one less.
template <class F>
Array apply_over_axes(F&& function, const Array& array, const std::vector<int>& axes) {
  Array result = array;
  for (const int axis : axes) {
    const int number = normalise_axis(axis, array.rank(), "apply_over_axes");
    result = detail::keep_rank(function(result, number), result, number);
  }
  return result;
}

} // namespace troupe
