#pragma once

#include <cstddef>
#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

namespace troupe {

/// Kernels "sort" and "argsort": a chunk along one axis.
struct SortParameters {
  std::int32_t axis = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis);
  }
};

/// \throws AxisError if the chunk has no such axis.
Chunk sort_chunk(const Chunk& chunk, std::int32_t axis);

/// The positions along the axis that sort it, int64; stable.
Chunk argsort_chunk(const Chunk& chunk, std::int32_t axis);

/// What the kernels need beside input and output.
std::int64_t sort_workspace_bytes(DType dtype, const Shape& shape, std::int32_t axis);
std::int64_t argsort_workspace_bytes(DType dtype, const Shape& shape, std::int32_t axis);

} // namespace troupe
