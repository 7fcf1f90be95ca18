#include "kernels/tiles/tile_evaluator.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

/// The bytes a tile should have: large enough that calling kernels costs little, small enough that the
/// processor sees the loads, divisions and stores of neighbouring operations at once.
constexpr std::size_t wanted_tile_bytes = 512;

std::size_t largest_element(const TileProgram& program) {
  std::size_t largest = 1;
  for (const DType dtype : program.inputs)
    largest = std::max(largest, size_of(dtype));
  for (const TileConstant& constant : program.constants)
    largest = std::max(largest, size_of(constant.dtype));
  for (const TileInstruction& instruction : program.instructions)
    largest = std::max(largest, size_of(instruction.dtype));
  return largest;
}

/// Elements of a tile: 64 of 8 bytes or more, 128 of smaller ones.
std::size_t tile_size(std::size_t element_bytes) {
  return std::clamp(wanted_tile_bytes / element_bytes, tile_step, 2 * tile_step);
}

void require_dtype(DType dtype) {
  if (static_cast<std::size_t>(dtype) >= dtype_count)
    throw ValueError("elementwise: a program with a dtype that is none");
}

/// A program may come from a file.
void require_well_formed(const TileProgram& program) {
  if (program.instructions.empty())
    throw ValueError("elementwise: a program without instructions");
  std::ranges::for_each(program.inputs, require_dtype);
  std::ranges::for_each(program.constants, require_dtype, &TileConstant::dtype);
  std::ranges::for_each(program.instructions, require_dtype, &TileInstruction::dtype);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const TileInstruction& instruction = program.instructions[i];
    if (static_cast<std::size_t>(instruction.operation) >= tile_operation_count)
      throw ValueError("elementwise: instruction " + std::to_string(i) + " is no operation");
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
    throw DTypeError(std::string(to_string(instruction.operation)) + ": no kernel for "
                     + std::string(to_string(static_cast<DType>(operand))));
  require_dtypes(program, instruction, static_cast<DType>(operand));
  return kernel;
}

std::size_t round_up(std::size_t count, std::size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

} // namespace

TileEvaluator::TileEvaluator(const TileProgram& program, std::span<const Chunk> inputs, const Shape& shape)
    : functions_(program), input_count_(inputs.size()), constant_count_(program.constants.size()) {
  require_well_formed(program);
  const std::size_t element_bytes = largest_element(program);
  tile_ = tile_size(element_bytes);
  tile_bytes_ = tile_ * element_bytes;
  result_bytes_ = size_of(program.result());
  if (inputs.size() != program.inputs.size())
    throw ValueError("elementwise: the program takes " + std::to_string(program.inputs.size())
                     + " chunks and got " + std::to_string(inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].dtype() != program.inputs[i])
      throw DTypeError("elementwise: chunk " + std::to_string(i) + " is "
                       + std::string(to_string(inputs[i].dtype())) + ", not "
                       + std::string(to_string(program.inputs[i])));
  make_steps(program);
  allocate_tiles(program);
  make_sources(inputs, shape);
}

std::uint16_t TileEvaluator::place_of(const TileOperand& operand) const {
  switch (operand.kind) {
  case TileOperand::Kind::input: return operand.index;
  case TileOperand::Kind::constant: return static_cast<std::uint16_t>(input_count_ + operand.index);
  case TileOperand::Kind::instruction: return place_of_instruction_[operand.index];
  case TileOperand::Kind::none: break;
  }
  return 0;
}

