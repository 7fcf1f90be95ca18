#include "array/functions/blockwise.hpp"

#include <algorithm>
#include <utility>

#include <troupe/array/functions/blockwise.hpp>
#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "expression/apply.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

BlockCall::Labels labels_of(std::string_view text) { return {text.begin(), text.end()}; }

std::string quoted(std::int32_t label) { return std::string("'") + static_cast<char>(label) + "'"; }

bool contains(const BlockCall::Labels& labels, std::int32_t label) {
  return std::ranges::find(labels, label) != labels.end();
}

void require_labels(const Blockwise& call, std::span<const Array> arrays) {
  const std::string name(Blockwise::name);
  for (std::size_t i = 0; i < arrays.size(); ++i)
    if (call.labels[i].size() != arrays[i].rank())
      throw ValueError(name + ": " + std::to_string(call.labels[i].size()) + " labels for the "
                       + std::to_string(arrays[i].rank()) + " axes of array " + std::to_string(i + 1));
  const auto is_of_an_array = [&](std::int32_t label) {
    return std::ranges::any_of(call.labels, [&](const auto& own) { return contains(own, label); });
  };
  const auto is_new = [&](std::int32_t label) {
    return std::ranges::any_of(call.new_axes, [&](const auto& axis) { return axis.first == label; });
  };
  for (const std::int32_t label : call.out) {
    if (std::ranges::count(call.out, label) > 1)
      throw ValueError(name + ": the result has label " + quoted(label) + " twice");
    if (!is_of_an_array(label) && !is_new(label))
      throw ValueError(name + ": no array has label " + quoted(label)
                       + ", so its chunks must be given by .new_axes");
  }
  for (const auto& [label, sizes] : call.new_axes)
    if (is_of_an_array(label) || !contains(call.out, label))
      throw ValueError(name + ": " + quoted(label) + " is no new axis of the result");
  for (const auto& [label, sizes] : call.adjusted)
    if (!contains(call.out, label))
      throw ValueError(name + ": " + quoted(label) + " is to be adjusted and is no axis of the result");
}

void require_aligned(std::span<const Array> arrays, const std::vector<Array>& cut) {
  for (std::size_t i = 0; i < arrays.size(); ++i)
    if (arrays[i].chunking() != cut[i].chunking())
      throw ShapeError("array " + std::to_string(i + 1) + " has chunks " + to_string(arrays[i].chunking())
                       + ", aligned they would be " + to_string(cut[i].chunking()));
}

} // namespace

bool Blockwise::puts_together(std::int32_t label) const {
  if (contains(out, label))
    return false;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (lists[i] == 0 && contains(labels[i], label))
      return true;
  return false;
}

bool Blockwise::accepts_unknown(std::span<const Array> inputs) const {
  if (all_known(inputs))
    return true;
  if (told != Told::nothing || !adjusted.empty() || !new_axes.empty()
      || !labels_match_unknown(inputs, labels))
    return false;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t axis = 0; axis < labels[i].size(); ++axis) {
      const auto& sizes = inputs[i].chunking().sizes(axis);
      if (sizes.size() > 1 && extent_of(sizes) == unknown_extent && puts_together(labels[i][axis]))
        return false;
    }
  return true;
}

std::map<std::int32_t, BlockCall::Sizes> Blockwise::label_sizes(std::span<const Array> inputs) const {
  auto sizes = common_sizes_of_labels(inputs, labels, std::string(name));
  for (auto& [label, along] : sizes)
    if (puts_together(label))
      along = {extent_of(along)};
  sizes.insert(new_axes.begin(), new_axes.end());
  return sizes;
}

Array Blockwise::build(std::span<const Array> inputs) const {
  const auto sizes = label_sizes(inputs);
  std::vector<BlockCall::Sizes> result;
  for (const std::int32_t label : out)
    result.push_back(sizes.at(label));
  const Chunking natural(result);
  for (const auto& [label, along] : adjusted)
    result[static_cast<std::size_t>(std::ranges::find(out, label) - out.begin())] = along;
  if (Chunking(result).grid() != natural.grid())
    throw ShapeError("the result has chunks " + to_string(Chunking(result)) + ", the arguments "
                     + to_string(natural));
  std::vector<Array> cut = cut_to_labels(inputs, labels, sizes);
  if (!align)
    require_aligned(inputs, cut);
  return apply(
      BlockCall{std::string(name), function, {{dtype, {}}}, std::move(result), out, labels, lists, told, {}},
      std::move(cut));
}

Array blockwise(const ChunkKernel& function, std::string_view axes, const std::vector<LabelledArray>& arrays,
                const BlockwiseOptions& options, std::source_location line) {
  const std::string name(Blockwise::name);
  if (arrays.empty())
    throw ValueError(name + ": there are no arrays");
  std::vector<Array> inputs;
  for (const LabelledArray& labelled : arrays)
    inputs.push_back(labelled.array);
  require_arguments(function, inputs, name);
  const FunctionTypes& types = function.types();
  Blockwise call{FunctionCall::of(function.kernel(), function.parameters(), options.workspace_bytes, name),
                 result_dtype(function, options.dtype, name),
                 labels_of(axes),
                 {},
                 {},
                 {options.new_axes.begin(), options.new_axes.end()},
                 {options.adjust_chunks.begin(), options.adjust_chunks.end()},
                 options.align_arrays,
                 types.takes_place   ? Told::place
                 : types.fills_shape ? Told::shape
                                     : Told::nothing};
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    call.labels.push_back(labels_of(arrays[i].axes));
    call.lists.push_back(types.is_known && types.arguments[i].kind == ChunkArgument::Kind::list);
  }
  require_labels(call, inputs);
  return apply(std::move(call), std::move(inputs), source_line(line));
}

} // namespace troupe
