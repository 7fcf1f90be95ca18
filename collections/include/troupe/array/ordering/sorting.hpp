#pragma once

#include <cstdint>
#include <optional>
#include <source_location>

#include <troupe/array/array.hpp>
#include <troupe/search_side.hpp>

namespace troupe {

struct SortOptions {
  std::optional<int> axis = -1; ///< Without an axis: the elements in C order, as a 1-d array.
};

/// The elements in ascending order along an axis; same shape, dtype and chunks.
///
/// NaN comes last; bools as false, true; complex numbers by real part, then by imaginary part, those with a NaN last. Equal
/// elements cannot be told apart, but for zeros: -0.0 comes before 0.0, and as a real part becomes it. Every NaN becomes the same one.
///
/// Where the axis lies in one chunk, a task a block. Otherwise, of several axes, chunks are made that have the axis
/// whole, if that takes at most 32 MiB; else, as for a 1-d array, neighbouring chunks are sorted into runs and
/// these cut into pieces, samples of which tell what each block of the result is merged from. No task takes much more than four
/// times a chunk or the root of the array's bytes times 512, whatever the elements are.
///
/// \throws AxisError if there is no such axis
///
///     sort(from_values({3, 1, 2}))        // [1, 2, 3]
Array sort(const Array& array, const SortOptions& options = {},
           std::source_location line = std::source_location::current());

/// The positions that sort the array along an axis, int64; equal elements stay in their order. Zeros of both signs are
/// equal, and so are all NaN. Otherwise as `sort`.
Array argsort(const Array& array, const SortOptions& options = {},
              std::source_location line = std::source_location::current());

/// How many elements of the 1-d array `sorted` come before each of `values`: those that are less, or with `SearchSide::right` that are
/// not greater. int64, shape and chunks of `values`. Operands are promoted.
///
/// Up to 64 MiB of `sorted` are put together, and every block of `values` is looked up in them; of more, a
/// block is looked up in chunk after chunk.
///
/// \throws ShapeError if `sorted` is not 1-d
///
///     searchsorted(from_values({1, 2, 4}), from_values({2, 3}))        // [1, 2]
Array searchsorted(const Array& sorted, const Array& values, SearchSide side = SearchSide::left,
                   std::source_location line = std::source_location::current());

} // namespace troupe
