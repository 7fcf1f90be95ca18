#include "kernels/tiles/tile_evaluator.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

#include "kernels/tiles/tile_calls.hpp"

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

/// In rows of so many tiles or more, the shorter tile at the end of each costs less than tiles that are put
/// together from the end of a row and the beginning of the next one.
constexpr std::int64_t least_row_tiles = 3;

std::size_t round_up(std::size_t count, std::size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

} // namespace

std::int64_t evaluation_workspace_bytes(const TileProgram& program, std::int64_t columns) {
  const std::size_t element_bytes = largest_element(program);
  const std::size_t tiles =
      program.inputs.size() + program.constants.size() + program.instructions.size() + 1;
  const std::size_t tile = tile_size(element_bytes);
  auto bytes = static_cast<std::int64_t>(tiles * tile * element_bytes);
  for (std::size_t i = 0; i < program.windows.size(); ++i)
    if (!std::ranges::is_sorted(program.windows[i].axes))
      bytes += TransposedTiles::square_bytes(columns, size_of(program.inputs[i]), tile);
  return bytes;
}

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
  make_sources(program, inputs, shape);
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
  const std::vector<TileCall> calls = tile_calls(program, tile_table(current_isa_level()), functions_);
  std::vector<std::size_t> last_use(program.instructions.size(), 0);
  for (std::size_t i = 0; i < calls.size(); ++i)
    for (const TileOperand& operand : calls[i].operands)
      if (operand.kind == TileOperand::Kind::instruction)
        last_use[operand.index] = i;
  auto next = static_cast<std::uint16_t>(input_count_ + constant_count_);
  std::vector<std::uint16_t> unused;
  place_of_instruction_.resize(program.instructions.size());
  steps_.reserve(calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const TileCall& call = calls[i];
    std::uint16_t& place = place_of_instruction_[call.result];
    // Taken before the operands' tiles are free again, as kernels must not write where they read.
    if (i + 1 < calls.size() && !unused.empty()) {
      place = unused.back();
      unused.pop_back();
    } else {
      place = next++;
    }
    Step step{call.kernel, place, {}, call.function};
    for (std::size_t operand = 0; operand < max_tile_operands; ++operand)
      step.operands[operand] = place_of(call.operands[operand]);
    steps_.push_back(step);
    const auto release = [&](std::size_t used) {
      if (last_use[used] <= i && i + 1 < calls.size()) {
        unused.push_back(place_of_instruction_[used]);
        last_use[used] = calls.size();
      }
    };
    for (const TileOperand& operand : call.operands)
      if (operand.kind == TileOperand::Kind::instruction)
        release(operand.index);
    release(call.result);
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

void TileEvaluator::make_sources(const TileProgram& program, std::span<const Chunk> inputs,
                                 const Shape& shape) {
  sources_.reserve(inputs.size());
  const bool is_plain = program.windows.empty() && std::ranges::all_of(inputs, [&](const Chunk& input) {
                          return input.shape() == shape;
                        });
  if (is_plain) {
    for (const Chunk& input : inputs)
      sources_.emplace_back(input, tile_);
    return;
  }
  const std::vector<SeenChunk> seen = seen_chunks(program, inputs);
  layout_.emplace(seen, shape);
  for (std::size_t i = 0; i < seen.size(); ++i)
    sources_.emplace_back(seen[i], *layout_, i, tile_);
  const std::int64_t row = layout_->extents.empty() ? 0 : layout_->extents.back();
  if (row >= least_row_tiles * static_cast<std::int64_t>(tile_)
      && std::ranges::any_of(sources_, &TileSource::has_rows))
    row_ = row;
}

void TileEvaluator::run_tile(std::int64_t position, std::size_t count, std::size_t padded) {
  // The kernels take places as void* and write only to the result and the temporaries.
  for (std::size_t i = 0; i < input_count_; ++i)
    tiles_[i] = const_cast<std::byte*>(sources_[i].tile(position, count, padded, scratch_ + i * tile_bytes_));
  for (const Step& step : steps_) {
    if (step.function != nullptr)
      call(step, count);
    else
      step.kernel(tiles_[step.out], tiles_[step.operands[0]], tiles_[step.operands[1]],
                  tiles_[step.operands[2]], padded);
  }
}

void TileEvaluator::call(const Step& step, std::size_t count) const {
  std::array<const void*, max_tile_operands> inputs;
  for (std::size_t i = 0; i < max_tile_operands; ++i)
    inputs[i] = tiles_[step.operands[i]];
  call_tile_function(*step.function, tiles_[step.out], inputs, count);
}

void TileEvaluator::run(std::int64_t begin, std::int64_t count, std::byte* out) {
  if (row_ == 0)
    return run_side_by_side(begin, count, out);
  const auto tile = static_cast<std::int64_t>(tile_);
  for (std::int64_t column = begin % row_; count > 0;) {
    // Up to the next tile's place, or the end of the row.
    const std::int64_t left = std::min(count, row_ - column);
    const std::int64_t run = column % tile == 0 ? left : std::min(left, tile - column % tile);
    run_side_by_side(begin, run, out);
    begin += run;
    count -= run;
    column = column + run == row_ ? 0 : column + run;
    out += static_cast<std::size_t>(run) * result_bytes_;
  }
}

void TileEvaluator::run_side_by_side(std::int64_t begin, std::int64_t count, std::byte* out) {
  const std::uint16_t result = steps_.back().out;
  std::byte* const partial_tile = scratch_ + result * tile_bytes_;
  const auto tile = static_cast<std::int64_t>(tile_);
  const std::int64_t end = begin + count;
  std::int64_t position = begin;
  for (; end - position >= tile; position += tile, out += tile_ * result_bytes_) {
    tiles_[result] = out;
    run_tile(position, tile_, tile_);
  }
  if (position == end)
    return;
  const auto left = static_cast<std::size_t>(end - position);
  const std::size_t padded = round_up(left, tile_step);
  tiles_[result] = left == padded ? out : partial_tile;
  run_tile(position, left, padded);
  if (left != padded)
    std::memcpy(out, partial_tile, left * result_bytes_);
}

} // namespace troupe
