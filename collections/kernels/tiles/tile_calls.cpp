#include "kernels/tiles/tile_calls.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

namespace {

void require_dtype(DType dtype) {
  if (static_cast<std::size_t>(dtype) >= dtype_count)
    throw ValueError("elementwise: a program with a dtype that is none");
}

/// Operands are told apart by numbers of 16 bits.
void require_countable(const TileProgram& program) {
  const std::size_t values = program.inputs.size() + program.constants.size() + program.instructions.size();
  if (values > std::numeric_limits<std::uint16_t>::max())
    throw ValueError("elementwise: a program of " + std::to_string(values)
                     + " inputs, constants and instructions");
}

/// Who looks at all operands must find none that the operation does not have.
void require_no_surplus(const TileInstruction& instruction, std::size_t number) {
  const std::size_t count = operand_count(instruction);
  const auto surplus = std::span(instruction.operands).subspan(count);
  if (!std::ranges::all_of(surplus, [](const TileOperand& operand) { return operand == TileOperand{}; }))
    throw ValueError("elementwise: instruction " + std::to_string(number) + " is "
                     + std::string(to_string(instruction.operation)) + " of " + std::to_string(count)
                     + (count == 1 ? " operand" : " operands") + " and has more");
}

} // namespace

void require_well_formed(const TileProgram& program) {
  if (program.instructions.empty())
    throw ValueError("elementwise: a program without instructions");
  require_countable(program);
  std::ranges::for_each(program.inputs, require_dtype);
  std::ranges::for_each(program.constants, require_dtype, &TileConstant::dtype);
  std::ranges::for_each(program.instructions, require_dtype, &TileInstruction::dtype);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const TileInstruction& instruction = program.instructions[i];
    if (static_cast<std::size_t>(instruction.operation) >= tile_operation_count)
      throw ValueError("elementwise: instruction " + std::to_string(i) + " is no operation");
    require_no_surplus(instruction, i);
    for (std::size_t operand = 0; operand < operand_count(instruction); ++operand) {
      const auto [kind, index] = instruction.operands[operand];
      const std::size_t limit = kind == TileOperand::Kind::input         ? program.inputs.size()
                                : kind == TileOperand::Kind::constant    ? program.constants.size()
                                : kind == TileOperand::Kind::instruction ? i
                                                                         : 0;
      if (index >= limit)
        throw ValueError("elementwise: instruction " + std::to_string(i)
                         + " uses an operand that is not there");
    }
  }
}

namespace {

/// The operand whose dtype chooses the kernel.
const TileOperand& leading_operand(const TileInstruction& instruction) {
  return instruction.operands[instruction.operation == TileOperation::where ? 1 : 0];
}

/// The dtype operand number `index` must have when the leading one has dtype `leading`.
DType wanted_dtype(TileOperation operation, std::size_t index, DType leading) {
  if (operation == TileOperation::where && index == 0)
    return DType::boolean;
  return operation == TileOperation::ldexp && index == 1 ? DType::int32 : leading;
}

/// Kernels trust the dtypes, so a program from a file is checked here.
void require_dtypes(const TileProgram& program, const TileInstruction& instruction, DType leading) {
  const TileOperation operation = instruction.operation;
  for (std::size_t i = 0; i < static_cast<std::size_t>(arity(operation)); ++i)
    if (program.dtype_of(instruction.operands[i]) != wanted_dtype(operation, i, leading))
      throw DTypeError(std::string(to_string(operation)) + ": operand " + std::to_string(i) + " is "
                       + std::string(to_string(program.dtype_of(instruction.operands[i]))) + " beside "
                       + std::string(to_string(leading)));
  if (operation != TileOperation::cast && tile_result(operation, leading) != instruction.dtype)
    throw DTypeError(std::string(to_string(operation)) + ": of " + std::string(to_string(leading))
                     + " does not give " + std::string(to_string(instruction.dtype)));
}

TileKernel find_kernel(const TileTable& table, const TileProgram& program,
                       const TileInstruction& instruction) {
  const auto operand = static_cast<std::size_t>(program.dtype_of(leading_operand(instruction)));
  const auto result = static_cast<std::size_t>(instruction.dtype);
  const TileKernel kernel = instruction.operation == TileOperation::cast
                                ? table.casts[operand][result]
                                : table.kernels[static_cast<std::size_t>(instruction.operation)][operand];
  if (kernel == nullptr)
    throw DTypeError(std::string(to_string(instruction.operation)) + ": not defined for "
                     + std::string(to_string(static_cast<DType>(operand))));
  require_dtypes(program, instruction, static_cast<DType>(operand));
  return kernel;
}

/// The place of an operation in `TileTable::pairs`.
std::optional<std::size_t> paired_operation(TileOperation operation) {
  switch (operation) {
  case TileOperation::add: return 0;
  case TileOperation::subtract: return 1;
  case TileOperation::multiply: return 2;
  case TileOperation::divide: return 3;
  case TileOperation::square: return 2; // a product, of the operand by itself
  default: return std::nullopt;
  }
}

/// Finds the instructions that have a kernel together.
class Pairing {
public:
  explicit Pairing(const TileProgram& program)
      : program_(program), uses_(program.instructions.size(), 0), is_taken_(uses_.size(), false) {
    for (const TileInstruction& instruction : program.instructions)
      for (const TileOperand& operand : instruction.operands)
        if (operand.kind == TileOperand::Kind::instruction)
          ++uses_[operand.index];
  }

  /// Which operand of instruction number `i` is computed with it; nothing if none is.
  std::optional<std::size_t> find(std::size_t i) {
    if (!is_arithmetic(program_.instructions[i]) || arity(program_.instructions[i].operation) != 2)
      return std::nullopt;
    for (std::size_t operand = 0; operand < 2; ++operand) {
      const auto [kind, index] = program_.instructions[i].operands[operand];
      if (kind != TileOperand::Kind::instruction || uses_[index] != 1 || is_taken_[index]
          || !is_arithmetic(program_.instructions[index]))
        continue;
      is_taken_[i] = is_taken_[index] = true;
      return operand;
    }
    return std::nullopt;
  }

private:
  static bool is_arithmetic(const TileInstruction& instruction) {
    return paired_operation(instruction.operation).has_value()
           && kind_of(instruction.dtype) == DTypeKind::floating;
  }

  const TileProgram& program_;
  std::vector<std::size_t> uses_;
  std::vector<bool> is_taken_; ///< part of a pair
};

} // namespace

std::vector<TileCall> tile_calls(const TileProgram& program, const TileTable& table,
                                 const TileFunctions& functions) {
  std::vector<TileCall> calls;
  Pairing pairing(program);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const TileInstruction& second = program.instructions[i];
    if (second.operation == TileOperation::call) {
      calls.push_back({i, nullptr, second.operands, &functions.of(program, second)});
      continue;
    }
    const TileKernel own = find_kernel(table, program, second);
    const std::optional<std::size_t> with = pairing.find(i);
    if (!with) {
      calls.push_back({i, own, second.operands});
      continue;
    }
    const std::size_t absorbed = second.operands[*with].index;
    const TileInstruction& first = program.instructions[absorbed];
    std::erase_if(calls, [&](const TileCall& call) { return call.result == absorbed; });
    calls.push_back({i,
                     table.pairs[*paired_operation(first.operation)][*paired_operation(second.operation)]
                                [*with][second.dtype == DType::float64],
                     {first.operands[0], first.operands[arity(first.operation) == 1 ? 0 : 1],
                      second.operands[1 - *with]}});
  }
  return calls;
}

} // namespace troupe
