#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/ranks/rank_table.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// Kernels "topk", the outermost elements of a chunk along an axis, and "topk_merge", those of neighbouring
/// chunks out of theirs. A NaN is greater than all numbers; of equal elements the first comes first.
struct TopkParameters {
  Extreme extreme = Extreme::largest;
  std::int64_t count = 1; ///< at most so many of each lane
  std::int64_t axis = 0;
  std::int64_t origin = 0;            ///< Of "topk": the position along the axis where the chunk begins.
  bool with_positions = false;        ///< Yields a list of elements and positions, int64.
  bool only_positions = false;        ///< Of the last merge: yields the positions.
  std::optional<TileProgram> program; ///< Of "topk": makes the chunk of the arguments.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(extreme, count, axis, origin, with_positions, only_positions, program);
  }
  /// \throws ValueError for a count or an axis below 0.
  void check() const;
};

/// Elements in order, and where they stand if that is asked for.
struct Outermost {
  Chunk elements;
  std::optional<Chunk> positions;
};

Outermost outermost(const TopkParameters& parameters, const Chunk& chunk);
Outermost merge_outermost(const TopkParameters& parameters, std::span<const Outermost> parts);

} // namespace troupe
