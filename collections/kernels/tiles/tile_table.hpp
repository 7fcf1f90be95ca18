#pragma once

#include <cstddef>

#include <troupe/dtype.hpp>

#include "kernels/isa_level.hpp"
#include "kernels/tile_operation.hpp"

namespace troupe {

/// Tile kernels work on a multiple of this many elements.
inline constexpr std::size_t tile_step = 64;

/// Computes `count` elements, a multiple of `tile_step`. Operands an operation does not have are ignored;
/// `out` overlaps none of them.
using TileKernel = void (*)(void* out, const void* first, const void* second, const void* third,
                            std::size_t count);

/// The kernels of one ISA level; null where there is none.
struct TileTable {
  TileKernel kernels[tile_operation_count][dtype_count]; ///< by operation and dtype of the operands
  TileKernel casts[dtype_count][dtype_count];            ///< from, to
};

/// The kernels of `level`, which the processor has.
const TileTable& tile_table(IsaLevel level);

} // namespace troupe
