#include "kernels/tile_program.hpp"

#include <troupe/error.hpp>

#include "kernels/tiles/tile_evaluator.hpp"

namespace troupe {

DType TileProgram::result() const {
  if (instructions.empty())
    throw ValueError("elementwise: a program without instructions");
  return instructions.back().dtype;
}

DType TileProgram::dtype_of(const TileOperand& operand) const {
  switch (operand.kind) {
  case TileOperand::Kind::input: return inputs.at(operand.index);
  case TileOperand::Kind::constant: return constants.at(operand.index).dtype;
  case TileOperand::Kind::instruction: return instructions.at(operand.index).dtype;
  case TileOperand::Kind::none: break;
  }
  throw ValueError("elementwise: an operand that is none");
}

Chunk evaluate(const TileProgram& program, std::span<const Chunk> inputs) {
  const Shape shape = mapped_shape(program, inputs, "elementwise");
  TileEvaluator evaluator(program, inputs, shape);
  auto [chunk, elements] = Chunk::uninitialised(program.result(), shape);
  evaluator.run(0, static_cast<std::int64_t>(chunk.size()), elements);
  return std::move(chunk);
}

} // namespace troupe
