#include "kernels/blocks/layout.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/blocks/element_unit.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// A transposition without axes of length 1, and with axes joined that stay neighbours.
struct Movement {
  Shape extents;              ///< Of the result.
  Shape from_strides;         ///< Of the chunk, in elements, for each axis of the result.
  std::size_t contiguous = 0; ///< The axis of the result whose neighbours are neighbours in the chunk.

  std::size_t rank() const noexcept { return extents.size(); }
};

void check_axes(const TransposeParameters& parameters, const Chunk& chunk) {
  std::vector<bool> seen(chunk.rank(), false);
  bool valid = parameters.axes.size() == chunk.rank();
  for (const std::int32_t axis : parameters.axes) {
    valid = valid && axis >= 0 && static_cast<std::size_t>(axis) < chunk.rank() && !seen[axis];
    if (!valid)
      break;
    seen[axis] = true;
  }
  if (!valid)
    throw AxisError("transpose: the axes are no permutation for a chunk of shape "
                    + to_string(chunk.shape()));
}

Movement plan_movement(const TransposeParameters& parameters, const Chunk& chunk) {
  const Shape strides = row_major_strides(chunk.shape());
  Movement movement;
  for (const std::int32_t axis : parameters.axes) {
    const std::int64_t extent = chunk.shape()[axis];
    if (extent == 1)
      continue;
    if (movement.rank() > 0 && movement.from_strides.back() == extent * strides[axis]) {
      movement.extents.back() *= extent;
      movement.from_strides.back() = strides[axis];
      continue;
    }
    movement.extents.push_back(extent);
    movement.from_strides.push_back(strides[axis]);
  }
  const auto contiguous = std::ranges::find(movement.from_strides, 1);
  movement.contiguous = static_cast<std::size_t>(contiguous - movement.from_strides.begin());
  return movement;
}

/// `rows` x `columns` elements, `columns` together in the source, to their transpose, `rows` together in the
/// target.
template <class Unit>
void transpose_matrix(Unit* to, std::int64_t to_stride, const Unit* from, std::int64_t from_stride,
                      std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t tile = std::max<std::int64_t>(8, 256 / static_cast<std::int64_t>(sizeof(Unit)));
  for (std::int64_t row = 0; row < rows; row += tile)
    for (std::int64_t column = 0; column < columns; column += tile) {
      const std::int64_t row_end = std::min(rows, row + tile), column_end = std::min(columns, column + tile);
      for (std::int64_t j = column; j < column_end; ++j) {
        Unit* target = to + j * to_stride;
        const Unit* source = from + j;
        for (std::int64_t i = row; i < row_end; ++i)
          target[i] = source[i * from_stride];
      }
    }
}

/// Calls `f(target offset, source offset)` for every position along the axes of the result but those in
/// `without`.
template <class F>
void for_each_position(const Movement& movement, const std::vector<std::size_t>& without, F&& f) {
  const Shape to_strides = row_major_strides(movement.extents);
  std::vector<std::size_t> axes;
  for (std::size_t axis = 0; axis < movement.rank(); ++axis)
    if (std::ranges::find(without, axis) == without.end())
      axes.push_back(axis);
  Shape position(axes.size(), 0);
  std::int64_t to = 0, from = 0;
  while (true) {
    f(to, from);
    std::size_t i = axes.size();
    for (; i-- > 0;) {
      const std::size_t axis = axes[i];
      to += to_strides[axis];
      from += movement.from_strides[axis];
      if (++position[i] < movement.extents[axis])
        break;
      to -= position[i] * to_strides[axis];
      from -= position[i] * movement.from_strides[axis];
      position[i] = 0;
    }
    if (i == static_cast<std::size_t>(-1))
      return;
  }
}

template <class Unit>
void move_elements(const Movement& movement, std::byte* target, const std::byte* source) {
  auto* to = reinterpret_cast<Unit*>(target);
  const auto* from = reinterpret_cast<const Unit*>(source);
  const std::size_t last = movement.rank() - 1;
  if (movement.contiguous == last) {
    const auto bytes = static_cast<std::size_t>(movement.extents[last]) * sizeof(Unit);
    for_each_position(movement, {last}, [&](std::int64_t to_offset, std::int64_t from_offset) {
      std::memcpy(to + to_offset, from + from_offset, bytes);
    });
    return;
  }
  const Shape to_strides = row_major_strides(movement.extents);
  for_each_position(movement, {movement.contiguous, last},
                    [&](std::int64_t to_offset, std::int64_t from_offset) {
                      transpose_matrix(to + to_offset, to_strides[movement.contiguous], from + from_offset,
                                       movement.from_strides[last], movement.extents[last],
                                       movement.extents[movement.contiguous]);
                    });
}

Value run_reshape(const KernelCall& call) {
  const Chunk& chunk = call.arguments[0].as_chunk();
  const Shape& shape = call.parameters.as<ReshapeParameters>().shape;
  if (element_count(shape) != static_cast<std::int64_t>(chunk.size()))
    throw ShapeError("reshape: a chunk of shape " + to_string(chunk.shape()) + " has not the elements of "
                     + to_string(shape));
  return chunk.view(0, shape);
}

Value run_transpose(const KernelCall& call) {
  return transpose_chunk(call.parameters.as<TransposeParameters>(), call.arguments[0].as_chunk());
}

} // namespace

Chunk transpose_chunk(const TransposeParameters& parameters, const Chunk& chunk) {
  check_axes(parameters, chunk);
  Shape shape;
  for (const std::int32_t axis : parameters.axes)
    shape.push_back(chunk.shape()[axis]);
  const Movement movement = plan_movement(parameters, chunk);
  if (chunk.size() == 0 || movement.rank() <= 1)
    return chunk.view(0, std::move(shape));
  auto [result, target] = Chunk::uninitialised(chunk.dtype(), std::move(shape));
  visit_unit(size_of(chunk.dtype()), [&, to = target]<class Unit>(std::type_identity<Unit>) {
    move_elements<Unit>(movement, to, chunk.bytes());
  });
  return std::move(result);
}

void register_layout(KernelRegistry& registry) {
  registry.add({"reshape", 1, "the same elements in another shape", 1, run_reshape,
                Parameters::decode<ReshapeParameters>});
  registry.add(
      {"transpose", 1, "axes in another order", 1, run_transpose, Parameters::decode<TransposeParameters>});
}

} // namespace troupe
