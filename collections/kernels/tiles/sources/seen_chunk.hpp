#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <troupe/chunk.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

/// An input of a tile program: a chunk, or a window of one. The chunk outlives it.
struct SeenChunk {
  DType dtype;
  Shape shape;
  Shape strides; ///< of the elements in memory
  const std::byte* first;

  explicit SeenChunk(const Chunk& chunk);
  /// \throws IndexError if the window does not lie inside the chunk.
  SeenChunk(const Chunk& chunk, const TileWindow& window);
};

/// The inputs of `program`. \throws as `mapped_shape`.
std::vector<SeenChunk> seen_chunks(const TileProgram& program, std::span<const Chunk> inputs);

/// The shape they broadcast to. \throws ShapeError if they do not.
Shape mapped_shape(std::span<const SeenChunk> inputs, const std::string& operation);

} // namespace troupe