void TileEvaluator::make_steps(const TileProgram& program) {
  const std::size_t count = program.instructions.size();
  std::vector<std::size_t> last_use(count);
  for (std::size_t i = 0; i < count; ++i) {
    last_use[i] = i;
    for (const TileOperand& operand : program.instructions[i].operands)
      if (operand.kind == TileOperand::Kind::instruction)
        last_use[operand.index] = i;
  }
  const TileTable& table = tile_table(current_isa_level());
  const auto first_temporary = static_cast<std::uint16_t>(input_count_ + constant_count_);
  std::uint16_t next = first_temporary;
  std::vector<std::uint16_t> unused;
  place_of_instruction_.resize(count);
  steps_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const TileInstruction& instruction = program.instructions[i];
    // Taken before the operands' tiles are free again, as kernels must not write where they read.
    if (i + 1 < count && !unused.empty()) {
      place_of_instruction_[i] = unused.back();
      unused.pop_back();
    } else {
      place_of_instruction_[i] = next++;
    }
    Step step{nullptr, place_of_instruction_[i], {}, nullptr};
    if (instruction.operation == TileOperation::call)
      step.function = &functions_.of(program, instruction);
    else
      step.kernel = find_kernel(table, program, instruction);
    for (std::size_t operand = 0; operand < max_tile_operands; ++operand)
      step.operands[operand] = place_of(instruction.operands[operand]);
    steps_.push_back(step);
    const auto release = [&](std::size_t used) {
      if (last_use[used] == i && i + 1 < count) {
        unused.push_back(place_of_instruction_[used]);
        last_use[used] = count;
      }
    };
    for (const TileOperand& operand : instruction.operands)
      if (operand.kind == TileOperand::Kind::instruction)
        release(operand.index);
    release(i);
  }
  place_count_ = next;
}

void TileEvaluator::allocate_tiles(const TileProgram& program) {
  const std::size_t bytes = place_count_ * tile_bytes_;
  scratch_ = inline_scratch_.data();
  if (bytes > inline_scratch_.size()) {
    allocated_ = allocate_block(bytes);
    scratch_ = allocated_.get();
  }
  tiles_.resize(place_count_);
  for (std::size_t place = 0; place < place_count_; ++place)
    tiles_[place] = scratch_ + place * tile_bytes_;
  for (std::size_t i = 0; i < constant_count_; ++i)
    fill_elements(tiles_[input_count_ + i],
                  reinterpret_cast<const std::byte*>(program.constants[i].bits.data()), tile_,
                  size_of(program.constants[i].dtype));
}

void TileEvaluator::make_sources(std::span<const Chunk> inputs, const Shape& shape) {
  sources_.reserve(inputs.size());
  if (!std::ranges::all_of(inputs, [&](const Chunk& input) { return input.shape() == shape; }))
    layout_.emplace(inputs, shape);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].shape() == shape)
      sources_.emplace_back(inputs[i], tile_);
    else
      sources_.emplace_back(inputs[i], *layout_, i, tile_);
  }
}

void TileEvaluator::call(const Step& step, std::size_t count) const {
  std::array<const void*, max_tile_operands> inputs;
  for (std::size_t i = 0; i < max_tile_operands; ++i)
    inputs[i] = tiles_[step.operands[i]];
  call_tile_function(*step.function, tiles_[step.out], inputs, count);
}

void TileEvaluator::run(std::int64_t begin, std::int64_t count, std::byte* out) {
  const std::uint16_t result = steps_.back().out;
  std::byte* const partial_tile = scratch_ + result * tile_bytes_;
  const std::int64_t end = begin + count;
  for (std::int64_t position = begin; position < end; position += static_cast<std::int64_t>(tile_)) {
    const std::size_t left = std::min(tile_, static_cast<std::size_t>(end - position));
    const std::size_t padded = round_up(left, tile_step);
    // The kernels take places as void* and write only to the result and the temporaries.
    for (std::size_t i = 0; i < input_count_; ++i)
      tiles_[i] =
          const_cast<std::byte*>(sources_[i].tile(position, left, padded, scratch_ + i * tile_bytes_));
    tiles_[result] = left == padded ? out : partial_tile;
    for (const Step& step : steps_) {
      if (step.function != nullptr)
        call(step, left);
      else
        step.kernel(tiles_[step.out], tiles_[step.operands[0]], tiles_[step.operands[1]],
                    tiles_[step.operands[2]], padded);
    }
    if (left != padded)
      std::memcpy(out, partial_tile, left * result_bytes_);
    out += left * result_bytes_;
  }
}

} // namespace troupe
