#include "array/indexing/selection.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/indexing/getitem.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Positions = std::vector<std::int64_t>;

/// One for each axis of a result of that rank.
ArrayMetadata promised(DType dtype, std::size_t rank) {
  return {dtype, Chunking(std::vector(rank, Positions{1})), {}};
}

/// The blocks of one axis that an element of an index chooses.
Positions chosen_blocks(const Index& element, std::int64_t count, std::size_t axis) {
  const std::string what = "the blocks of " + axis_text(axis);
  if (const auto* position = std::get_if<std::int64_t>(&element.held()))
    return {resolve_position(*position, count, what)};
  std::vector<Run> runs;
  if (const auto* slice = std::get_if<Slice>(&element.held()))
    runs = resolve_slice(*slice, count);
  else if (const auto* list = std::get_if<Positions>(&element.held()))
    runs = resolve_list(*list, count, what);
  else
    throw IndexError("an index of blocks is a position, a slice or a list");
  Positions chosen;
  for (const Run& run : runs)
    for (std::int64_t i = 0; i < run.count; ++i)
      chosen.push_back(run.start + i * run.step);
  if (chosen.empty())
    throw IndexError("no block is chosen along " + axis_text(axis));
  return chosen;
}

/// Some chunks of an axis, one after the other.
GatherAxis chosen_chunks(const Positions& chosen, const Positions& sizes) {
  Positions starts(sizes.size(), 0);
  std::exclusive_scan(sizes.begin(), sizes.end(), starts.begin(), std::int64_t{0});
  GatherAxis axis;
  for (const std::int64_t block : chosen) {
    axis.runs.push_back({Run::Kind::positions, starts[block], 1, sizes[block]});
    axis.sizes.push_back(sizes[block]);
  }
  return axis;
}

/// What is wrong with a condition for an axis.
std::string misfit(const Shape& condition, std::int32_t axis, std::int64_t extent) {
  return "a condition of shape " + to_string(condition) + " for " + axis_text(static_cast<std::size_t>(axis))
         + " of length " + std::to_string(extent);
}

/// Some whole blocks.
struct ChooseBlocks {
  static constexpr std::string_view name = "blocks";
  std::vector<Positions> chosen; ///< By axis.

  Array build(std::span<const Array> inputs) const {
    Gather gather = Gather::identity(inputs[0], std::string(name));
    for (std::size_t axis = 0; axis < chosen.size(); ++axis)
      gather.axes[axis] = chosen_chunks(chosen[axis], inputs[0].chunking().sizes(axis));
    return apply_gather(std::move(gather), inputs[0]);
  }
};

} // namespace

ArrayMetadata Take::promise(std::span<const Array> inputs) const {
  return promised(inputs[0].dtype(), inputs[0].rank() + inputs[1].rank() - 1);
}

Array Take::build(std::span<const Array> inputs) const {
  const Array& positions = inputs[1];
  const DTypeKind kind = kind_of(positions.dtype());
  if (kind != DTypeKind::signed_integer && kind != DTypeKind::unsigned_integer)
    throw IndexError("an array of " + std::string(to_string(positions.dtype())) + " is no index");
  const Array rows =
      take_rows(std::string(name), inputs[0], ravel(positions), static_cast<std::size_t>(axis));
  Shape shape = inputs[0].shape();
  const Shape added = positions.shape();
  shape.erase(shape.begin() + axis);
  shape.insert(shape.begin() + axis, added.begin(), added.end());
  return reshape(rows, shape);
}

Array CompressAlong::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const Array condition = astype(inputs[1], DType::boolean);
  const std::int64_t extent = array.shape()[axis];
  if (condition.rank() != 1 || condition.shape()[0] > extent)
    throw ShapeError(misfit(condition.shape(), axis, extent));
  std::vector<IndexElement> front(static_cast<std::size_t>(axis), Slice{});
  front.push_back(Slice{.stop = condition.shape()[0]});
  return apply_mask(apply(Getitem{shown, front}, {array}), condition, static_cast<std::size_t>(axis));
}

ArrayMetadata Vindex::promise(std::span<const Array> inputs) const { return promised(inputs[0].dtype(), 1); }

