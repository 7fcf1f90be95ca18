#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "kernels/tile_program.hpp"
#include "kernels/tiles/tile_functions.hpp"
#include "kernels/tiles/tile_table.hpp"

namespace troupe {

/// A call of a kernel that computes one instruction of a program, or two of them; or of a user's function.
struct TileCall {
  std::size_t result; ///< number of the instruction
  TileKernel kernel;
  std::array<TileOperand, max_tile_operands> operands;
  const TileFunction* function = nullptr; ///< if there is one, in place of a kernel
};

/// A program may come from a file.
///
/// \throws ValueError for parts that are none, or operands that are not there.
void require_well_formed(const TileProgram& program);

/// The calls that run `program`, which is well formed, in order. Where one operation of arithmetic is used by
/// another one only, both are one call, with the bits of two.
///
/// \throws DTypeError if there is no kernel for an instruction, or operands' dtypes are not what it takes; what
///         `TileFunctions::of` throws.
std::vector<TileCall> tile_calls(const TileProgram& program, const TileTable& table,
                                 const TileFunctions& functions);

} // namespace troupe
