#pragma once

#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// One chunk of the blocks of a grid, row-major, their shapes being what they are. A single block is not
/// copied.
///
/// \param threads  how many threads may copy at a time
/// \throws ShapeError if the blocks of a row differ in length.
Chunk assemble(std::span<const Chunk> blocks, const Shape& grid, int threads);

/// Parameters of kernel "assemble": one chunk of all blocks of a grid, its arguments.
struct AssembleParameters {
  Shape grid;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(grid);
  }
};

} // namespace troupe
