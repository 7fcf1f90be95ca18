#include <atomic>
#include <memory>
#include <string>

#include <troupe/array/creation/creation.hpp>
#include <troupe/array/rechunk.hpp>

#include "expression/apply.hpp"
#include "expression/literals.hpp"

namespace troupe {

namespace {

/// Up to so many bytes are hashed, so that equal arrays are equal in every run. Larger ones are told apart by
/// counting.
constexpr std::size_t hashed_bytes = 1U << 20;

std::string identity_of(const Chunk& chunk) {
  if (chunk.size_bytes() <= hashed_bytes)
    return to_string(digest(Value(chunk)));
  static std::atomic<std::uint64_t> adopted = 0;
  return "buffer " + std::to_string(adopted++);
}

/// Whether the block is one run of elements of the array: full behind some axis, and one element before it.
bool is_contiguous(const Shape& block, const Shape& shape) {
  std::size_t axis = 0;
  while (axis < shape.size() && block[axis] == 1)
    ++axis;
  for (std::size_t behind = axis + 1; behind < shape.size(); ++behind)
    if (block[behind] != shape[behind])
      return false;
  return true;
}

/// The block's elements in the chunk, if they are one run.
std::optional<Chunk> view_of(const Chunk& chunk, const Chunking& chunking, const Block& block) {
  const Shape shape = chunking.block_shape(block);
  if (element_count(shape) == 0)
    return chunk.view(0, shape);
  if (!is_contiguous(shape, chunk.shape()))
    return std::nullopt;
  const Shape origin = chunking.block_origin(block), strides = row_major_strides(chunk.shape());
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    offset += origin[axis] * strides[axis];
  return chunk.view(offset, shape);
}

Array literal(std::vector<Value> blocks, std::string identity, DType dtype, const Chunking& chunking) {
  identity += ' ' + to_string(chunking);
  return make_array(std::make_shared<const Literals>("array", std::move(identity), std::move(blocks)), {},
                    {dtype, chunking, {}});
}

} // namespace

Array from_chunk(Chunk chunk, const Chunks& chunks, std::source_location line) {
  const CallScope scope({line.file_name(), line.line()});
  return naming("from_chunk", [&] {
    const Chunking chunking = chunks.resolve(chunk.shape(), chunk.dtype());
    std::string identity = identity_of(chunk);
    std::vector<Value> blocks;
    for (std::int64_t i = 0; i < chunking.block_count(); ++i) {
      std::optional<Chunk> view = view_of(chunk, chunking, chunking.block(i));
      if (!view) // one task a block copies its elements out of the whole
        return rechunk(literal({chunk}, std::move(identity), chunk.dtype(), Chunking::whole(chunk.shape())),
                       chunking);
      blocks.emplace_back(std::move(*view));
    }
    return literal(std::move(blocks), std::move(identity), chunk.dtype(), chunking);
  });
}

} // namespace troupe
