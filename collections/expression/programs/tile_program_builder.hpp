#pragma once

#include <initializer_list>
#include <span>

#include "kernels/tile_program.hpp"

namespace troupe {

/// Writes a tile program. Equal constants and equal instructions are kept once.
class TileProgramBuilder {
public:
  TileOperand input(DType dtype);
  TileOperand constant(const TileConstant& constant);
  TileOperand instruction(TileOperation operation, DType result, std::initializer_list<TileOperand> operands);
  TileOperand call(const TileFunctionCall& function, DType result, std::span<const TileOperand> operands);
  /// `operand` as `dtype`: itself, or a `cast`. A constant stays a constant only if it is of that dtype
  /// already.
  TileOperand cast(TileOperand operand, DType dtype);
  /// All of `program`, its inputs replaced by `arguments`.
  TileOperand append(const TileProgram& program, std::span<const TileOperand> arguments);

  DType dtype_of(const TileOperand& operand) const { return program_.dtype_of(operand); }

  /// The program with `result` as its last instruction.
  TileProgram finish(TileOperand result) &&;

private:
  TileOperand add(const TileInstruction& instruction);

  TileProgram program_;
};

} // namespace troupe
