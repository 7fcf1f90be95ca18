#include "array/indexing/insertion.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "array/gathering/gather.hpp"
#include "array/indexing/assigned_value.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

/// Axis `axis` of `array` in another order, with repeats or gaps.
Array take_rows(const Array& array, std::int32_t axis, const Sizes& rows, std::string_view shown) {
  Gather gather = Gather::identity(array, std::string(shown));
  std::vector<Run> runs = resolve_list(rows, array.shape()[axis], axis_text(static_cast<std::size_t>(axis)));
  Sizes sizes = list_sizes(runs, array, static_cast<std::size_t>(axis));
  gather.axes[axis] = {std::move(runs), std::move(sizes)};
  return apply_gather(std::move(gather), array);
}

/// The places of an axis of `extent`, and after it, before which something is put in.
Sizes resolve_places(const Sizes& positions, std::int64_t extent, std::size_t axis) {
  Sizes places;
  for (const std::int64_t position : positions) {
    if (position < -extent || position > extent)
      throw IndexError("position " + std::to_string(position) + " is outside " + axis_text(axis)
                       + " of length " + std::to_string(extent));
    places.push_back(position < 0 ? position + extent : position);
  }
  return places;
}

/// `values` with as many axes as `array`, at least.
Array with_axes(const Array& values, std::size_t rank) {
  std::vector<int> leading(rank > values.rank() ? rank - values.rank() : 0);
  std::iota(leading.begin(), leading.end(), 0);
  return expand_dims(values, leading);
}

/// Which rows of the array, and behind them of the values, make the result.
Sizes merged_rows(const Sizes& places, std::int64_t extent, std::int64_t added) {
  std::vector<std::pair<std::int64_t, std::int64_t>> order; // place, row of the values
  for (std::int64_t row = 0; row < added; ++row)
    order.emplace_back(places[places.size() == 1 ? 0 : row], row);
  std::ranges::stable_sort(order, {}, &std::pair<std::int64_t, std::int64_t>::first);
  Sizes rows;
  auto next = order.begin();
  for (std::int64_t row = 0; row <= extent; ++row) {
    for (; next != order.end() && next->first == row; ++next)
      rows.push_back(extent + next->second);
    if (row < extent)
      rows.push_back(row);
  }
  return rows;
}

} // namespace

Array Insert::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const std::int64_t extent = array.shape()[axis];
  const Sizes places = resolve_places(positions, extent, static_cast<std::size_t>(axis));
  if (places.empty())
    return array;
  Array values = with_axes(inputs[1], array.rank());
  if (by_row)
    values = moveaxis(values, 0, axis);
  Shape shape = array.shape();
  shape[axis] = single && values.rank() == array.rank() ? values.shape()[axis]
                                                        : static_cast<std::int64_t>(places.size());
  values = broadcast_to(values, shape);
  return take_rows(concatenate({array, values}, axis), axis, merged_rows(places, extent, shape[axis]), name);
}

Array Delete::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const std::int64_t extent = array.shape()[axis];
  std::vector<IndexElement> whole(array.rank(), Slice{});
  whole[axis] = index;
  const IndexStep step = resolve_index(whole, inputs)[axis];
  std::vector<bool> dropped(static_cast<std::size_t>(extent), false);
  for (const Run& run : step.runs)
    for (std::int64_t i = 0; i < run.count; ++i)
      dropped[static_cast<std::size_t>(run.start + i * run.step)] = true;
  Sizes rows;
  for (std::int64_t row = 0; row < extent; ++row)
    if (!dropped[static_cast<std::size_t>(row)])
      rows.push_back(row);
  return take_rows(array, axis, rows, name);
}

Array Repeat::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  if (repeats == 1)
    return array;
  if (repeats == 0)
    return take_rows(array, axis, {}, name);
  Shape wide = array.shape();
  wide.insert(wide.begin() + axis + 1, repeats);
  element_count(wide);
  Shape shape = array.shape();
  shape[axis] *= repeats;
  // An element's copies follow one another: blocks are of fewer elements rather than of some of their copies.
  std::vector<Sizes> sizes = array.chunking().sizes();
  sizes.insert(sizes.begin() + axis + 1, {repeats});
  ChunkBound bound{array.dtype(), largest_chunk_elements(array.chunking()), std::vector(wide.size(), true)};
  bound.cut_last[static_cast<std::size_t>(axis)] = false;
  const Chunking chunking = bound.applied_to(Chunking(sizes));
  sizes = chunking.sizes();
  sizes.erase(sizes.begin() + axis + 1);
  const Array cut = rechunk(array, Chunking(std::move(sizes)));
  return reshape(rechunk(broadcast_to(expand_dims(cut, {axis + 1}), wide), chunking), shape);
}

