#include "array/functions/map_blocks.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <troupe/array/functions/map_blocks.hpp>
#include <troupe/error.hpp>

#include "array/axis_list.hpp"
#include "expression/apply.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

std::size_t common_rank(std::span<const Array> arrays) {
  std::size_t rank = 0;
  for (const Array& array : arrays)
    rank = std::max(rank, array.rank());
  return rank;
}

} // namespace

/// Axes are labelled by their number in the common shape, new ones go on from there.
std::vector<BlockCall::Labels> MapBlocks::labels(std::span<const Array> inputs) const {
  const std::size_t rank = common_rank(inputs);
  std::vector<BlockCall::Labels> labels;
  for (const Array& input : inputs) {
    BlockCall::Labels& own = labels.emplace_back(input.rank());
    std::iota(own.begin(), own.end(), static_cast<std::int32_t>(rank - input.rank()));
  }
  return labels;
}

BlockCall::Labels MapBlocks::result_labels(std::size_t rank) const {
  const std::vector<int> dropped =
      normalise_axes({drop_axis.begin(), drop_axis.end()}, rank, std::string(name));
  BlockCall::Labels kept;
  for (std::size_t axis = 0; axis < rank; ++axis)
    if (std::ranges::find(dropped, static_cast<int>(axis)) == dropped.end())
      kept.push_back(static_cast<std::int32_t>(axis));
  const std::size_t result_rank = kept.size() + new_axis.size();
  const std::vector<int> added =
      normalise_axes({new_axis.begin(), new_axis.end()}, result_rank, std::string(name));
  BlockCall::Labels out;
  auto fresh = static_cast<std::int32_t>(rank);
  for (std::size_t axis = 0, next = 0; axis < result_rank; ++axis)
    out.push_back(std::ranges::find(added, static_cast<int>(axis)) != added.end() ? fresh++ : kept[next++]);
  return out;
}

bool MapBlocks::accepts_unknown(std::span<const Array> inputs) const {
  if (!match_unknown(inputs))
    return false;
  if (all_known(inputs))
    return true;
  return told == Told::nothing && !sizes && drop_axis.empty() && new_axis.empty();
}

Array MapBlocks::build(std::span<const Array> inputs) const {
  Chunking common = common_chunking(inputs, std::string(name));
  const BlockCall::Labels out = result_labels(common.rank());
  if (!drop_axis.empty()) {
    std::vector<std::vector<std::int64_t>> one_chunk = common.sizes();
    for (std::size_t axis = 0; axis < one_chunk.size(); ++axis)
      if (std::ranges::find(out, static_cast<std::int32_t>(axis)) == out.end())
        one_chunk[axis] = {extent_of(one_chunk[axis])};
    common = Chunking(std::move(one_chunk));
  }
  std::vector<std::vector<std::int64_t>> natural;
  for (const std::int32_t label : out) {
    const bool is_new = label >= static_cast<std::int32_t>(common.rank());
    natural.push_back(is_new ? std::vector<std::int64_t>{1} : common.sizes(static_cast<std::size_t>(label)));
    if (one_element)
      natural.back().assign(natural.back().size(), 1);
  }
  const Chunking wanted = sizes ? Chunking(*sizes) : Chunking(natural);
  if (wanted.grid() != Chunking(natural).grid())
    throw ShapeError("the result has chunks " + to_string(wanted) + ", the arguments "
                     + to_string(Chunking(natural)));
  BlockCall call{std::string(name),
                 function,
                 {{dtype, {}}},
                 wanted.sizes(),
                 out,
                 labels(inputs),
                 std::vector<std::uint8_t>(inputs.size(), 0),
                 told,
                 {}};
  return apply(std::move(call), cut_alike(inputs, common));
}

ArrayMetadata MapBlocks::promise(std::span<const Array> inputs) const {
  const std::size_t rank = sizes ? sizes->size() : result_labels(common_rank(inputs)).size();
  return {dtype, Chunking(std::vector(rank, std::vector<std::int64_t>{unknown_extent})), {}};
}

Array map_blocks(const ChunkKernel& function, const std::vector<Array>& arrays,
                 const MapBlocksOptions& options, std::source_location line) {
  const std::string name(MapBlocks::name);
  if (arrays.empty())
    throw ValueError(name + ": there are no arrays");
  require_arguments(function, arrays, name);
  const FunctionTypes& types = function.types();
  MapBlocks operation{
      FunctionCall::of(function.kernel(), function.parameters(), options.workspace_bytes, name),
      result_dtype(function, options.dtype, name),
      std::nullopt,
      {options.drop_axis.begin(), options.drop_axis.end()},
      {options.new_axis.begin(), options.new_axis.end()},
      types.one_element && !options.chunking,
      Told::nothing};
  if (options.chunking)
    operation.sizes = options.chunking->sizes();
  const bool changes_shape =
      types.one_element || options.chunking || !options.drop_axis.empty() || !options.new_axis.empty();
  if (types.takes_place)
    operation.told = Told::place;
  else if (types.fills_shape && changes_shape)
    operation.told = Told::shape;
  return apply(std::move(operation), arrays, source_line(line));
}

Array map_blocks(const ChunkKernel& function, std::initializer_list<Located> arrays,
                 const MapBlocksOptions& options, std::source_location line) {
  return map_blocks(function, arrays_of(arrays), options, line);
}

Array map_blocks(const Kernel& kernel, const Parameters& parameters, const std::vector<Array>& arrays,
                 const MapBlocksOptions& options, std::source_location line) {
  return map_blocks(ChunkKernel(kernel, parameters), arrays, options, line);
}

} // namespace troupe
