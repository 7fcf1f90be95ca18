#pragma once

#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

namespace troupe {

/// Kernel "matmul": the sum of the products of pairs of chunks, all left operands first, then the right ones.
struct MatmulParameters {
  bool is_left_transposed = false;  ///< Left chunks are (k, m), else (m, k); 1-d ones (k,).
  bool is_right_transposed = false; ///< Right chunks are (n, k), else (k, n); 1-d ones (k,).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(is_left_transposed, is_right_transposed);
  }
};

/// (m, n), without the axes of 1-d operands. Floats by OpenBLAS on one thread, integers wrap, bools are joined.
///
/// \throws ShapeError if operands do not fit; DTypeError if their dtypes differ.
Chunk multiply_matrices(const MatmulParameters& parameters, std::span<const Chunk> left,
                        std::span<const Chunk> right);

/// Kernel "add_blocks": the sum of chunks of one shape and dtype, from left to right. Integers wrap, bools are
/// joined by or.
///
/// \throws ShapeError or DTypeError if they differ.
Chunk add_blocks(std::span<const Chunk> blocks);

} // namespace troupe