ArrayMetadata Tile::promise(std::span<const Array> inputs) const {
  return {inputs[0].dtype(), Chunking(std::vector(repeats.size(), Sizes{1})), {}};
}

Array Tile::build(std::span<const Array> inputs) const {
  const Array array = with_axes(inputs[0], repeats.size());
  Gather gather = Gather::identity(array, std::string(name));
  Shape shape = array.shape();
  for (std::size_t axis = 0; axis < repeats.size(); ++axis)
    if (__builtin_mul_overflow(shape[axis], repeats[axis], &shape[axis]))
      throw ShapeError("the result has more than 2^63 - 1 elements along " + axis_text(axis));
  byte_count(shape, size_of(array.dtype())); // throws if it is beyond 2^63, before copies are listed
  for (std::size_t axis = 0; axis < repeats.size(); ++axis) {
    const GatherAxis once = gather.axes[axis];
    GatherAxis& axis_of_result = gather.axes[axis];
    axis_of_result = {{}, {}};
    for (std::int64_t i = 0; i < repeats[axis]; ++i) {
      axis_of_result.runs.insert(axis_of_result.runs.end(), once.runs.begin(), once.runs.end());
      axis_of_result.sizes.insert(axis_of_result.sizes.end(), once.sizes.begin(), once.sizes.end());
    }
    if (axis_of_result.sizes.empty())
      axis_of_result.sizes = {0};
    const std::int64_t length = grown_chunk_length(array.chunking(), axis, shape[axis], array.dtype());
    if (length > std::ranges::max(once.sizes)) // many small blocks
      axis_of_result.sizes = Chunking::regular({shape[axis]}, {length}).sizes(0);
  }
  return apply_gather(std::move(gather), array);
}

namespace {

/// The array and the axis an operation works along: the flat array without one.
std::pair<Array, int> along(const Array& array, std::optional<int> axis, const std::string& operation,
                            std::source_location line) {
  if (!axis)
    return {ravel(array, line), 0};
  return {array, normalise_axis(*axis, array.rank(), operation)};
}

} // namespace

Array insert(const Array& array, std::int64_t position, const Located& values, std::optional<int> axis) {
  const CallScope scope(values.line());
  const auto [target, number] = along(array, axis, "insert", {});
  return apply(Insert{number, {position}, true, true},
               {target, naming(Insert::name, [&] { return assigned_value(values, target.dtype()); })},
               values.line());
}

Array insert(const Array& array, const std::vector<std::int64_t>& positions, const Located& values,
             std::optional<int> axis) {
  const CallScope scope(values.line());
  const auto [target, number] = along(array, axis, "insert", {});
  return apply(Insert{number, positions, positions.size() == 1, false},
               {target, naming(Insert::name, [&] { return assigned_value(values, target.dtype()); })},
               values.line());
}

Array delete_at(const Array& array, const Index& index, std::optional<int> axis, std::source_location line) {
  const auto [target, number] = along(array, axis, "delete_at", line);
  std::vector<Array> inputs{target};
  const std::vector<IndexElement> elements = take_apart({index}, inputs);
  if (inputs.size() != 1 || elements[0].index() == 2 || elements[0].index() == 3)
    throw IndexError("delete_at: the index is no position, list, slice or list of bools");
  return apply(Delete{number, elements[0]}, std::move(inputs), source_line(line));
}

Array repeat(const Array& array, std::int64_t repeats, std::optional<int> axis, std::source_location line) {
  if (repeats < 0)
    throw ValueError("repeat: " + std::to_string(repeats) + " times");
  const auto [target, number] = along(array, axis, "repeat", line);
  return apply(Repeat{number, repeats}, {target}, source_line(line));
}

Array tile(const Array& array, const std::vector<std::int64_t>& repeats, std::source_location line) {
  for (const std::int64_t times : repeats)
    if (times < 0)
      throw ValueError("tile: " + std::to_string(times) + " times");
  std::vector<std::int64_t> by_axis(std::max(repeats.size(), array.rank()), 1);
  std::ranges::copy(repeats, by_axis.end() - static_cast<std::ptrdiff_t>(repeats.size()));
  return apply(Tile{std::move(by_axis)}, {array}, source_line(line));
}

} // namespace troupe
