#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

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

/// to[row][column] = from[column][row] for words of one size; the strides, of rows of `to` and of `from`, are
/// in words.
using TransposeKernel = void (*)(void* to, const void* from, std::size_t rows, std::size_t columns,
                                 std::size_t to_stride, std::size_t from_stride);

/// Writes the words where the mask holds one behind the other; returns how many. Up to `selection_slack` bytes
/// behind them are written too.
using CompressKernel = std::size_t (*)(void* to, const void* from, const bool* mask, std::size_t count);

/// The same of the words `first`, `first + 1`, ….
using PositionsKernel = std::size_t (*)(std::int64_t* to, const bool* mask, std::size_t count,
                                        std::int64_t first);

inline constexpr std::size_t selection_slack = 128;

/// Add, subtract, multiply and divide: the operations of which two that follow each other have one kernel.
inline constexpr std::size_t paired_operation_count = 4;

/// The kernels of one ISA level; null where there is none.
struct TileTable {
  TileKernel kernels[tile_operation_count][dtype_count]; ///< by operation and dtype of the operands
  TileKernel casts[dtype_count][dtype_count];            ///< from, to
  /// By the first operation; the second one; whether the first one's result is its second operand; float32 or
  /// float64. Operands: those of the first operation, and the other one of the second.
  TileKernel pairs[paired_operation_count][paired_operation_count][2][2];

  // By the logarithm of the words' bytes.
  TransposeKernel transpose[5];
  CompressKernel compress[5];
  PositionsKernel positions;
};

/// The kernels of `level`, which the processor has.
const TileTable& tile_table(IsaLevel level);

/// The number of a kernel for words of so many bytes.
inline std::size_t word_number(std::size_t bytes) {
  return static_cast<std::size_t>(std::countr_zero(bytes));
}

} // namespace troupe
