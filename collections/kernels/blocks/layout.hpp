#pragma once

#include <cstdint>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// Kernel "reshape": the same elements in the same order in another shape; a view.
struct ReshapeParameters {
  Shape shape;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(shape);
  }
};

/// Kernel "transpose": axis i of the result is axis `axes[i]` of the chunk.
struct TransposeParameters {
  std::vector<std::int32_t> axes;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axes);
  }
};

/// A view where the order of the elements stays, else a copy in tiles that fit the first-level cache.
///
/// \throws AxisError unless `axes` names each axis of the chunk once.
Chunk transpose_chunk(const TransposeParameters& parameters, const Chunk& chunk);

} // namespace troupe
