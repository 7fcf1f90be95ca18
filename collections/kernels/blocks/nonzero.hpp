#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

/// Kernel "nonzero": where the elements of a chunk are not zero, as positions in the array.
struct NonzeroParameters {
  static constexpr std::int32_t all_axes = -1;
  Shape origin;                 ///< Of the chunk in the array.
  std::int32_t axis = all_axes; ///< Along one axis, 1-d; or along all, one row for each element.
  std::optional<TileProgram> program = std::nullopt; ///< What makes the elements, as bools, of the chunks.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(origin, axis, program);
  }
};

/// \param chunks  one, or what the program takes
/// \throws ShapeError if the parameters do not fit the chunk.
Chunk nonzero_positions(const NonzeroParameters& parameters, std::span<const Chunk> chunks);

} // namespace troupe
