#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "kernels/tile_program.hpp"
#include "kernels/tiles/tile_table.hpp"

namespace troupe {

/// A call of a kernel that computes one instruction of a program, or two of them.
struct TileCall {
  std::size_t result; ///< number of the instruction
  TileKernel kernel;
  std::array<TileOperand, 3> operands;
};

/// A program may come from a file.
///
/// \throws ValueError for parts that are none, or operands that are not there.
void require_well_formed(const TileProgram& program);

/// The calls that run `program`, which is well formed, in order. Where one operation of arithmetic is used by
/// another one only, both are one call, with the bits of two.
///
/// \throws DTypeError if there is no kernel for an instruction, or operands' dtypes are not what it takes.
std::vector<TileCall> tile_calls(const TileProgram& program, const TileTable& table);

} // namespace troupe
