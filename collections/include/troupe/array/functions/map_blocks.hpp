#pragma once

#include <initializer_list>
#include <optional>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/functions/chunk_kernel.hpp>
#include <troupe/array/located.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// What the blocks of the result are.
struct MapBlocksOptions {
  std::optional<DType> dtype = std::nullopt;       ///< Needed where the function's type does not say it.
  std::optional<Chunking> chunking = std::nullopt; ///< Of the same grid; that of the arguments if not given.
  std::vector<int> drop_axis = {}; ///< Axes of the arguments that the result has not; they become one chunk.
  std::vector<int> new_axis = {};  ///< Axes of the result that the arguments have not: one chunk of length 1.
  /// What the function allocates for a block beside its result, in bytes, which a memory limit counts on: as much as
  /// the result if not given.
  std::optional<std::int64_t> workspace_bytes = std::nullopt;
};

/// Calls a function for each block of the result, with the blocks of `arrays`, which broadcast, that match it.
///
///     map_blocks([](const Chunk& block) { return … }, {x}, {.dtype = DType::float64})
///     map_blocks(x, [](const Chunk& block) { return … }, {.dtype = DType::float64})
///     map_blocks([](std::span<const double> in, std::span<float> out) { … }, {x})
///     map_blocks([](std::span<const double> block) { return largest(block); }, {x})     // one element a block
///
/// `ChunkKernel` shows all forms. Chunks are as they are, of shapes that broadcast; spans and elements want blocks of
/// one shape. With `chunking`, `drop_axis` or `new_axis` a span that is written to is as long as the result's block.
///
/// \throws ShapeError if the arrays do not broadcast or `options.chunking` has another grid; AxisError for axes that
///         are not there; DTypeError without a dtype, or for arrays of other dtypes than spans and elements say;
///         ValueError for another number of arrays. A block of another shape or dtype than promised fails the task.
Array map_blocks(const ChunkKernel& function, const std::vector<Array>& arrays,
                 const MapBlocksOptions& options = {},
                 std::source_location line = std::source_location::current());
Array map_blocks(const ChunkKernel& function, std::initializer_list<Located> arrays,
                 const MapBlocksOptions& options = {},
                 std::source_location line = std::source_location::current());
/// Of one array, in either order.
inline Array map_blocks(const Array& array, const ChunkKernel& function, const MapBlocksOptions& options = {},
                        std::source_location line = std::source_location::current()) {
  return map_blocks(function, std::vector{array}, options, line);
}
inline Array map_blocks(const ChunkKernel& function, const Array& array, const MapBlocksOptions& options = {},
                        std::source_location line = std::source_location::current()) {
  return map_blocks(function, std::vector{array}, options, line);
}
Array map_blocks(const Kernel& kernel, const Parameters& parameters, const std::vector<Array>& arrays,
                 const MapBlocksOptions& options,
                 std::source_location line = std::source_location::current());

} // namespace troupe
