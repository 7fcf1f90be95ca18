#include "kernels/tile_program.hpp"

#include <algorithm>

#include <troupe/error.hpp>

#include "kernels/tiles/tile_evaluator.hpp"

namespace troupe {

namespace {

Shape result_shape(std::span<const Chunk> inputs) {
  if (inputs.empty())
    return {};
  if (std::ranges::all_of(inputs, [&](const Chunk& input) { return input.shape() == inputs[0].shape(); }))
    return inputs[0].shape();
  std::vector<Shape> shapes;
  shapes.reserve(inputs.size());
  for (const Chunk& input : inputs)
    shapes.push_back(input.shape());
  return broadcast(shapes, "elementwise");
}

} // namespace

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
  const Shape shape = result_shape(inputs);
  TileEvaluator evaluator(program, inputs, shape);
  auto [chunk, elements] = Chunk::uninitialised(program.result(), shape);
  evaluator.run(0, static_cast<std::int64_t>(chunk.size()), elements);
  return std::move(chunk);
}

} // namespace troupe
