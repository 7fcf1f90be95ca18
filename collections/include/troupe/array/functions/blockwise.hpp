#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/functions/chunk_kernel.hpp>

namespace troupe {

/// An array and its axes' labels, one letter an axis.
struct LabelledArray {
  Array array;
  std::string axes;
};

struct BlockwiseOptions {
  std::optional<DType> dtype = std::nullopt; ///< Needed where the function's type does not say it.
  /// Chunk sizes of labels that no array has: {{'k', {5, 5}}}. The function is called for each of their blocks.
  std::map<char, std::vector<std::int64_t>> new_axes = {};
  /// Chunk sizes of the result along labels where they are other than the arguments', as many.
  std::map<char, std::vector<std::int64_t>> adjust_chunks = {};
  bool align_arrays = true; ///< Whether arrays that are cut differently along a label are rechunked.
  /// What the function allocates for a block beside its result, in bytes, which a memory limit counts on: as much as
  /// the result if not given.
  std::optional<std::int64_t> workspace_bytes = std::nullopt;
};

/// Calls a function for each block of the result, with the blocks that stand in its place along equal labels: what
/// products of tensors are, by block.
///
///     blockwise(outer, "ij", {{x, "i"}, {y, "j"}})
///     blockwise(product, "ik", {{x, "ij"}, {y, "jk"}}, {.dtype = DType::float64})      // j in one chunk
///     blockwise([](const std::vector<Chunk>& row, const std::vector<Chunk>& column) -> Chunk { … }, "ik", …)
///
/// Along labels that the result has not, an array that the function takes as a chunk is put together; one that it takes
/// as a list of chunks is the list of its blocks, row-major. An array with a label twice, "ii", gives blocks of the
/// diagonal. Along a label of extent 1 an array is stretched: its one block is there for all.
///
/// \throws ShapeError for extents that differ along a label, for other grids in the options, and for arrays cut
///         differently if they are not to be aligned; ValueError for labels that fit no array and for another number of
///         arrays; DTypeError as `map_blocks`. A block of another shape or dtype than promised fails the task.
Array blockwise(const ChunkKernel& function, std::string_view axes, const std::vector<LabelledArray>& arrays,
                const BlockwiseOptions& options = {},
                std::source_location line = std::source_location::current());

} // namespace troupe
