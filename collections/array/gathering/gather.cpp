#include "array/gathering/gather.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

/// Whether the result has the axes of the input, no more and no less.
bool keeps_axes(const Gather& gather) {
  if (gather.kept.size() != gather.axes.size())
    return false;
  for (std::size_t axis = 0; axis < gather.kept.size(); ++axis)
    if (gather.kept[axis] != static_cast<std::int32_t>(axis))
      return false;
  return true;
}

bool is_whole(const std::vector<Run>& runs, std::int64_t extent) {
  return runs.size() == 1 && runs[0] == Run{Run::Kind::positions, 0, 1, extent};
}

} // namespace

std::vector<std::vector<std::int64_t>> Gather::result_sizes() const {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int32_t axis : kept)
    sizes.push_back(axis == new_axis ? std::vector<std::int64_t>{1}
                                     : axes[static_cast<std::size_t>(axis)].sizes);
  return sizes;
}

Block Gather::block_of_axes(std::span<const std::int64_t> block) const {
  Block of_axes(axes.size(), 0);
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (kept[axis] != new_axis)
      of_axes[static_cast<std::size_t>(kept[axis])] = block[axis];
  return of_axes;
}

GatherAxis GatherAxis::whole(std::vector<std::int64_t> sizes) {
  const std::int64_t extent = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  return {{{Run::Kind::positions, 0, 1, extent}}, std::move(sizes)};
}

Gather Gather::identity(const Array& array, std::string shown) {
  Gather gather;
  gather.shown = std::move(shown);
  for (const auto& sizes : array.chunking().sizes()) {
    gather.kept.push_back(static_cast<std::int32_t>(gather.axes.size()));
    gather.axes.push_back(GatherAxis::whole(sizes));
  }
  return gather;
}

ArrayMetadata Gather::infer(std::span<const Array> inputs) const {
  return {inputs[0].dtype(), Chunking(result_sizes()), {}};
}

void Gather::lower(const ArrayNode& node, Lowering& lowering) const {
  const NodePointer& input = node.inputs()[0];
  const std::span<const TaskId> tasks = lowering.tasks(*input);
  const GatherPlan plan(axes, input->chunking());
  const Kernel& kernel = built_in_kernel("gather");
  const bool same_axes = keeps_axes(*this);
  const NameId name_id = lowering.add_name(node);
  std::unordered_map<std::uint64_t, BodyId> bodies;
  std::vector<TaskId> result, needed;
  const std::int64_t count = node.chunking().block_count();
  result.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const Block at = node.chunking().block(i);
    const Block block = block_of_axes(at);
    const auto same = same_axes ? plan.same_block(block) : std::nullopt;
    if (same) {
      result.push_back(tasks[*same]);
      continue;
    }
    const auto [body, added] = bodies.try_emplace(plan.pattern(block));
    if (added)
      body->second = lowering.graph().add_body(
          Body::call(kernel,
                     Parameters::of(GatherParameters{node.dtype(), plan.segments(block), fills,
                                                     node.chunking().block_shape(at)}),
                     node.line()));
    needed.clear();
    plan.append_inputs(block, tasks, needed);
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body->second, needed));
  }
  lowering.set_tasks(node, std::move(result));
}

std::optional<std::vector<std::int32_t>> Gather::axis_order(const ArrayNode& node) const {
  const Shape extents = node.inputs()[0]->chunking().shape();
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
    if (!is_whole(axes[axis].runs, extents[axis]))
      return std::nullopt;
  return keeps_axes(*this) ? std::optional(kept) : std::nullopt;
}

Array apply_gather(Gather gather, const Array& array) {
  bool same = keeps_axes(gather);
  const Shape shape = array.shape();
  for (std::size_t axis = 0; same && axis < gather.axes.size(); ++axis)
    same = is_whole(gather.axes[axis].runs, shape[axis])
           && gather.axes[axis].sizes == array.chunking().sizes(axis);
  return same ? array : apply(std::move(gather), {array});
}

} // namespace troupe
