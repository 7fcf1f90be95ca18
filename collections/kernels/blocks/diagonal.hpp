#pragma once

#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// Kernel "diagonal": elements of a chunk at the same distance from a start along two axes; they become the
/// last axis.
struct DiagonalParameters {
  std::int32_t axis1 = 0;
  std::int32_t axis2 = 1;
  std::int64_t start1 = 0;
  std::int64_t start2 = 0;
  std::int64_t count = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis1, axis2, start1, start2, count);
  }
};
/// \throws ShapeError if the elements do not lie in the chunk.
Chunk diagonal_of_chunk(const DiagonalParameters& parameters, const Chunk& chunk);

/// Kernel "diagonal_matrix": a square chunk with a 1-d chunk on its diagonal, zeros beside it.
Chunk diagonal_matrix(const Chunk& chunk);

/// Kernel "triangle": a chunk whose elements beyond a diagonal of the last two axes are zero.
struct TriangleParameters {
  std::int64_t offset = 0; ///< Of the diagonal, in the chunk: column - row.
  bool upper = false;      ///< Keeps column - row >= offset; else column - row <= offset.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(offset, upper);
  }
};
/// \throws ShapeError if the chunk has less than two axes.
Chunk triangle_of_chunk(const TriangleParameters& parameters, const Chunk& chunk);

} // namespace troupe
