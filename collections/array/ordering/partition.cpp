#include "array/ordering/partition.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/nonzero.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/error.hpp>

#include "array/known_extents.hpp"
#include "array/statistics/quantiles.hpp"
#include "array/statistics/whole_lanes.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

/// \returns the ranks ascending, each once, counted from the front
std::vector<std::int64_t> checked_ranks(const std::vector<std::int64_t>& given, std::int64_t extent) {
  std::vector<std::int64_t> ranks;
  for (const std::int64_t rank : given) {
    if (rank < -extent || rank >= extent)
      throw IndexError("rank " + std::to_string(rank) + " is outside an axis of length "
                       + std::to_string(extent));
    ranks.push_back(rank < 0 ? rank + extent : rank);
  }
  std::ranges::sort(ranks);
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  return ranks;
}

/// The elements of these ranks.
Array elements_of_ranks(const Array& flat, const std::vector<std::int64_t>& ranks) {
  QuantileQuery query{
      "partition", {ranks.begin(), ranks.end()}, QuantileMethod::linear, false, NanRule::skip, flat.dtype(),
      true};
  return apply(SearchedQuantiles{{std::move(query), {0}, false, true}}, {flat});
}

/// For the element of each rank where a flat array is less, and where equal; then where it is greater than
/// all. Every element is in one of these; NaN is the greatest.
std::vector<Array> sections(const Array& flat, const std::vector<std::int64_t>& ranks) {
  const Array elements = elements_of_ranks(flat, ranks);
  const Array is_nan = isnan(flat);
  std::vector<Array> masks;
  Array up_to = full({}, false);
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const Array element = getitem(elements, {static_cast<std::int64_t>(i)});
    const Array element_is_nan = isnan(element);
    const Array below = logical_or(less(flat, element), logical_and(element_is_nan, logical_not(is_nan)));
    const Array next_up_to = logical_or(less_equal(flat, element), element_is_nan);
    masks.push_back(logical_and(below, logical_not(up_to)));
    masks.push_back(logical_and(logical_and(next_up_to, logical_not(below)), logical_not(up_to)));
    up_to = next_up_to;
  }
  masks.push_back(logical_not(up_to));
  return masks;
}

/// `array`, of which only the data can tell how its `count` elements are cut, cut like `wanted`.
Array cut_again(const Array& array, std::int64_t count, const Chunking& wanted) {
  const std::int64_t blocks = array.chunking().block_count();
  std::vector<std::int64_t> even(static_cast<std::size_t>(blocks), count / blocks);
  for (std::int64_t i = 0; i < count % blocks; ++i)
    ++even[static_cast<std::size_t>(i)];
  const Chunking known({even});
  return rechunk(apply(KnownExtents{known.sizes()}, {rechunk(array, known)}), wanted);
}

Array partition_flat(const Array& flat, const PartitionParameters& call) {
  std::vector<Array> parts;
  for (const Array& mask : sections(flat, call.ranks))
    parts.push_back(call.yields_positions ? flatnonzero(mask) : extract(mask, flat));
  return cut_again(concatenate(parts, 0), flat.size(), flat.chunking());
}

} // namespace

Array Partition::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const std::array axes{call.axis};
  const std::int64_t extent = array.shape()[static_cast<std::size_t>(call.axis)];
  PartitionParameters known = call;
  known.ranks = checked_ranks(call.ranks, extent);
  const bool is_long = extent * static_cast<std::int64_t>(size_of(array.dtype())) > longest_lane_bytes;
  if (array.size() == 0 || !is_long || lanes_are_whole(array.chunking(), axes)) {
    const Array whole = apply(PartitionLanes{shown, known}, {with_whole_lanes(array, axes)});
    return rechunk(whole, array.chunking());
  }
  if (array.rank() == 1)
    return partition_flat(array, known);
  const std::vector<Array> lanes =
      map_lanes(array, axes, [&](const Array& lane) { return partition_flat(lane, known); });
  Shape across = array.shape();
  across.erase(across.begin() + call.axis);
  across.push_back(extent);
  return moveaxis(reshape(stack(lanes, 0), across), -1, static_cast<int>(call.axis));
}

ArrayMetadata Partition::promise(std::span<const Array> inputs) const {
  ArrayMetadata metadata = inputs[0].node()->metadata();
  metadata.dtype = call.yields_positions ? DType::int64 : metadata.dtype;
  return metadata;
}

ArrayMetadata PartitionLanes::infer(std::span<const Array> inputs) const {
  return {call.yields_positions ? DType::int64 : inputs[0].dtype(), inputs[0].chunking(), {}};
}

void PartitionLanes::lower(const ArrayNode& node, Lowering& lowering) const {
  const NodePointer& input = node.inputs()[0];
  Body made = Body::call(built_in_kernel("partition"), Parameters::of(call), node.line());
  const std::int64_t extent = node.chunking().shape()[static_cast<std::size_t>(call.axis)];
  // One lane among places, and a group of lanes as they are.
  made.workspace_bytes = 24 * extent + (std::int64_t{1} << 20);
  const BodyId body = lowering.graph().add_body(std::move(made));
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (const TaskId task : lowering.tasks(*input)) {
    const auto number = static_cast<std::uint32_t>(result.size());
    result.push_back(lowering.graph().add(name_id, number, body, std::array{task}));
  }
  lowering.set_tasks(node, std::move(result));
}

namespace {

Array partition_of(const char* name, const Array& array, const std::vector<std::int64_t>& kth,
                   std::optional<int> axis, bool positions, std::source_location line) {
  if (kind_of(array.dtype()) == DTypeKind::complex)
    throw DTypeError(std::string(name) + ": complex numbers have no order; the array is "
                     + std::string(to_string(array.dtype())));
  const CallScope scope(source_line(line));
  const Array along = axis ? array : ravel(array, line);
  if (along.rank() == 0)
    throw AxisError(std::string(name) + ": a 0-d array has no axis");
  const int number = normalise_axis(axis.value_or(0), along.rank(), name);
  return apply(Partition{name, {kth, number, positions}}, {along}, source_line(line));
}

} // namespace

Array partition(const Array& array, const std::vector<std::int64_t>& kth, std::optional<int> axis,
                std::source_location line) {
  return partition_of("partition", array, kth, axis, false, line);
}

Array partition(const Array& array, std::int64_t kth, std::optional<int> axis, std::source_location line) {
  return partition(array, std::vector{kth}, axis, line);
}

Array argpartition(const Array& array, const std::vector<std::int64_t>& kth, std::optional<int> axis,
                   std::source_location line) {
  return partition_of("argpartition", array, kth, axis, true, line);
}

Array argpartition(const Array& array, std::int64_t kth, std::optional<int> axis, std::source_location line) {
  return argpartition(array, std::vector{kth}, axis, line);
}

} // namespace troupe
