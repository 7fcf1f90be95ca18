#include "array/creation/diagonals.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "array/gathering/gather.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/diagonal.hpp"
#include "kernels/blocks/gather.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

/// A part of a diagonal that lies in one block.
struct Piece {
  std::int64_t count = 0;
  std::int64_t block1 = 0, block2 = 0; ///< Along the two axes.
  std::int64_t start1 = 0, start2 = 0; ///< In the block.
};

/// Walks down a diagonal and cuts it at the blocks.
std::vector<Piece> cut_diagonal(const Sizes& sizes1, const Sizes& sizes2, std::int64_t offset) {
  const std::int64_t extent1 = std::accumulate(sizes1.begin(), sizes1.end(), std::int64_t{0});
  const std::int64_t extent2 = std::accumulate(sizes2.begin(), sizes2.end(), std::int64_t{0});
  if (offset <= -extent1 || offset >= extent2)
    return {};
  std::vector<Piece> pieces;
  Piece at{0, 0, 0, std::max<std::int64_t>(0, -offset), std::max<std::int64_t>(0, offset)};
  std::int64_t left = std::min(extent1 - at.start1, extent2 - at.start2);
  const auto settle = [](std::int64_t& start, std::int64_t& block, const Sizes& sizes) {
    while (start >= sizes[block])
      start -= sizes[block++];
  };
  while (left > 0) {
    settle(at.start1, at.block1, sizes1);
    settle(at.start2, at.block2, sizes2);
    at.count = std::min({left, sizes1[at.block1] - at.start1, sizes2[at.block2] - at.start2});
    pieces.push_back(at);
    at.start1 += at.count;
    at.start2 += at.count;
    left -= at.count;
  }
  return pieces;
}

/// A block of zeros, read from nowhere.
Body zeros_body(DType dtype, const Shape& shape, SourceLine line) {
  GatherParameters parameters{dtype, {}, {ElementBits{}}, shape};
  for (const std::int64_t extent : shape)
    parameters.axes.push_back({{Segment::fill_slot, 0, 1, extent}});
  return Body::call(built_in_kernel("gather"), Parameters::of(std::move(parameters)), line);
}

TaskId add_zeros(Lowering& lowering, NameId name_id, const ArrayNode& node, std::int64_t number) {
  const Shape shape = node.chunking().block_shape(node.chunking().block(number));
  return lowering.graph().add(name_id, static_cast<std::uint32_t>(number),
                              lowering.graph().add_body(zeros_body(node.dtype(), shape, node.line())), {});
}

} // namespace

ArrayMetadata Diagonal::infer(std::span<const Array> inputs) const {
  const Chunking& input = inputs[0].chunking();
  std::vector<Sizes> sizes;
  for (std::int32_t axis = 0; axis < static_cast<std::int32_t>(input.rank()); ++axis)
    if (axis != axis1 && axis != axis2)
      sizes.push_back(input.sizes(axis));
  sizes.emplace_back();
  for (const Piece& piece : cut_diagonal(input.sizes(axis1), input.sizes(axis2), offset))
    sizes.back().push_back(piece.count);
  if (sizes.back().empty())
    sizes.back() = {0};
  return {inputs[0].dtype(), Chunking(std::move(sizes)), {}};
}

void Diagonal::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& input = node.inputs()[0]->chunking();
  const std::span<const TaskId> blocks = lowering.tasks(*node.inputs()[0]);
  const std::vector<Piece> pieces = cut_diagonal(input.sizes(axis1), input.sizes(axis2), offset);
  const NameId name_id = lowering.add_name(node);
  std::vector<BodyId> bodies;
  for (const Piece& piece : pieces)
    bodies.push_back(lowering.graph().add_body(
        Body::call(built_in_kernel("diagonal"),
                   Parameters::of(DiagonalParameters{axis1, axis2, piece.start1, piece.start2, piece.count}),
                   node.line())));
  std::vector<TaskId> result;
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
    if (pieces.empty()) {
      result.push_back(add_zeros(lowering, name_id, node, i));
      continue;
    }
    const Block block = node.chunking().block(i);
    const auto number = static_cast<std::size_t>(block.back());
    Block from;
    std::size_t next = 0;
    for (std::int32_t axis = 0; axis < static_cast<std::int32_t>(input.rank()); ++axis)
      from.push_back(axis == axis1   ? pieces[number].block1
                     : axis == axis2 ? pieces[number].block2
                                     : block[next++]);
    const std::array inputs{blocks[input.index(from)]};
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), bodies[number], inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata DiagonalMatrix::promise(std::span<const Array> inputs) const {
  return {inputs[0].dtype(), Chunking({{1}, {1}}), {}};
}

Array DiagonalMatrix::build(std::span<const Array> inputs) const {
  // A chunk of n elements becomes one of n²: n is limited, so that this is about 8 MiB.
  std::int64_t length = 1;
  while ((2 * length) * (2 * length) * static_cast<std::int64_t>(size_of(inputs[0].dtype()))
         <= automatic_chunk_bytes)
    length *= 2;
  const std::int64_t extent = inputs[0].shape()[0];
  std::int64_t side = 0;
  if (offset == std::numeric_limits<std::int64_t>::min()
      || __builtin_add_overflow(extent, offset < 0 ? -offset : offset, &side))
    throw ShapeError("a matrix with " + std::to_string(extent) + " elements on diagonal "
                     + std::to_string(offset));
  element_count(Shape{side, side});
  Sizes sizes;
  for (const std::int64_t size : inputs[0].chunking().sizes(0)) {
    const Sizes pieces = Chunking::regular({size}, {length}).sizes(0);
    sizes.insert(sizes.end(), pieces.begin(), pieces.end());
  }
  return apply(DiagonalBlocks{offset}, {rechunk(inputs[0], Chunking({sizes}))});
}

