#include "array/indexing/setitem.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <troupe/array/choosing.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/indexing/assigned_value.hpp"
#include "array/indexing/getitem.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// The shape of `value` with as many axes as `shape`, to which it must broadcast; `open` is an axis whose length is
/// not known yet. Unknown lengths of the value may fit.
Shape fitting(const Array& value, const Shape& shape, std::optional<std::size_t> open) {
  const Shape given = value.shape();
  Shape padded(shape.size(), 1);
  bool fits = true;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::int64_t extent = given[given.size() - 1 - i];
    if (i >= shape.size()) {
      fits = fits && (extent == 1 || extent == unknown_extent);
      continue;
    }
    const std::size_t axis = shape.size() - 1 - i;
    padded[axis] = extent;
    fits = fits && (extent == 1 || extent == unknown_extent || extent == shape[axis] || axis == open);
  }
  if (!fits)
    throw ShapeError("a value of shape " + to_string(given) + " does not fit the shape " + to_string(shape));
  return padded;
}

Array fit(const Array& value, const Shape& shape, std::optional<std::size_t> open) {
  return reshape(value, fitting(value, shape, open));
}

/// `array` with axes of length 1 behind: it broadcasts along `rank - 1 - axis` later axes.
Array as_column(const Array& array, std::size_t axis, std::size_t rank) {
  Shape shape{array.shape()[0]};
  shape.resize(rank - axis, 1);
  return reshape(array, shape);
}

/// `sub` with `value` along an axis where a 1-d mask is true; `axis` of the value is 1 long, or has a row for
/// each.
Array assign_masked(const Array& sub, const Array& mask, std::size_t axis, const Array& given) {
  Shape shape = sub.shape();
  shape[axis] = unknown_extent;
  Array value = fit(given, shape, axis);
  const auto number = static_cast<std::int32_t>(axis);
  if (value.shape()[axis] != 1) {
    const Array whole = rechunk(value, Chunks::along({{number, -1}}));
    value = apply(AlongAxis{"spread", number, mask.shape()[0]}, {whole, rechunk(mask, -1)});
  }
  return where(as_column(mask, axis, sub.rank()), value, sub);
}

Array assign_mask(const Array& sub, const Array& mask, std::size_t axis, const Array& value) {
  if (mask.rank() == 1)
    return assign_masked(sub, mask, axis, value);
  Shape shape = sub.shape();
  const auto first = shape.begin() + static_cast<std::ptrdiff_t>(axis);
  shape.erase(first + 1, first + static_cast<std::ptrdiff_t>(mask.rank()));
  shape[axis] = element_count(mask.shape());
  return reshape(assign_masked(reshape(sub, shape), ravel(mask), axis, value), sub.shape());
}

Array assign_positions(const Array& sub, const Array& positions, std::size_t axis, const Array& given) {
  Shape shape = sub.shape();
  if (positions.rank() == 0) { // the value has not the axis
    shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
    return assign_positions(sub, ravel(positions), axis,
                            expand_dims(fit(given, shape, std::nullopt), static_cast<int>(axis)));
  }
  const std::int64_t extent = shape[axis];
  shape[axis] = positions.shape()[0];
  Array value = fit(given, shape, std::nullopt);
  if (shape[axis] == 0)
    return sub; // and there may be no row of the value to take
  const Array places = apply(AlongAxis{"last_places", 0, extent}, {rechunk(positions, -1)});
  if (value.shape()[axis] != 1)
    value = take(value, maximum(places, 0), static_cast<int>(axis));
  return where(as_column(greater_equal(places, 0), axis, sub.rank()), value, sub);
}

/// How an axis of a selection is cut.
std::vector<std::int64_t> selection_sizes(const IndexStep& step, const Array& array, std::size_t axis) {
  if (step.kind == IndexStep::Kind::new_axis)
    return {1};
  return step.is_list ? list_sizes(step.runs, array, axis)
                      : natural_sizes(step.runs, array.chunking().sizes(axis));
}

