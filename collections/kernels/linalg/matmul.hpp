#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

namespace troupe {

/// What is multiplied of a pair of chunks: `length` positions along the contracted axes, taken as one, from these
/// positions on.
struct ContractedRange {
  std::int64_t left = 0;
  std::int64_t right = 0;
  std::int64_t length = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(left, right, length);
  }
};

/// Kernel "matmul": the sum of the products of pairs of chunks, all left operands first, then the right ones.
///
/// Axes of a chunk are of the stack, kept, or contracted: (stack…, kept…, contracted…) on the left and (stack…,
/// contracted…, kept…) on the right, transposed the other way round. Axes of the stack broadcast. The result is
/// (stack…, left kept…, right kept…).
struct MatmulParameters {
  std::uint32_t stack_axes = 0;
  std::uint32_t contracted_axes = 1;
  bool is_left_transposed = false;
  bool is_right_transposed = false;
  std::vector<ContractedRange> ranges; ///< One a pair; none: all of it.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stack_axes, contracted_axes, is_left_transposed, is_right_transposed, ranges);
  }
};

/// Floats by OpenBLAS on one thread, integers wrap, bools are joined.
///
/// \throws ShapeError if operands do not fit; DTypeError if their dtypes differ.
Chunk multiply_matrices(const MatmulParameters& parameters, std::span<const Chunk> left,
                        std::span<const Chunk> right);

/// What `multiply_matrices` needs beside operands and result for blocks up to this size: what OpenBLAS packs panels
/// of the operands into, or a copy of what lies transposed.
std::int64_t matmul_workspace_bytes(DType dtype, std::int64_t rows, std::int64_t columns,
                                    std::int64_t contracted, bool is_right_transposed);

/// Kernel "add_blocks": the sum of chunks of one shape and dtype, from left to right. Integers wrap, bools are
/// joined by or.
///
/// \throws ShapeError or DTypeError if they differ.
Chunk add_blocks(std::span<const Chunk> blocks);

} // namespace troupe
