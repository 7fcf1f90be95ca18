#include "array/statistics/whole_lanes.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <troupe/array/rechunk.hpp>
#include <troupe/array/slicing.hpp>

namespace troupe {

namespace {

/// What a task takes of an array's lanes at a time.
constexpr std::int64_t lanes_task_bytes = std::int64_t{32} << 20;

bool contains(std::span<const std::int64_t> axes, std::size_t axis) {
  return std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
}

/// The next position across `axes`; false behind the last.
bool advance(std::vector<std::int64_t>& position, const Shape& shape, std::span<const std::int64_t> axes) {
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (contains(axes, axis))
      continue;
    if (++position[axis] < shape[axis])
      return true;
    position[axis] = 0;
  }
  return false;
}

} // namespace

std::int64_t lane_length(const Shape& shape, std::span<const std::int64_t> axes) {
  std::int64_t length = 1;
  for (const std::int64_t axis : axes)
    length *= shape[static_cast<std::size_t>(axis)];
  return length;
}

bool lanes_are_whole(const Chunking& chunking, std::span<const std::int64_t> axes) {
  return std::ranges::all_of(
      axes, [&](std::int64_t axis) { return chunking.sizes(static_cast<std::size_t>(axis)).size() == 1; });
}

Array with_whole_lanes(const Array& array, std::span<const std::int64_t> axes) {
  if (lanes_are_whole(array.chunking(), axes))
    return array;
  const Shape shape = array.shape();
  const std::int64_t lane =
      std::max<std::int64_t>(1, lane_length(shape, axes) * static_cast<std::int64_t>(size_of(array.dtype())));
  std::int64_t left = std::max<std::int64_t>(1, lanes_task_bytes / lane);
  std::vector<std::vector<std::int64_t>> sizes = array.chunking().sizes();
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (contains(axes, axis)) {
      sizes[axis] = {shape[axis]};
      continue;
    }
    const std::int64_t most = std::max<std::int64_t>(1, std::ranges::max(sizes[axis]));
    if (most > left)
      sizes[axis] = Chunking::regular({shape[axis]}, {left}).sizes(0);
    left = std::max<std::int64_t>(1, left / std::min(most, left));
  }
  return rechunk(array, Chunking(std::move(sizes)));
}

std::vector<Array> map_lanes(const Array& array, std::span<const std::int64_t> axes,
                             const std::function<Array(const Array& lane)>& operation) {
  const Shape shape = array.shape();
  std::vector<std::int64_t> position(shape.size(), 0);
  std::vector<Array> results;
  do {
    std::vector<Index> index;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      index.push_back(contains(axes, axis) ? Index(Slice{}) : Index(position[axis]));
    results.push_back(operation(getitem(array, index)));
  } while (advance(position, shape, axes));
  return results;
}

} // namespace troupe
