#pragma once

#include <cstdint>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

#include "kernels/blocks/gather.hpp"

namespace troupe {

/// Kernel "scatter": a copy of a chunk with other elements at the product of some positions along each axis.
struct ScatterParameters {
  /// By axis: the positions, in the order of the values. `slot` says nothing.
  std::vector<std::vector<Segment>> axes;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axes);
  }
};
/// Of repeated positions the last counts.
///
/// \throws ShapeError if positions or values do not fit; DTypeError if the dtypes differ.
Chunk scatter(const ScatterParameters& parameters, const Chunk& chunk, const Chunk& values);

/// Kernel "spread": the rows of `values` along an axis, moved to where a 1-d mask is true; zeros elsewhere.
struct SpreadParameters {
  std::int32_t axis = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis);
  }
};
/// \throws ShapeError if the mask has not as many true elements as `values` has rows.
Chunk spread(const SpreadParameters& parameters, const Chunk& values, const Chunk& mask);

/// Kernel "last_places": for each of `extent` positions where it stands last in a 1-d list, or -1.
struct LastPlacesParameters {
  std::int64_t extent = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(extent);
  }
};
/// \throws IndexError for a position outside [-extent, extent).
Chunk last_places(const LastPlacesParameters& parameters, const Chunk& positions);

} // namespace troupe
