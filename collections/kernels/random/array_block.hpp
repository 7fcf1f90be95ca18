#pragma once

#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// The place of a block in its array.
struct ArrayBlock {
  Shape array; ///< The whole array's.
  Shape origin;
  Shape shape;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(array, origin, shape);
  }
  /// \throws ShapeError unless the block lies in the array.
  void check() const;
};

/// Calls `visit(first, count)` for the runs of elements that lie together in the array as in the block, in order;
/// `first` is an index in row-major order of the array.
template <class Visit>
void visit_runs(const ArrayBlock& block, const Visit& visit) {
  if (element_count(block.shape) == 0)
    return;
  const std::size_t rank = block.shape.size();
  std::size_t outer = rank; // the axes before it are walked
  std::int64_t run = 1;
  while (outer > 0) {
    --outer;
    run *= block.shape[outer];
    if (block.shape[outer] != block.array[outer])
      break;
  }
  const Shape strides = row_major_strides(block.array);
  std::int64_t first = 0;
  for (std::size_t axis = 0; axis < rank; ++axis)
    first += block.origin[axis] * strides[axis];
  Shape position(outer, 0);
  for (bool more = true; more;) {
    visit(static_cast<std::uint64_t>(first), run);
    more = false;
    for (std::size_t axis = outer; axis-- > 0;) {
      first += strides[axis];
      if (++position[axis] < block.shape[axis]) {
        more = true;
        break;
      }
      first -= block.shape[axis] * strides[axis];
      position[axis] = 0;
    }
  }
}

} // namespace troupe
