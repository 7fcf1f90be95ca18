#include "kernels/tiles/sources/seen_chunk.hpp"

#include <algorithm>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

SeenChunk::SeenChunk(const Chunk& chunk)
    : dtype(chunk.dtype()), shape(chunk.shape()), strides(row_major_strides(chunk.shape())),
      first(chunk.bytes()) {}

namespace {

/// A window may come from a file.
void require_inside(const TileWindow& window, const Chunk& chunk) {
  const std::size_t rank = chunk.rank();
  bool is_inside = window.start.size() == rank && window.extents.size() == rank && window.axes.size() == rank;
  for (std::size_t axis = 0; is_inside && axis < rank; ++axis)
    is_inside = window.start[axis] >= 0 && window.extents[axis] >= 0
                && window.extents[axis] <= chunk.shape()[axis]
                && window.start[axis] <= chunk.shape()[axis] - window.extents[axis]
                && std::ranges::count(window.axes, static_cast<std::int32_t>(axis)) == 1;
  if (!is_inside)
    throw IndexError("elementwise: a window of " + to_string(window.extents) + " at "
                     + to_string(window.start) + " of a chunk of shape " + to_string(chunk.shape()));
}

} // namespace

SeenChunk::SeenChunk(const Chunk& chunk, const TileWindow& window)
    : dtype(chunk.dtype()), first(chunk.bytes()) {
  const bool is_whole = window.start.empty() && window.extents.empty();
  const Shape start = is_whole ? Shape(chunk.rank(), 0) : window.start;
  const Shape& extents = is_whole ? chunk.shape() : window.extents;
  require_inside({start, extents, window.axes}, chunk);
  const Shape own = row_major_strides(chunk.shape());
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < own.size(); ++axis)
    offset += start[axis] * own[axis];
  if (element_count(extents) > 0)
    first += static_cast<std::size_t>(offset) * size_of(dtype);
  for (const std::int32_t axis : window.axes) {
    shape.push_back(extents[static_cast<std::size_t>(axis)]);
    strides.push_back(own[static_cast<std::size_t>(axis)]);
  }
}

std::vector<SeenChunk> seen_chunks(const TileProgram& program, std::span<const Chunk> inputs) {
  if (!program.windows.empty() && program.windows.size() != inputs.size())
    throw ValueError("elementwise: " + std::to_string(program.windows.size()) + " windows for "
                     + std::to_string(inputs.size()) + " chunks");
  std::vector<SeenChunk> seen;
  seen.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (program.windows.empty())
      seen.emplace_back(inputs[i]);
    else
      seen.emplace_back(inputs[i], program.windows[i]);
  }
  return seen;
}

Shape mapped_shape(std::span<const SeenChunk> inputs, const std::string& operation) {
  if (inputs.empty())
    return {};
  if (std::ranges::all_of(inputs, [&](const SeenChunk& input) { return input.shape == inputs[0].shape; }))
    return inputs[0].shape;
  std::vector<Shape> shapes;
  shapes.reserve(inputs.size());
  for (const SeenChunk& input : inputs)
    shapes.push_back(input.shape);
  return broadcast(shapes, operation);
}

Shape mapped_shape(const TileProgram& program, std::span<const Chunk> inputs, const std::string& operation) {
  return mapped_shape(seen_chunks(program, inputs), operation);
}

} // namespace troupe
