#include "array/ordering/sorting.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>

#include "array/ordering/run_tasks.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/ordering/sort_chunk.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

Array with_chunks(const Array& array, const Chunking& wanted) {
  return array.chunking() == wanted ? array : rechunk(array, wanted);
}

/// A 1-d array of several chunks.
Array sorted_flat(const Sort& operation, const Array& array) {
  const ItemKind kind = operation.is_argsort ? ItemKind::indexed : ItemKind::key;
  std::vector<std::uint32_t> groups =
      group_chunks(array.chunking().sizes(0), item_bytes(array.dtype(), kind), operation.bounds.run_bytes);
  const Array sorted = groups.size() == 1 ? apply(SortBlocks{operation.is_argsort, 0},
                                                  {rechunk(array, Chunking::whole(array.shape()))})
                                          : apply(SortRuns{operation.is_argsort, std::move(groups)}, {array});
  return with_chunks(sorted, array.chunking());
}

/// Chunks of at most about `bytes` that have the axis whole; the others cut finer, the outermost first.
Chunking whole_along(const Array& array, std::size_t axis, std::int64_t bytes) {
  std::vector<Sizes> sizes = array.chunking().sizes();
  sizes[axis] = {array.shape()[axis]};
  auto all = static_cast<std::int64_t>(size_of(array.dtype()));
  for (const Sizes& along : sizes)
    all *= std::max<std::int64_t>(1, std::ranges::max(along));
  for (std::size_t other = 0; other < sizes.size() && all > bytes; ++other) {
    if (other == axis)
      continue;
    const std::int64_t longest = std::max<std::int64_t>(1, std::ranges::max(sizes[other]));
    const std::int64_t beside = all / longest;
    const std::int64_t most = std::max<std::int64_t>(1, bytes / beside);
    Sizes finer;
    for (std::int64_t size : sizes[other]) {
      for (; size > most; size -= most)
        finer.push_back(most);
      finer.push_back(size);
    }
    sizes[other] = std::move(finer);
    all = beside * std::min(longest, most);
  }
  return Chunking(std::move(sizes));
}

/// Lanes that are too long for one task, each as a 1-d array. There are not many.
Array sorted_lane_by_lane(const Sort& operation, const Array& array, std::size_t axis) {
  Shape others = array.shape();
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(axis));
  std::vector<Array> lanes;
  const std::int64_t count = element_count(others);
  for (std::int64_t lane = 0; lane < count; ++lane) {
    std::vector<Index> index(array.rank(), Slice{});
    std::int64_t rest = lane;
    for (std::size_t other = array.rank(); other-- > 0;)
      if (other != axis) {
        index[other] = rest % array.shape()[other];
        rest /= array.shape()[other];
      }
    lanes.push_back(sorted_flat(operation, getitem(array, index)));
  }
  Shape shape = others;
  shape.push_back(array.shape()[axis]);
  return moveaxis(reshape(stack(lanes), shape), -1, static_cast<int>(axis));
}

std::int32_t checked_axis(const Sort& operation, const Array& array) {
  return normalise_axis(*operation.axis, array.rank(), std::string(operation.label()));
}

bool is_whole_along(const Array& array, std::int32_t axis) {
  return array.chunking().sizes(static_cast<std::size_t>(axis)).size() == 1;
}

} // namespace

bool Sort::accepts_unknown(std::span<const Array> inputs) const {
  return axis && is_whole_along(inputs[0], checked_axis(*this, inputs[0]));
}

Array Sort::build(std::span<const Array> inputs) const {
  if (!axis)
    return Sort{is_argsort, 0, bounds}.build(std::array{ravel(inputs[0])});
  const Array& array = inputs[0];
  const std::int32_t along = checked_axis(*this, array);
  if (is_whole_along(array, along))
    return apply(SortBlocks{is_argsort, along}, {array});
  if (array.rank() == 1)
    return sorted_flat(*this, array);
  const auto place = static_cast<std::size_t>(along);
  const std::int64_t lane_bytes = array.shape()[place] * static_cast<std::int64_t>(size_of(array.dtype()));
  const Array sorted = lane_bytes <= bounds.gathered_bytes || array.size() == 0
                           ? apply(SortBlocks{is_argsort, along},
                                   {rechunk(array, whole_along(array, place, bounds.gathered_bytes))})
                           : sorted_lane_by_lane(*this, array, place);
  return with_chunks(sorted, array.chunking());
}

ArrayMetadata SortBlocks::infer(std::span<const Array> inputs) const {
  ArrayMetadata metadata = inputs[0].node()->metadata();
  if (is_argsort)
    metadata.dtype = DType::int64;
  return metadata;
}

void SortBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const ArrayNode& input = *node.inputs()[0];
  const NameId name_id = lowering.add_name(node);
  Body body = Body::call(built_in_kernel(is_argsort ? "argsort" : "sort"),
                         Parameters::of(SortParameters{axis}), node.line());
  if (input.chunking().is_known()) {
    Shape largest;
    for (const Sizes& sizes : input.chunking().sizes())
      largest.push_back(std::ranges::max(sizes));
    body.workspace_bytes = is_argsort ? argsort_workspace_bytes(input.dtype(), largest, axis)
                                      : sort_workspace_bytes(input.dtype(), largest, axis);
  }
  const BodyId shared = lowering.graph().add_body(std::move(body));
  std::vector<TaskId> result;
  for (const TaskId task : lowering.tasks(input)) {
    const auto number = static_cast<std::uint32_t>(result.size());
    result.push_back(lowering.graph().add(name_id, number, shared, std::array{task}));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata SortRuns::infer(std::span<const Array> inputs) const {
  const DType dtype = is_argsort ? DType::int64 : inputs[0].dtype();
  return {dtype, Chunking({group_sizes(inputs[0].chunking().sizes(0), groups)}), {}};
}

void SortRuns::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_through_runs({"sort_run", "sort_plan", is_argsort ? ItemKind::indexed : ItemKind::key}, groups, node,
                     lowering);
}

Array sort(const Array& array, const SortOptions& options, std::source_location line) {
  return apply(Sort{false, options.axis, {}}, {array}, source_line(line));
}

Array argsort(const Array& array, const SortOptions& options, std::source_location line) {
  return apply(Sort{true, options.axis, {}}, {array}, source_line(line));
}

} // namespace troupe
