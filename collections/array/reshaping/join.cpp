#include "array/reshaping/join.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <troupe/array/math.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

/// The extents without the one along `axis`.
Shape beside(Shape shape, std::int32_t axis) {
  shape.erase(shape.begin() + axis);
  return shape;
}

void check_shapes(std::span<const Array> inputs, std::int32_t axis) {
  for (const Array& input : inputs) {
    if (input.rank() != inputs[0].rank())
      throw ShapeError("shapes " + to_string(inputs[0].shape()) + " and " + to_string(input.shape())
                       + " have not as many axes");
    if (beside(input.shape(), axis) != beside(inputs[0].shape(), axis))
      throw ShapeError("shapes " + to_string(inputs[0].shape()) + " and " + to_string(input.shape())
                       + " differ beside axis " + std::to_string(axis));
  }
}

/// The cuts of all lists: sizes of which each list's are sums.
Sizes common_sizes(const std::vector<Sizes>& lists) {
  std::vector<std::int64_t> ends;
  for (const Sizes& sizes : lists) {
    std::int64_t end = 0;
    for (const std::int64_t size : sizes)
      ends.push_back(end += size);
  }
  std::ranges::sort(ends);
  Sizes result;
  std::int64_t begin = 0;
  for (const std::int64_t end : ends)
    if (end > begin) {
      result.push_back(end - begin);
      begin = end;
    }
  return result.empty() ? Sizes{0} : result;
}

bool all_equal(const std::vector<Sizes>& lists) {
  return std::ranges::all_of(lists, [&](const Sizes& sizes) { return sizes == lists[0]; });
}

std::vector<Sizes> sizes_along(std::span<const Array> inputs, std::size_t axis) {
  std::vector<Sizes> lists;
  for (const Array& input : inputs)
    lists.push_back(input.chunking().sizes(axis));
  return lists;
}

/// Whether two extents along `axis` are known, and are not equal.
bool differ_where_known(std::span<const Array> inputs, std::size_t axis) {
  std::int64_t known = unknown_extent;
  for (const Array& input : inputs) {
    const std::int64_t extent = input.shape()[axis];
    if (known != unknown_extent && extent != unknown_extent && extent != known)
      return true;
    known = std::max(known, extent);
  }
  return false;
}

/// The inputs, cut alike along all axes but one.
std::vector<Array> cut_beside(std::span<const Array> inputs, std::size_t axis) {
  std::vector<std::vector<Sizes>> wanted;
  for (const Array& input : inputs)
    wanted.push_back(input.chunking().sizes());
  for (std::size_t other = 0; other < inputs[0].rank(); ++other) {
    const std::vector<Sizes> lists = sizes_along(inputs, other);
    if (other == axis || all_equal(lists))
      continue;
    for (auto& sizes : wanted)
      sizes[other] = common_sizes(lists);
  }
  std::vector<Array> result;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    result.push_back(wanted[i] == inputs[i].chunking().sizes() ? inputs[i]
                                                               : rechunk(inputs[i], Chunking(wanted[i])));
  return result;
}

} // namespace

DType common_dtype(std::span<const Array> arrays) {
  std::vector<DType> dtypes;
  std::ranges::transform(arrays, std::back_inserter(dtypes), &Array::dtype);
  return promote_all(std::move(dtypes));
}

bool Concatenate::accepts_unknown(std::span<const Array> inputs) const {
  if (std::ranges::any_of(inputs, [&](const Array& input) { return input.rank() != inputs[0].rank(); }))
    return true; // to be refused
  bool matches = true;
  for (std::size_t other = 0; other < inputs[0].rank(); ++other) {
    if (other == static_cast<std::size_t>(axis))
      continue;
    if (differ_where_known(inputs, other))
      return true; // to be refused
    const std::vector<Sizes> lists = sizes_along(inputs, other);
    const bool known = std::ranges::find(lists[0], unknown_extent) == lists[0].end();
    matches = matches && known && all_equal(lists);
  }
  return matches;
}

namespace {

/// The shape that all have; an extent is known if one of them knows it.
Shape known_of_all(std::span<const Array> inputs) {
  Shape shape = inputs[0].shape();
  for (const Array& input : inputs)
    for (std::size_t axis = 0; axis < std::min(shape.size(), input.rank()); ++axis)
      shape[axis] = std::max(shape[axis], input.shape()[axis]);
  return shape;
}

} // namespace

ArrayMetadata Concatenate::promise(std::span<const Array> inputs) const {
  Shape shape = known_of_all(inputs);
  shape[static_cast<std::size_t>(axis)] = 0;
  for (const Array& input : inputs) {
    const std::int64_t extent = input.shape()[static_cast<std::size_t>(axis)];
    std::int64_t& all = shape[static_cast<std::size_t>(axis)];
    all = all == unknown_extent || extent == unknown_extent ? unknown_extent : all + extent;
  }
  return promise_metadata(common_dtype(inputs), shape);
}

Array Concatenate::build(std::span<const Array> inputs) const {
  check_shapes(inputs, axis);
  const DType dtype = common_dtype(inputs);
  std::vector<Array> parts;
  for (const Array& input : inputs)
    if (input.shape()[axis] != 0)
      parts.push_back(astype(input, dtype));
  if (parts.empty())
    return astype(inputs[0], dtype);
  if (parts.size() == 1)
    return parts[0];
  std::vector<Array> cut = cut_beside(parts, static_cast<std::size_t>(axis));
  return apply(ConcatenateBlocks{shown, axis}, std::move(cut));
}

ArrayMetadata ConcatenateBlocks::infer(std::span<const Array> inputs) const {
  auto sizes = inputs[0].chunking().sizes();
  for (const Array& input : inputs.subspan(1)) {
    const Sizes& more = input.chunking().sizes(axis);
    sizes[axis].insert(sizes[axis].end(), more.begin(), more.end());
  }
  return {inputs[0].dtype(), Chunking(std::move(sizes)), {}};
}

void ConcatenateBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  // In row-major order the inputs take turns: all blocks from `axis` on of the first, of the second, …
  std::int64_t turns = 1;
  const Shape grid = node.chunking().grid();
  for (std::int32_t before = 0; before < axis; ++before)
    turns *= grid[before];
  std::vector<TaskId> tasks;
  for (std::int64_t turn = 0; turn < turns; ++turn)
    for (const NodePointer& input : node.inputs()) {
      const std::span<const TaskId> all = lowering.tasks(*input);
      const std::size_t share = all.size() / static_cast<std::size_t>(turns);
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(turn) * share);
      tasks.insert(tasks.end(), first, first + static_cast<std::ptrdiff_t>(share));
    }
  lowering.set_tasks(node, std::move(tasks));
}

ArrayMetadata Stack::promise(std::span<const Array> inputs) const {
  Shape shape = known_of_all(inputs);
  shape.insert(shape.begin() + axis, static_cast<std::int64_t>(inputs.size()));
  return promise_metadata(common_dtype(inputs), shape);
}

Array Stack::build(std::span<const Array> inputs) const {
  std::vector<Array> parts;
  for (const Array& input : inputs) {
    if (input.shape() != inputs[0].shape())
      throw ShapeError("shapes " + to_string(inputs[0].shape()) + " and " + to_string(input.shape())
                       + " differ");
    parts.push_back(expand_dims(input, {axis}));
  }
  return apply(Concatenate{std::string(name), axis}, std::move(parts));
}

namespace {

void require_arrays(const std::vector<Array>& arrays, const std::string& operation) {
  if (arrays.empty())
    throw ValueError(operation + ": there are no arrays to join");
}

Array concatenate_as(std::string_view operation, std::vector<Array> arrays, int axis, SourceLine line) {
  const std::string shown(operation);
  const int normal_axis = normalise_axis(axis, arrays[0].rank(), shown);
  return apply(Concatenate{shown, normal_axis}, std::move(arrays), line);
}

/// Every array made at least so many axes by `prepare`.
template <class Prepare>
std::vector<Array> prepared(const std::vector<Array>& arrays, Prepare prepare) {
  std::vector<Array> result;
  for (const Array& array : arrays)
    result.push_back(prepare(array));
  return result;
}

std::size_t depth_of(const BlockNest& nest) {
  if (nest.array() != nullptr)
    return 0;
  if (nest.parts().empty())
    throw ValueError("block: a list is empty");
  const std::size_t depth = depth_of(nest.parts().front());
  for (const BlockNest& part : nest.parts())
    if (depth_of(part) != depth)
      throw ValueError("block: the lists are not nested equally deep everywhere");
  return depth + 1;
}

std::size_t most_axes(const BlockNest& nest) {
  if (nest.array() != nullptr)
    return nest.array()->rank();
  std::size_t most = 0;
  for (const BlockNest& part : nest.parts())
    most = std::max(most, most_axes(part));
  return most;
}

/// Joins a nest of `depth` levels along the last axis but `depth - 1`.
Array join_nest(const BlockNest& nest, std::size_t depth, std::size_t rank, std::source_location line) {
  if (nest.array() != nullptr) {
    std::vector<int> leading(rank - nest.array()->rank());
    for (std::size_t i = 0; i < leading.size(); ++i)
      leading[i] = static_cast<int>(i);
    return expand_dims(*nest.array(), leading, line);
  }
  std::vector<Array> parts;
  for (const BlockNest& part : nest.parts())
    parts.push_back(join_nest(part, depth - 1, rank, line));
  return concatenate_as("block", std::move(parts), -static_cast<int>(depth), source_line(line));
}

} // namespace

Array concatenate(const std::vector<Array>& arrays, int axis, std::source_location line) {
  require_arrays(arrays, "concatenate");
  return concatenate_as("concatenate", arrays, axis, source_line(line));
}

Array stack(const std::vector<Array>& arrays, int axis, std::source_location line) {
  require_arrays(arrays, "stack");
  return apply(Stack{normalise_axis(axis, arrays[0].rank() + 1, "stack")}, arrays, source_line(line));
}

Array vstack(const std::vector<Array>& arrays, std::source_location line) {
  require_arrays(arrays, "vstack");
  const auto rows = prepared(arrays, [&](const Array& array) { return atleast_2d(array, line); });
  return concatenate_as("vstack", rows, 0, source_line(line));
}

Array hstack(const std::vector<Array>& arrays, std::source_location line) {
  require_arrays(arrays, "hstack");
  auto parts = prepared(arrays, [&](const Array& array) { return atleast_1d(array, line); });
  const int axis = parts[0].rank() == 1 ? 0 : 1;
  return concatenate_as("hstack", std::move(parts), axis, source_line(line));
}

Array dstack(const std::vector<Array>& arrays, std::source_location line) {
  require_arrays(arrays, "dstack");
  const auto parts = prepared(arrays, [&](const Array& array) { return atleast_3d(array, line); });
  return concatenate_as("dstack", parts, 2, source_line(line));
}

Array block(const BlockNest& nest, std::source_location line) {
  const std::size_t depth = depth_of(nest);
  return join_nest(nest, depth, std::max(depth, most_axes(nest)), line);
}

Array append(const Array& array, const Array& values, std::optional<int> axis, std::source_location line) {
  if (!axis)
    return concatenate_as("append", {ravel(array, line), ravel(values, line)}, 0, source_line(line));
  return concatenate_as("append", {array, values}, *axis, source_line(line));
}

} // namespace troupe