namespace {

/// The chunks beside those of the array that a diagonal apart from the main one needs.
Sizes padding(std::int64_t offset, const Sizes& sizes) {
  const std::int64_t extent = offset < 0 ? -offset : offset;
  if (extent == 0)
    return {};
  return Chunking::regular({extent}, {std::max<std::int64_t>(1, *std::ranges::max_element(sizes))}).sizes(0);
}

Sizes joined(const Sizes& left, const Sizes& right) {
  Sizes sizes = left;
  sizes.insert(sizes.end(), right.begin(), right.end());
  return sizes;
}

} // namespace

ArrayMetadata DiagonalBlocks::infer(std::span<const Array> inputs) const {
  const Sizes& sizes = inputs[0].chunking().sizes(0);
  const Sizes more = padding(offset, sizes);
  const Sizes front = joined(more, sizes), back = joined(sizes, more);
  return {inputs[0].dtype(), offset < 0 ? Chunking({front, back}) : Chunking({back, front}), {}};
}

void DiagonalBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::span<const TaskId> blocks = lowering.tasks(*node.inputs()[0]);
  const auto added = static_cast<std::int64_t>(padding(offset, node.inputs()[0]->chunking().sizes(0)).size());
  const NameId name_id = lowering.add_name(node);
  const BodyId body =
      lowering.graph().add_body(Body::call(built_in_kernel("diagonal_matrix"), {}, node.line()));
  std::vector<TaskId> result;
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
    const Block block = node.chunking().block(i);
    const std::int64_t row = block[0] - (offset < 0 ? added : 0),
                       column = block[1] - (offset < 0 ? 0 : added);
    if (row != column || row < 0 || row >= static_cast<std::int64_t>(blocks.size())) {
      result.push_back(add_zeros(lowering, name_id, node, i));
      continue;
    }
    const std::array inputs{blocks[row]};
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata Triangle::infer(std::span<const Array> inputs) const {
  return {inputs[0].dtype(), inputs[0].chunking(), {}};
}

void Triangle::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::span<const TaskId> blocks = lowering.tasks(*node.inputs()[0]);
  const Chunking& chunking = node.chunking();
  const Shape whole = chunking.shape();
  const std::int64_t limit = std::clamp(offset, -whole[whole.size() - 2], whole.back());
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (std::int64_t i = 0; i < chunking.block_count(); ++i) {
    const Shape origin = chunking.block_origin(chunking.block(i)),
                shape = chunking.block_shape(chunking.block(i));
    const std::size_t row = shape.size() - 2, column = shape.size() - 1;
    const std::int64_t lowest =
        origin[column] - (origin[row] + shape[row] - 1); // column - row, over the block
    const std::int64_t highest = origin[column] + shape[column] - 1 - origin[row];
    if (upper ? lowest >= limit : highest <= limit) {
      result.push_back(blocks[i]);
    } else if (upper ? highest < limit : lowest > limit) {
      result.push_back(add_zeros(lowering, name_id, node, i));
    } else {
      const BodyId body = lowering.graph().add_body(Body::call(
          built_in_kernel("triangle"),
          Parameters::of(TriangleParameters{limit + origin[row] - origin[column], upper}), node.line()));
      result.push_back(
          lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, std::array{blocks[i]}));
    }
  }
  lowering.set_tasks(node, std::move(result));
}

namespace {

Diagonal diagonal_of(const Array& array, std::int64_t offset, int axis1, int axis2,
                     const std::string& shown) {
  Diagonal operation{shown, offset, normalise_axis(axis1, array.rank(), shown),
                     normalise_axis(axis2, array.rank(), shown)};
  if (operation.axis1 == operation.axis2)
    throw AxisError(shown + ": axis " + std::to_string(operation.axis1) + " is named twice");
  return operation;
}

Array triangle(const Array& array, std::int64_t k, bool upper, std::source_location line) {
  const Triangle operation{k, upper};
  const CallScope scope(source_line(line));
  if (array.rank() == 0)
    throw ShapeError(std::string(operation.label()) + ": a 0-d array has no diagonal");
  if (array.rank() == 1)
    return apply(operation, {broadcast_to(array, {array.shape()[0], array.shape()[0]})});
  return apply(operation, {array});
}

} // namespace

Array diag(const Array& array, std::int64_t k, std::source_location line) {
  if (array.rank() == 1)
    return apply(DiagonalMatrix{k}, {array}, source_line(line));
  if (array.rank() != 2)
    throw ShapeError("diag: an array of shape " + to_string(array.shape()) + " is neither 1-d nor 2-d");
  return apply(diagonal_of(array, k, 0, 1, "diag"), {array}, source_line(line));
}

Array diagonal(const Array& array, std::int64_t offset, int axis1, int axis2, std::source_location line) {
  return apply(diagonal_of(array, offset, axis1, axis2, "diagonal"), {array}, source_line(line));
}

Array trace(const Array& array, std::int64_t offset, int axis1, int axis2, std::optional<DType> dtype,
            std::source_location line) {
  const CallScope scope(source_line(line));
  const Array elements = apply(diagonal_of(array, offset, axis1, axis2, "trace"), {array});
  return sum(elements, {.axis = -1, .dtype = dtype});
}

Array tril(const Array& array, std::int64_t k, std::source_location line) {
  return triangle(array, k, false, line);
}

Array triu(const Array& array, std::int64_t k, std::source_location line) {
  return triangle(array, k, true, line);
}

} // namespace troupe