/// Positions along each axis of the array, and the value with one axis for each of those, out of one for each
/// of the selection's.
Array assign_runs(const Array& array, const std::vector<IndexStep>& steps, const Array& given) {
  Shape selection, by_axis;
  std::vector<std::vector<Run>> positions;
  std::vector<std::vector<std::int64_t>> selected_sizes;
  std::size_t axis = 0;
  for (const IndexStep& step : steps) {
    std::int64_t count = 0;
    for (const Run& run : step.runs)
      count += run.count;
    if (step.kind == IndexStep::Kind::new_axis)
      count = 1;
    if (step.kind != IndexStep::Kind::drop) {
      selection.push_back(count);
      selected_sizes.push_back(selection_sizes(step, array, axis));
    }
    axis += step.kind != IndexStep::Kind::new_axis;
  }
  fitting(given, selection, std::nullopt);
  const Array value = given.chunking().is_known() ? fit(given, selection, std::nullopt)
                                                  : apply(StretchToSelection{selected_sizes}, {given});
  std::size_t next = 0;
  for (const IndexStep& step : steps) {
    if (step.kind == IndexStep::Kind::new_axis) {
      ++next;
      continue;
    }
    by_axis.push_back(step.kind == IndexStep::Kind::drop ? 1 : value.shape()[next++]);
    positions.push_back(step.runs);
  }
  if (std::ranges::find(selection, 0) != selection.end())
    return array;
  return apply(ScatterBlocks{std::move(positions)}, {array, reshape(value, by_axis)});
}

bool is_whole(const IndexElement& element) {
  const auto* slice = std::get_if<Slice>(&element);
  return slice != nullptr ? *slice == Slice{} : std::holds_alternative<Ellipsis>(element);
}

} // namespace

bool Setitem::accepts_unknown(std::span<const Array> inputs) const {
  return inputs.size() == 2 && inputs[0].chunking().is_known();
}

Array StretchToSelection::build(std::span<const Array> inputs) const {
  const Chunking selection(sizes);
  const Shape shape = selection.shape();
  return rechunk(broadcast_to(fit(inputs[0], shape, std::nullopt), shape), selection);
}

ArrayMetadata Setitem::promise(std::span<const Array> inputs) const {
  possible_shape(index, inputs); // throws for what is wrong
  return inputs[0].node()->metadata();
}

Array Setitem::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const std::vector<IndexStep> steps = resolve_index(index, inputs);
  const auto step = std::ranges::find(steps, IndexStep::Kind::array, &IndexStep::kind);
  if (step == steps.end())
    return assign_runs(array, steps, inputs[1]);
  // The other elements of the index name a part; the part gets new elements, and the array the new part.
  const Array& chosen = inputs[step->input];
  std::vector<IndexElement> part;
  std::size_t axis = 0;
  for (const IndexElement& element : index) {
    if (!std::holds_alternative<IndexArray>(element)) {
      part.push_back(element);
      continue;
    }
    part.insert(part.end(), step->axis_count, Slice{});
  }
  for (auto other = steps.begin(); other != step; ++other)
    axis += other->kind != IndexStep::Kind::drop;
  const Array sub = apply(Getitem{std::string(name), part}, {array});
  const Array changed = chosen.dtype() == DType::boolean ? assign_mask(sub, chosen, axis, inputs[1])
                                                         : assign_positions(sub, chosen, axis, inputs[1]);
  if (std::ranges::all_of(part, is_whole))
    return changed;
  return apply(Setitem{part}, {array, changed});
}

Array setitem(const Array& array, const std::vector<Index>& index, const Located& value) {
  const CallScope scope(value.line());
  std::vector<Array> inputs{array};
  inputs.push_back(naming(Setitem::name, [&] { return assigned_value(value, array.dtype()); }));
  Setitem operation;
  operation.index = take_apart(index, inputs);
  return apply(std::move(operation), std::move(inputs), value.line());
}

} // namespace troupe
