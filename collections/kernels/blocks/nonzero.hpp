#pragma once

#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// Kernel "nonzero": where the elements of a chunk are not zero, as positions in the array.
struct NonzeroParameters {
  static constexpr std::int32_t all_axes = -1;
  Shape origin;                 ///< Of the chunk in the array.
  std::int32_t axis = all_axes; ///< Along one axis, 1-d; or along all, one row for each element.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(origin, axis);
  }
};

/// \throws ShapeError if the parameters do not fit the chunk.
Chunk nonzero_positions(const NonzeroParameters& parameters, const Chunk& chunk);

} // namespace troupe
