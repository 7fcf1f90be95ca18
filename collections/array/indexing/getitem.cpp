#include "array/indexing/getitem.hpp"

#include <algorithm>
#include <utility>

#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "expression/apply.hpp"

namespace troupe {

namespace {

bool is_full(const IndexElement& element) {
  const auto* slice = std::get_if<Slice>(&element);
  return std::holds_alternative<Ellipsis>(element) || (slice != nullptr && *slice == Slice{});
}

/// The part of an index without arrays, as a gather; `array_axis` becomes the place of the array among the
/// result's axes.
Gather basic_gather(const std::vector<IndexStep>& steps, const Array& array, const std::string& shown,
                    std::optional<std::size_t>& array_axis) {
  Gather gather = Gather::identity(array, shown);
  gather.kept.clear();
  std::size_t axis = 0;
  for (const IndexStep& step : steps) {
    switch (step.kind) {
    case IndexStep::Kind::new_axis: gather.kept.push_back(Gather::new_axis); continue;
    case IndexStep::Kind::array:
      array_axis = gather.kept.size();
      for (std::size_t i = 0; i < step.axis_count; ++i)
        gather.kept.push_back(static_cast<std::int32_t>(axis + i));
      axis += step.axis_count;
      continue;
    case IndexStep::Kind::drop: gather.axes[axis] = {step.runs, {1}}; break;
    case IndexStep::Kind::take: {
      const std::vector<std::int64_t>& sizes = array.chunking().sizes(axis);
      gather.kept.push_back(static_cast<std::int32_t>(axis));
      if (step.runs != gather.axes[axis].runs)
        gather.axes[axis] = {step.runs, step.is_list ? list_sizes(step.runs, array, axis)
                                                     : natural_sizes(step.runs, sizes)};
    }
    }
    ++axis;
  }
  return gather;
}

} // namespace

bool Getitem::accepts_unknown(std::span<const Array>) const { return std::ranges::all_of(index, is_full); }

ArrayMetadata Getitem::promise(std::span<const Array> inputs) const {
  return promise_metadata(inputs[0].dtype(), possible_shape(index, inputs));
}

Array Getitem::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  if (accepts_unknown(inputs)) {
    const auto full = static_cast<std::size_t>(
        std::ranges::count_if(index, [](const IndexElement& e) { return std::holds_alternative<Slice>(e); }));
    if (full > array.rank() || index.size() > full + 1)
      resolve_index(index, inputs); // says what is wrong
    return array;
  }
  const std::vector<IndexStep> steps = resolve_index(index, inputs);
  std::optional<std::size_t> array_axis;
  const Array basic = apply_gather(basic_gather(steps, array, shown, array_axis), array);
  if (!array_axis)
    return basic;
  const auto step = std::ranges::find(steps, IndexStep::Kind::array, &IndexStep::kind);
  const Array& chosen = inputs[step->input];
  if (chosen.dtype() == DType::boolean)
    return apply_mask(basic, chosen, *array_axis);
  if (chosen.rank() == 0)
    return squeeze(take_rows(shown, basic, ravel(chosen), *array_axis),
                   static_cast<std::int32_t>(*array_axis));
  return take_rows(shown, basic, chosen, *array_axis);
}

Array apply_mask(const Array& array, const Array& mask, std::size_t axis) {
  Array flat = array;
  Array flat_mask = mask;
  if (mask.rank() > 1) {
    Shape shape = array.shape();
    const auto first = shape.begin() + static_cast<std::ptrdiff_t>(axis);
    shape.erase(first + 1, first + static_cast<std::ptrdiff_t>(mask.rank()));
    shape[axis] = element_count(mask.shape());
    flat = reshape(array, shape);
    flat_mask = ravel(mask);
  }
  const Array cut = rechunk(flat_mask, Chunking({flat.chunking().sizes(axis)}));
  const bool is_shared = flat.chunking().block_count() > cut.chunking().block_count();
  return apply(Compress{static_cast<std::int32_t>(axis), is_shared}, {flat, cut});
}

namespace {

Array taken(const Array& array, const std::vector<Index>& index, SourceLine line) {
  std::vector<Array> inputs{array};
  Getitem operation;
  operation.index = take_apart(index, inputs);
  return apply(std::move(operation), std::move(inputs), line);
}

} // namespace

Array getitem(const Array& array, const std::vector<Index>& index, std::source_location line) {
  return taken(array, index, source_line(line));
}

const Array Array::operator[](const Index& index) const { return taken(*this, {index}, index.line()); }

const Array Array::operator[](std::initializer_list<Index> index) const {
  return taken(*this, index, index.size() == 0 ? SourceLine{} : index.begin()->line());
}

} // namespace troupe
