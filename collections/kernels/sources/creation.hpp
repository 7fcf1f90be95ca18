#pragma once

#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/shape.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

/// Kernel "full": a chunk of one value.
struct FullParameters {
  TileConstant value;
  Shape shape;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(value, shape);
  }
};

/// Kernel "ramp": element number i along `axis` is start + (first + i * stride) * step, the same along the other axes.
/// Integers wrap.
struct RampParameters {
  TileConstant start;
  TileConstant step;
  std::int64_t first = 0; ///< The number of the block's first element along `axis`.
  std::uint32_t axis = 0;
  Shape shape;
  std::int64_t stride = 1;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(start, step, first, axis, shape, stride);
  }
};

/// start + index * step, as the kernel "ramp" has it.
TileConstant ramp_value(const TileConstant& start, const TileConstant& step, std::int64_t index);

/// Kernel "linspace": elements first … first + length - 1 of numpy.linspace(start, stop, count).
struct LinspaceParameters {
  DType dtype = DType::float64;
  double start = 0;
  double stop = 1;
  std::int64_t count = 0;
  bool has_endpoint = true;
  std::int64_t first = 0;
  std::int64_t length = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, start, stop, count, has_endpoint, first, length);
  }
};

} // namespace troupe
