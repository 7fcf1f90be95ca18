#include "kernels/tiles/tile_functions.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/tiles/tile_table.hpp"

namespace troupe {

static_assert(tile_group == tile_step);

namespace {

/// For kernels that only yield a function: there is no run to ask about.
class NoRun final : public TaskContext {
public:
  bool cancelled() const noexcept override { return false; }
  Session& session() const noexcept override { std::abort(); }
};

Value find_function(const TileFunctionCall& call) {
  const std::string name = to_string(call.kernel);
  const Kernel* const kernel = call.kernel.find();
  if (kernel == nullptr || kernel->decode == nullptr || kernel->kind != KernelKind::function)
    throw KeyError("map: no function " + name + " in this program");
  const Parameters bound = kernel->decode(call.bound);
  Value function = kernel->run({bound, {}, NoRun()});
  if (function.find<TileFunction>() == nullptr)
    throw KeyError("map: " + name + " is no function of elements");
  return function;
}

} // namespace

std::size_t operand_count(const TileInstruction& instruction) {
  if (instruction.operation != TileOperation::call)
    return static_cast<std::size_t>(arity(instruction.operation));
  return static_cast<std::size_t>(std::ranges::count_if(instruction.operands, [](const TileOperand& operand) {
    return operand.kind != TileOperand::Kind::none;
  }));
}

TileFunctions::TileFunctions(const TileProgram& program) {
  for (const TileFunctionCall& function : program.functions)
    found_.push_back(find_function(function));
}

const TileFunction& TileFunctions::of(const TileProgram& program, const TileInstruction& call) const {
  if (call.function >= found_.size())
    throw ValueError("map: a call of function " + std::to_string(call.function) + " of "
                     + std::to_string(found_.size()));
  const auto& function = *found_[call.function].find<TileFunction>();
  const std::vector<DType>& wanted = function.arguments();
  if (operand_count(call) != wanted.size())
    throw ValueError("map: the function takes " + std::to_string(wanted.size()) + " arrays and got "
                     + std::to_string(operand_count(call)));
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (program.dtype_of(call.operands[i]) != wanted[i])
      throw DTypeError("map: argument " + std::to_string(i + 1) + " is "
                       + std::string(to_string(program.dtype_of(call.operands[i]))) + ", not "
                       + std::string(to_string(wanted[i])));
  if (function.result() != call.dtype)
    throw DTypeError("map: the function gives " + std::string(to_string(function.result())) + ", not "
                     + std::string(to_string(call.dtype)));
  return function;
}

void call_tile_function(const TileFunction& function, void* out, std::span<const void* const> inputs,
                        std::size_t count) {
  try {
    function.run(out, inputs.data(), count);
  } catch (const std::exception& error) {
    throw Error(std::string("map: ") + error.what());
  }
}

} // namespace troupe
