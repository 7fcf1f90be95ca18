#include "array/reshaping/flip.hpp"

#include <algorithm>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/axis_list.hpp"
#include "array/gathering/gather.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// Moves `axis` on by `shift`: the tail comes first.
void roll_axis(GatherAxis& axis, std::int64_t extent, std::int64_t shift,
               const std::vector<std::int64_t>& sizes) {
  const std::int64_t moved = (shift % extent + extent) % extent;
  if (moved == 0)
    return;
  axis.runs = {{Run::Kind::positions, extent - moved, 1, moved},
               {Run::Kind::positions, 0, 1, extent - moved}};
  axis.sizes = sizes;
}

/// `left + right`, modulo `extent`, without overflow.
std::int64_t add_shifts(std::int64_t left, std::int64_t right, std::int64_t extent) {
  return extent == 0 ? 0 : (left % extent + right % extent) % extent;
}

} // namespace

Array Flip::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  Gather gather = Gather::identity(array, shown);
  for (const int axis : axes) {
    const std::int64_t extent = array.shape()[axis];
    if (extent < 2)
      continue;
    gather.axes[axis].runs = {{Run::Kind::positions, extent - 1, -1, extent}};
    std::ranges::reverse(gather.axes[axis].sizes);
  }
  return apply_gather(std::move(gather), array);
}

Array Roll::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  if (flat) {
    const Array rolled = roll(ravel(array), shifts, {0});
    return reshape(rolled, array.shape());
  }
  const Shape shape = array.shape();
  Shape moved(array.rank(), 0);
  for (std::size_t i = 0; i < axes.size(); ++i)
    moved[axes[i]] = add_shifts(moved[axes[i]], shifts[i], shape[axes[i]]);
  Gather gather = Gather::identity(array, std::string(name));
  for (std::size_t axis = 0; axis < array.rank(); ++axis)
    if (shape[axis] > 0)
      roll_axis(gather.axes[axis], shape[axis], moved[axis], array.chunking().sizes(axis));
  return apply_gather(std::move(gather), array);
}

Array flip(const Array& array, const Axes& axes, std::source_location line) {
  return apply(Flip{"flip", axes.in_order(array.rank(), "flip")}, {array}, source_line(line));
}

Array flipud(const Array& array, std::source_location line) {
  return apply(Flip{"flipud", normalise_axes({0}, array.rank(), "flipud")}, {array}, source_line(line));
}

Array fliplr(const Array& array, std::source_location line) {
  return apply(Flip{"fliplr", normalise_axes({1}, array.rank(), "fliplr")}, {array}, source_line(line));
}

Array rot90(const Array& array, int k, std::array<int, 2> axes, std::source_location line) {
  const std::vector<int> plane = normalise_axes({axes[0], axes[1]}, array.rank(), "rot90");
  switch (k & 3) {
  case 1: return swapaxes(flip(array, plane[1], line), plane[0], plane[1], line);
  case 2: return flip(array, plane, line);
  case 3: return flip(swapaxes(array, plane[0], plane[1], line), plane[1], line);
  default: return array;
  }
}

Array roll(const Array& array, std::int64_t shift, const Axes& axes, std::source_location line) {
  if (axes.named())
    return roll(array, std::vector{shift}, axes, line);
  return apply(Roll{{shift}, {}, true}, {array}, source_line(line));
}

Array roll(const Array& array, const std::vector<std::int64_t>& shifts, const Axes& named,
           std::source_location line) {
  const std::vector<std::int64_t> axes = named.named() ? *named.named() : named.resolve(array.rank(), "roll");
  std::vector<std::int64_t> by_axis = shifts;
  if (shifts.size() == 1)
    by_axis.assign(axes.size(), shifts[0]);
  if (by_axis.size() != axes.size() && axes.size() != 1)
    throw ShapeError("roll: " + std::to_string(shifts.size()) + " shifts along " + std::to_string(axes.size())
                     + " axes");
  std::vector<int> numbers;
  for (std::size_t i = 0; i < by_axis.size(); ++i)
    numbers.push_back(normalise_axis(axes[axes.size() == 1 ? 0 : i], array.rank(), "roll"));
  return apply(Roll{std::move(by_axis), std::move(numbers), false}, {array}, source_line(line));
}

} // namespace troupe
