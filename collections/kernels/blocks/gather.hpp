#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

#include "kernels/blocks/element_unit.hpp"

namespace troupe {

/// A run of positions along one axis of a result, and where its elements come from: `count` elements of chunk
/// number `slot` of that axis, at `start`, `start + step`, …; or, if `slot` is `fill_slot`, `count` times
/// fill value `start`.
struct Segment {
  static constexpr std::int32_t fill_slot = -1;
  std::int32_t slot = 0;
  std::int64_t start = 0;
  std::int64_t step = 1; ///< Negative to walk backwards, 0 to repeat.
  std::int64_t count = 0;
  bool operator==(const Segment&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(slot, start, step, count);
  }
};

/// One chunk put together from pieces of several: the only copy kernel behind rechunk, slices, overlap and
/// padding.
///
/// The input chunks form a grid, row-major, as many along each axis as its segments have slots. The result is
/// the product of the axes' segments. Where segments of several axes are fill, the last axis decides the
/// value.
struct GatherParameters {
  DType dtype = DType::float64;
  std::vector<std::vector<Segment>> axes; ///< Of the input chunks, each in order of the result.
  std::vector<ElementBits> fills;
  Shape shape; ///< Of the result: the segments' counts, axes of length 1 put in or left out.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, axes, fills, shape);
  }
};

/// How many chunks an axis' segments speak of.
std::size_t slot_count(std::span<const Segment> segments);

/// A view of the one input where its elements lie together and the input is not much larger; a copy
/// otherwise.
///
/// \throws ShapeError if the parameters do not fit the inputs; DTypeError if an input is of another dtype.
Chunk gather(const GatherParameters& parameters, std::span<const Chunk* const> inputs);

} // namespace troupe
