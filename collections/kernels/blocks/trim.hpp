#pragma once

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// Kernel "trim": the core of what a user's kernel made of a widened chunk.
struct TrimParameters {
  DType dtype = DType::float64; ///< The result has to have.
  Shape before;                 ///< Positions to cut off at the front of each axis.
  Shape core;                   ///< Shape of what is left.
  Shape widened;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, before, core, widened);
  }
};

/// \throws ShapeError if the chunk is neither `widened` nor `core`; DTypeError if it is of another dtype.
Chunk trim(const TrimParameters& parameters, const Chunk& chunk);

} // namespace troupe
