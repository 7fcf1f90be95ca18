#include "array/reshaping/dimensions.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/error.hpp>

#include "array/axis_list.hpp"
#include "array/creation/creation.hpp"
#include "array/gathering/gather.hpp"
#include "array/reshaping/reshape_blocks.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

bool contains(const std::vector<int>& axes, std::size_t axis) {
  return std::ranges::find(axes, static_cast<int>(axis)) != axes.end();
}

} // namespace

ArrayMetadata Squeeze::promise(std::span<const Array> inputs) const {
  Shape shape;
  for (std::size_t axis = 0; axis < inputs[0].rank(); ++axis)
    if (!contains(axes, axis))
      shape.push_back(inputs[0].shape()[axis]);
  return promise_metadata(inputs[0].dtype(), shape);
}

Array Squeeze::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  std::vector<AxisChunks> chunks;
  std::vector<std::vector<std::int64_t>> sizes;
  for (std::size_t axis = 0; axis < array.rank(); ++axis) {
    const bool dropped = contains(axes, axis);
    if (!dropped) {
      chunks.emplace_back(keep_chunks);
      sizes.push_back(array.chunking().sizes(axis));
      continue;
    }
    chunks.emplace_back(-1);
    if (array.shape()[axis] != 1)
      throw ShapeError("axis " + std::to_string(axis) + " of an array of shape " + to_string(array.shape())
                       + " has not length 1");
  }
  return reshape_blocks(rechunk(array, std::move(chunks)), std::move(sizes), std::string(name));
}

Array ExpandDims::build(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes;
  std::size_t next = 0;
  for (std::size_t axis = 0; axis < inputs[0].rank() + axes.size(); ++axis)
    sizes.push_back(contains(axes, axis) ? std::vector<std::int64_t>{1} : inputs[0].chunking().sizes(next++));
  return reshape_blocks(inputs[0], std::move(sizes), shown);
}

ArrayMetadata BroadcastTo::promise(std::span<const Array> inputs) const {
  return promise_metadata(inputs[0].dtype(), shape);
}

Array BroadcastTo::build(std::span<const Array> inputs) const {
  const Shape from = inputs[0].shape();
  bool fits = from.size() <= shape.size();
  for (std::size_t i = 0; fits && i < from.size(); ++i)
    fits = from[from.size() - 1 - i] == shape[shape.size() - 1 - i] || from[from.size() - 1 - i] == 1;
  if (!fits)
    throw ShapeError("an array of shape " + to_string(from) + " does not broadcast to " + to_string(shape));
  element_count(shape);
  std::vector<int> leading(shape.size() - from.size());
  for (std::size_t i = 0; i < leading.size(); ++i)
    leading[i] = static_cast<int>(i);
  const Array array = apply(ExpandDims{std::string(name), leading}, {inputs[0]});
  Gather gather = Gather::identity(array, std::string(name));
  std::vector<AxisChunks> chunks;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (array.shape()[axis] == shape[axis]) {
      chunks.emplace_back(array.chunking().sizes(axis));
      continue;
    }
    chunks.emplace_back("auto");
    gather.axes[axis].runs = {{Run::Kind::positions, 0, 0, shape[axis]}};
  }
  const Chunking wanted = Chunks(std::move(chunks)).resolve(shape, array.dtype());
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    gather.axes[axis].sizes = wanted.sizes(axis);
  return apply_gather(std::move(gather), array);
}

Array squeeze(const Array& array, const Axes& axes, std::source_location line) {
  std::vector<int> dropped = axes.in_order(array.rank(), "squeeze");
  if (!axes.named())
    std::erase_if(dropped, [&](int axis) { return array.shape()[axis] != 1; });
  return apply(Squeeze{std::move(dropped)}, {array}, source_line(line));
}

Array expand_dims(const Array& array, const Axes& axes, std::source_location line) {
  const std::size_t count = axes.named() ? axes.named()->size() : 0;
  if (count == 0)
    return array;
  const std::vector<int> added = axes.in_order(array.rank() + count, "expand_dims");
  return apply(ExpandDims{"expand_dims", added}, {array}, source_line(line));
}

Array atleast_1d(const Array& array, std::source_location line) {
  return array.rank() >= 1 ? array : apply(ExpandDims{"atleast_1d", {0}}, {array}, source_line(line));
}

Array atleast_2d(const Array& array, std::source_location line) {
  if (array.rank() >= 2)
    return array;
  const std::vector<int> axes = array.rank() == 0 ? std::vector{0, 1} : std::vector{0};
  return apply(ExpandDims{"atleast_2d", axes}, {array}, source_line(line));
}

Array atleast_3d(const Array& array, std::source_location line) {
  if (array.rank() >= 3)
    return array;
  const std::vector<std::vector<int>> axes{{0, 1, 2}, {0, 2}, {2}};
  return apply(ExpandDims{"atleast_3d", axes[array.rank()]}, {array}, source_line(line));
}

Array broadcast_to(const Array& array, const Shape& shape, std::source_location line) {
  naming(BroadcastTo::name, [&] { require_extents(shape); });
  return apply(BroadcastTo{shape}, {array}, source_line(line));
}

Array BroadcastArrays::build(std::span<const Array> inputs) const {
  std::vector<Shape> shapes;
  for (const Array& array : inputs)
    shapes.push_back(array.shape());
  return broadcast_to(inputs[which], broadcast(shapes, std::string(name)));
}

std::vector<Array> broadcast_arrays(const std::vector<Array>& arrays, std::source_location line) {
  std::vector<Array> result;
  for (std::uint32_t i = 0; i < arrays.size(); ++i)
    result.push_back(apply(BroadcastArrays{i}, arrays, source_line(line)));
  return result;
}

} // namespace troupe
