#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/shape.hpp>

#include "kernels/reductions/reduction.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// Of the kernels "reduce" (chunks to a state) and "reduce_merge" (states to a state).
struct ReduceParameters {
  Reduction reduction;
  std::vector<std::int64_t> axes; ///< the reduced ones, ascending
  bool keepdims = false;
  bool finishes = false;              ///< Yields the result, not a state.
  std::optional<TileProgram> program; ///< of "reduce": what is reduced is what this makes of the chunks
  Shape box;                          ///< of "reduce_merge": how many states along each reduced axis

  template <class Archive>
  void serialize(Archive& archive) {
    archive(reduction, axes, keepdims, finishes, program, box);
  }
};

} // namespace troupe
