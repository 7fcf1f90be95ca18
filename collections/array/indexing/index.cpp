#include "array/indexing/index.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

#include <troupe/error.hpp>

#include "array/chunking/chunk_bounds.hpp"

namespace troupe {

namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

/// Axes of the array that an element takes.
std::size_t axes_taken(const IndexElement& element, std::span<const Array> inputs) {
  if (std::holds_alternative<Ellipsis>(element) || std::holds_alternative<NewAxis>(element))
    return 0;
  if (const auto* array = std::get_if<IndexArray>(&element))
    if (inputs[array->input].dtype() == DType::boolean)
      return inputs[array->input].rank();
  return 1;
}

/// The ellipsis spelt out as full slices; one more is put at the end if there is none.
std::vector<IndexElement> spell_out(const std::vector<IndexElement>& index, std::span<const Array> inputs) {
  std::size_t taken = 0, lists = 0, ellipses = 0;
  for (const IndexElement& element : index) {
    taken += axes_taken(element, inputs);
    ellipses += std::holds_alternative<Ellipsis>(element);
    lists += element.index() >= 4;
  }
  const std::size_t rank = inputs[0].rank();
  if (ellipses > 1)
    throw IndexError("an index has at most one ellipsis, not " + std::to_string(ellipses));
  if (taken > rank)
    throw IndexError("an index of " + std::to_string(taken) + " axes for an array of shape "
                     + to_string(inputs[0].shape()));
  if (lists > 1)
    throw IndexError("an index has at most one list or array, not " + std::to_string(lists));
  std::vector<IndexElement> spelt;
  for (const IndexElement& element : index)
    if (std::holds_alternative<Ellipsis>(element))
      spelt.insert(spelt.end(), rank - taken, Slice{});
    else
      spelt.push_back(element);
  if (ellipses == 0)
    spelt.insert(spelt.end(), rank - taken, Slice{});
  return spelt;
}

IndexStep array_step(const IndexArray& element, std::span<const Array> inputs, std::size_t axis) {
  const Array& array = inputs[element.input];
  const Shape shape = inputs[0].shape();
  IndexStep step{IndexStep::Kind::array, {}, false, element.input, 1};
  if (array.dtype() == DType::boolean) {
    step.axis_count = array.rank();
    const Shape wanted(shape.begin() + static_cast<std::ptrdiff_t>(axis),
                       shape.begin() + static_cast<std::ptrdiff_t>(axis + array.rank()));
    if (array.rank() == 0 || array.shape() != wanted)
      throw IndexError("a mask of shape " + to_string(array.shape()) + " does not fit " + to_string(wanted)
                       + " from axis " + std::to_string(axis) + " on");
    return step;
  }
  const DTypeKind kind = kind_of(array.dtype());
  if (kind != DTypeKind::signed_integer && kind != DTypeKind::unsigned_integer)
    throw IndexError("an array of " + std::string(to_string(array.dtype())) + " is no index");
  if (array.rank() > 1)
    throw IndexError("an index array of shape " + to_string(array.shape())
                     + " is neither 1-d nor a single position");
  return step;
}

std::vector<std::int64_t> positions_of(const std::vector<bool>& chosen, std::int64_t extent,
                                       std::size_t axis) {
  if (static_cast<std::int64_t>(chosen.size()) != extent)
    throw IndexError("a list of " + std::to_string(chosen.size()) + " bools for " + axis_text(axis)
                     + " of length " + std::to_string(extent));
  std::vector<std::int64_t> positions;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i])
      positions.push_back(static_cast<std::int64_t>(i));
  return positions;
}

IndexStep step_of(const IndexElement& element, std::span<const Array> inputs, std::size_t axis,
                  std::int64_t extent) {
  using Kind = IndexStep::Kind;
  return std::visit(
      Overloaded{[&](std::int64_t position) -> IndexStep {
                   const std::int64_t at = resolve_position(position, extent, axis_text(axis));
                   return {Kind::drop, {{Run::Kind::positions, at, 1, 1}}};
                 },
                 [&](const Slice& slice) -> IndexStep {
                   return {Kind::take, resolve_slice(slice, extent)};
                 },
                 [&](const Ellipsis&) -> IndexStep { return {}; },
                 [&](const NewAxis&) -> IndexStep {
                   return {Kind::new_axis, {}};
                 },
                 [&](const std::vector<std::int64_t>& list) -> IndexStep {
                   return {Kind::take, resolve_list(list, extent, axis_text(axis)), true};
                 },
                 [&](const std::vector<bool>& list) -> IndexStep {
                   return {Kind::take,
                           resolve_list(positions_of(list, extent, axis), extent, axis_text(axis)), true};
                 },
                 [&](const IndexArray& array) { return array_step(array, inputs, axis); }},
      element);
}

/// The extent of what a step takes, if it keeps its axis.
void append_extent(Shape& shape, const IndexStep& step, std::span<const Array> inputs) {
  switch (step.kind) {
  case IndexStep::Kind::drop: return;
  case IndexStep::Kind::new_axis: shape.push_back(1); return;
  case IndexStep::Kind::array:
    if (inputs[step.input].rank() > 0)
      shape.push_back(inputs[step.input].shape()[0]);
    return;
  case IndexStep::Kind::take: shape.push_back(0);
  }
  for (const Run& run : step.runs)
    shape.back() += run.count;
}