Array Vindex::build(std::span<const Array> inputs) const {
  const Shape shape = inputs[0].shape();
  std::vector<Positions> resolved(shape.size());
  if (flat) {
    const std::int64_t elements = element_count(shape);
    for (const std::int64_t given : positions[0]) {
      std::int64_t position = resolve_position(given, elements, "the flat array");
      for (std::size_t axis = shape.size(); axis-- > 0; position /= shape[axis])
        resolved[axis].push_back(position % shape[axis]);
    }
  } else {
    if (positions.size() != shape.size() || shape.empty())
      throw IndexError(std::to_string(positions.size()) + " lists for an array of shape " + to_string(shape));
    std::size_t length = 1;
    for (const Positions& list : positions)
      length = list.size() == 1 ? length : list.size();
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const Positions& list = positions[axis];
      if (list.size() != length && list.size() != 1)
        throw IndexError("lists of " + std::to_string(length) + " and " + std::to_string(list.size())
                         + " positions");
      for (std::size_t i = 0; i < length; ++i)
        resolved[axis].push_back(
            resolve_position(list[list.size() == 1 ? 0 : i], shape[axis], axis_text(axis)));
    }
  }
  if (shape.empty()) // a flat 0-d array: the element, as often as it is named
    return apply(Vindex{shown, {Positions(positions[0].size(), 0)}, false}, {reshape(inputs[0], {1})});
  return apply(PickElements{shown, std::move(resolved)}, {inputs[0]});
}

namespace {

/// What lies at listed positions along an axis, or of the flat array.
Array take_listed(const std::string& shown, const Array& array, const Positions& positions,
                  std::optional<int> axis, std::source_location line) {
  if (!axis)
    return apply(Vindex{shown, {positions}, true}, {array}, source_line(line));
  std::vector<IndexElement> index(static_cast<std::size_t>(normalise_axis(*axis, array.rank(), shown)),
                                  Slice{});
  index.push_back(positions);
  return apply(Getitem{shown, std::move(index)}, {array}, source_line(line));
}

std::int64_t flat_extent(const Array& array) {
  return array.chunking().is_known() ? element_count(array.shape()) : unknown_extent;
}

} // namespace

Array take(const Array& array, std::int64_t position, std::optional<int> axis, std::source_location line) {
  if (!axis)
    return reshape(take(array, std::vector{position}, std::nullopt, line), {}, line);
  std::vector<IndexElement> index(static_cast<std::size_t>(normalise_axis(*axis, array.rank(), "take")),
                                  Slice{});
  index.push_back(position);
  return apply(Getitem{"take", std::move(index)}, {array}, source_line(line));
}

Array take(const Array& array, const std::vector<std::int64_t>& positions, std::optional<int> axis,
           std::source_location line) {
  return take_listed("take", array, positions, axis, line);
}

Array take(const Array& array, const Array& positions, std::optional<int> axis, std::source_location line) {
  const Array target = axis ? array : ravel(array, line);
  return apply(Take{axis ? normalise_axis(*axis, array.rank(), "take") : 0}, {target, positions},
               source_line(line));
}

Array compress(const Array& condition, const Array& array, std::optional<int> axis,
               std::source_location line) {
  const Array target = axis ? array : ravel(array, line);
  const int number = axis ? normalise_axis(*axis, array.rank(), "compress") : 0;
  return apply(CompressAlong{"compress", number}, {target, condition}, source_line(line));
}

Array compress(const std::vector<bool>& condition, const Array& array, std::optional<int> axis,
               std::source_location line) {
  const int number = axis ? normalise_axis(*axis, array.rank(), "compress") : 0;
  const std::int64_t extent = axis ? array.shape()[number] : flat_extent(array);
  const auto length = static_cast<std::int64_t>(condition.size());
  if (extent != unknown_extent && length > extent)
    throw ShapeError("compress: " + misfit({length}, number, extent));
  Positions positions;
  for (std::size_t i = 0; i < condition.size(); ++i)
    if (condition[i])
      positions.push_back(static_cast<std::int64_t>(i));
  return take_listed("compress", array, positions, axis ? std::optional(number) : std::nullopt, line);
}

Array extract(const Array& condition, const Array& array, std::source_location line) {
  return apply(CompressAlong{"extract", 0}, {ravel(array, line), ravel(condition, line)}, source_line(line));
}

Array vindex(const Array& array, const std::vector<std::vector<std::int64_t>>& positions,
             std::source_location line) {
  return apply(Vindex{"vindex", positions, false}, {array}, source_line(line));
}

Array blocks(const Array& array, const std::vector<Index>& index, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("blocks", [&] {
    if (index.size() > array.rank())
      throw IndexError("an index of " + std::to_string(index.size()) + " axes for an array of shape "
                       + to_string(array.shape()));
    if (!array.chunking().is_known())
      throw ShapeError("the lengths of the blocks are not known yet");
    const Shape grid = array.chunking().grid();
    ChooseBlocks operation;
    for (std::size_t axis = 0; axis < array.rank(); ++axis)
      operation.chosen.push_back(
          chosen_blocks(axis < index.size() ? index[axis] : Index(Slice{}), grid[axis], axis));
    return operation.build({&array, 1});
  });
}

} // namespace troupe
