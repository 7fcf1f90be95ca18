#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <troupe/array/array.hpp>

// How large the chunks of results become that nobody said how to cut. The bounds are fixed: keys and digests
// do not depend on memory or threads.

namespace troupe {

/// The bytes of a chunk where nobody says how an array is to be cut.
inline constexpr std::int64_t automatic_chunk_bytes = std::int64_t{8} << 20;

/// The most elements a chunk of `chunking` has; 2^63 - 1 if they are more. The lengths are known.
std::int64_t largest_chunk_elements(const Chunking& chunking);

/// About equal sizes of at most `most` that add up to `extent`; one of 0 for nothing.
std::vector<std::int64_t> even_sizes(std::int64_t extent, std::int64_t most);

/// Chunks of a result that would be larger than those it is made of, cut further.
struct ChunkBound {
  DType dtype = DType::float64;
  std::int64_t input_elements = 1; ///< Of the largest chunk among the inputs: no result is cut below that.
  std::vector<bool> cut_last = {}; ///< Axes that are cut only when all others are down to single positions.

  /// \param chunking  of the result, by the cuts of its inputs
  /// \returns  `chunking` if no chunk has more than twice `automatic_chunk_bytes` or than `input_elements`; else
  ///           one with more cuts, of chunks of at most `automatic_chunk_bytes` or `input_elements`, unless
  ///           that is more than `Chunking::max_blocks`
  ///
  /// The axis with the longest chunk is cut in two until they are small enough. A chunk's length is cut into a
  /// power of two of pieces, so that bounds of several dtypes share their cuts.
  Chunking applied_to(const Chunking& chunking) const;
};

/// How arrays' broadcast result is cut: `common`, bounded, elements counted as 8 bytes at least. Axes of arrays that are more than a chunk themselves are cut
/// last: to cut those costs a copy of each.
Chunking bounded_broadcast(const Chunking& common, DType dtype, std::span<const Array> arrays);

/// Of an axis of `chunking` that is to become `extent` long by what it has already, repeated: how long its chunks
/// are to be. As the longest; or, if that would be slivers, many small ones, as long as a chunk may be.
std::int64_t grown_chunk_length(const Chunking& chunking, std::size_t axis, std::int64_t extent, DType dtype);

} // namespace troupe
