#include "kernels/functions/assemble.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstring>
#include <thread>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Less than this is copied before another thread has started.
constexpr std::size_t parallel_bytes = 8U << 20;

/// The chunking that blocks make.
Chunking chunking_of_blocks(std::span<const Chunk> blocks, const Shape& grid) {
  std::vector<Shape> shapes;
  shapes.reserve(blocks.size());
  for (const Chunk& block : blocks)
    shapes.push_back(block.shape());
  try {
    return chunking_of(shapes, grid);
  } catch (const ShapeError& error) {
    throw ShapeError(std::string("compute: ") + error.what());
  }
}

/// Copies `block` to its place in an array of `shape`, whose first element is at `target`.
void place(const Chunk& block, const Shape& origin, const Shape& shape, std::byte* target) {
  if (block.size() == 0)
    return;
  const Shape strides = row_major_strides(shape);
  const std::size_t element = size_of(block.dtype());
  // The innermost axes that the block fills, and one more, are one run of bytes.
  std::size_t run_axes = shape.size();
  std::size_t run = element;
  while (run_axes > 0) {
    --run_axes;
    run *= static_cast<std::size_t>(block.shape()[run_axes]);
    if (block.shape()[run_axes] != shape[run_axes])
      break;
  }
  std::size_t offset = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    offset += static_cast<std::size_t>(origin[axis] * strides[axis]) * element;
  std::vector<std::int64_t> position(run_axes, 0);
  const std::byte* source = block.bytes();
  for (std::size_t left = block.size_bytes() / run; left > 0; --left) {
    std::memcpy(target + offset, source, run);
    source += run;
    for (std::size_t axis = run_axes; axis-- > 0;) {
      offset += static_cast<std::size_t>(strides[axis]) * element;
      if (++position[axis] < block.shape()[axis])
        break;
      offset -= static_cast<std::size_t>(position[axis] * strides[axis]) * element;
      position[axis] = 0;
    }
  }
}

/// The whole of the blocks that are its arguments, for a function that takes it in one piece.
Value assemble_blocks(const KernelCall& call) {
  const Shape& grid = call.parameters.as<AssembleParameters>().grid;
  if (static_cast<std::size_t>(element_count(grid)) != call.arguments.size() || call.arguments.empty())
    throw ShapeError("assemble: " + std::to_string(call.arguments.size()) + " blocks do not make a grid of "
                     + to_string(grid));
  std::vector<Chunk> blocks;
  for (const Value& argument : call.arguments) {
    const Chunk& block = blocks.emplace_back(argument.as_chunk());
    if (block.rank() != grid.size())
      throw ShapeError("assemble: a block of shape " + to_string(block.shape()) + " in a grid of "
                       + to_string(grid));
    if (block.dtype() != blocks.front().dtype())
      throw DTypeError("assemble: blocks are " + std::string(to_string(blocks.front().dtype())) + " and "
                       + std::string(to_string(block.dtype())));
  }
  return assemble(blocks, grid, 1);
}

} // namespace

void register_assemble(KernelRegistry& registry) {
  registry.add({"assemble", 1, "the blocks of a grid as one chunk", any_arity, assemble_blocks,
                Parameters::decode<AssembleParameters>, KernelKind::compute});
}

Chunk assemble(std::span<const Chunk> blocks, const Shape& grid, int threads) {
  if (blocks.size() == 1)
    return blocks.front();
  const Chunking chunking = chunking_of_blocks(blocks, grid);
  const Shape shape = chunking.shape();
  auto [whole, elements] = Chunk::uninitialised(blocks.front().dtype(), shape);
  std::atomic<std::size_t> next = 0;
  const auto copy_some = [&, target = elements] {
    for (std::size_t i = next++; i < blocks.size(); i = next++)
      place(blocks[i], chunking.block_origin(chunking.block(static_cast<std::int64_t>(i))), shape, target);
  };
  const std::size_t helpers =
      whole.size_bytes() < parallel_bytes
          ? 0
          : std::min(blocks.size(), static_cast<std::size_t>(std::max(threads, 1))) - 1;
  {
    std::vector<std::jthread> copying;
    for (std::size_t i = 0; i < helpers; ++i)
      copying.emplace_back(copy_some);
    copy_some();
  }
  return std::move(whole);
}

} // namespace troupe
