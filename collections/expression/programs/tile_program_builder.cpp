#include "expression/programs/tile_program_builder.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>
#include <vector>

namespace troupe {

namespace {

using Kind = TileOperand::Kind;

/// The place of `item` in `items`, where it is put unless it is there.
template <class T>
std::uint16_t index_in(std::vector<T>& items, const T& item) {
  const auto found = std::ranges::find(items, item);
  const auto index = found - items.begin();
  if (found == items.end())
    items.push_back(item);
  assert(index <= std::numeric_limits<std::uint16_t>::max());
  return static_cast<std::uint16_t>(index);
}

} // namespace

TileOperand TileProgramBuilder::input(DType dtype) {
  program_.inputs.push_back(dtype);
  return {Kind::input, static_cast<std::uint16_t>(program_.inputs.size() - 1)};
}

TileOperand TileProgramBuilder::constant(const TileConstant& constant) {
  return {Kind::constant, index_in(program_.constants, constant)};
}

TileOperand TileProgramBuilder::instruction(TileOperation operation, DType result,
                                            std::initializer_list<TileOperand> operands) {
  TileInstruction instruction{operation, result, {}};
  std::ranges::copy(operands, instruction.operands.begin());
  return add(instruction);
}

TileOperand TileProgramBuilder::call(const TileFunctionCall& function, DType result,
                                     std::span<const TileOperand> operands) {
  TileInstruction instruction{TileOperation::call, result, {}, index_in(program_.functions, function)};
  std::ranges::copy(operands, instruction.operands.begin());
  return add(instruction);
}

TileOperand TileProgramBuilder::cast(TileOperand operand, DType dtype) {
  return dtype_of(operand) == dtype ? operand : instruction(TileOperation::cast, dtype, {operand});
}

TileOperand TileProgramBuilder::append(const TileProgram& program, std::span<const TileOperand> arguments) {
  std::vector<TileOperand> results;
  results.reserve(program.instructions.size());
  for (TileInstruction instruction : program.instructions) {
    for (TileOperand& operand : instruction.operands) {
      switch (operand.kind) {
      case Kind::none: break;
      case Kind::input: operand = arguments[operand.index]; break;
      case Kind::constant: operand = constant(program.constants[operand.index]); break;
      case Kind::instruction: operand = results[operand.index]; break;
      }
    }
    if (instruction.operation == TileOperation::call)
      instruction.function = index_in(program_.functions, program.functions[instruction.function]);
    results.push_back(add(instruction));
  }
  return results.back();
}

TileOperand TileProgramBuilder::add(const TileInstruction& instruction) {
  return {Kind::instruction, index_in(program_.instructions, instruction)};
}

TileProgram TileProgramBuilder::finish(TileOperand result) && {
  const bool is_last = result.kind == Kind::instruction && result.index + 1U == program_.instructions.size();
  if (!is_last)
    program_.instructions.push_back({TileOperation::copy, dtype_of(result), {result}});
  return std::move(program_);
}

} // namespace troupe