/// Whether an element can be resolved without the lengths that only the data can tell.
bool is_decided(const IndexElement& element, std::span<const Array> inputs, std::int64_t extent) {
  if (const auto* array = std::get_if<IndexArray>(&element))
    return inputs[array->input].dtype() != DType::boolean;
  return extent != unknown_extent;
}

} // namespace

std::string axis_text(std::size_t axis) { return "axis " + std::to_string(axis); }

std::vector<IndexElement> take_apart(const std::vector<Index>& index, std::vector<Array>& inputs) {
  std::vector<IndexElement> elements;
  for (const Index& element : index)
    elements.push_back(std::visit(Overloaded{[&](const Array& array) -> IndexElement {
                                               inputs.push_back(array);
                                               return IndexArray{
                                                   static_cast<std::uint32_t>(inputs.size() - 1)};
                                             },
                                             [](const auto& other) -> IndexElement { return other; }},
                                  element.held()));
  return elements;
}

std::int64_t resolve_position(std::int64_t position, std::int64_t extent, const std::string& what) {
  if (position < -extent || position >= extent)
    throw IndexError("index " + std::to_string(position) + " is outside " + what + " of length "
                     + std::to_string(extent));
  return position < 0 ? position + extent : position;
}

std::vector<Run> resolve_slice(const Slice& slice, std::int64_t extent) {
  const std::int64_t step = slice.step.value_or(1);
  if (step == 0)
    throw ValueError("a slice has a step of 0");
  const std::int64_t lowest = step > 0 ? 0 : -1;
  const std::int64_t highest = step > 0 ? extent : extent - 1;
  const auto bound = [&](const std::optional<std::int64_t>& given, std::int64_t otherwise) {
    if (!given)
      return otherwise;
    return std::clamp(*given < 0 ? *given + extent : *given, lowest, highest);
  };
  const std::int64_t start = bound(slice.start, step > 0 ? lowest : highest);
  const std::int64_t stop = bound(slice.stop, step > 0 ? highest : lowest);
  const std::int64_t length = step > 0 ? stop - start : start - stop;
  if (length <= 0)
    return {};
  const auto stride = step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
  const auto count = static_cast<std::int64_t>((static_cast<std::uint64_t>(length) - 1) / stride + 1);
  return {{Run::Kind::positions, start, count == 1 ? 1 : step, count}};
}

std::vector<Run> resolve_list(const std::vector<std::int64_t>& positions, std::int64_t extent,
                              const std::string& what) {
  std::vector<Run> runs;
  for (const std::int64_t given : positions) {
    const std::int64_t position = resolve_position(given, extent, what);
    if (!runs.empty()) {
      Run& run = runs.back();
      if (run.count == 1)
        run.step = position - run.start;
      if (position == run.start + run.count * run.step) {
        ++run.count;
        continue;
      }
    }
    runs.push_back({Run::Kind::positions, position, 1, 1});
  }
  return runs;
}

std::vector<std::int64_t> list_sizes(const std::vector<Run>& runs, const Array& array, std::size_t axis) {
  std::int64_t count = 0;
  bool rises = true, falls = true;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    count += runs[i].count;
    rises = rises && (runs[i].count == 1 || runs[i].step > 0);
    falls = falls && (runs[i].count == 1 || runs[i].step < 0);
    if (i == 0)
      continue;
    const std::int64_t before = runs[i - 1].start + (runs[i - 1].count - 1) * runs[i - 1].step;
    rises = rises && before < runs[i].start;
    falls = falls && before > runs[i].start;
  }
  if (count == 0)
    return {0};
  if (rises || falls)
    return natural_sizes(runs, array.chunking().sizes(axis));
  const std::int64_t length = grown_chunk_length(array.chunking(), axis, count, array.dtype());
  return Chunking::regular({count}, {length}).sizes(0);
}

std::vector<IndexStep> resolve_index(const std::vector<IndexElement>& index, std::span<const Array> inputs) {
  const Shape shape = inputs[0].shape();
  std::vector<IndexStep> steps;
  std::size_t axis = 0;
  for (const IndexElement& element : spell_out(index, inputs)) {
    steps.push_back(step_of(element, inputs, axis, axis < shape.size() ? shape[axis] : 0));
    axis += axes_taken(element, inputs);
  }
  return steps;
}

Shape possible_shape(const std::vector<IndexElement>& index, std::span<const Array> inputs) {
  const Shape shape = inputs[0].shape();
  Shape result;
  std::size_t axis = 0;
  for (const IndexElement& element : spell_out(index, inputs)) {
    const std::int64_t extent = axis < shape.size() ? shape[axis] : 0;
    if (std::holds_alternative<NewAxis>(element)) {
      result.push_back(1);
    } else if (is_decided(element, inputs, extent)) {
      append_extent(result, step_of(element, inputs, axis, extent), inputs);
    } else {
      const auto* slice = std::get_if<Slice>(&element);
      if (slice != nullptr)
        resolve_slice(*slice, 0); // a step of 0 is wrong at any length
      if (!std::holds_alternative<std::int64_t>(element))
        result.push_back(unknown_extent);
    }
    axis += axes_taken(element, inputs);
  }
  return result;
}

} // namespace troupe
