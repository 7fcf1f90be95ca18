#include "array/reshaping/reshape_blocks.hpp"

#include <array>
#include <cassert>
#include <map>
#include <utility>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/layout.hpp"

namespace troupe {

ArrayMetadata ReshapeBlocks::infer(std::span<const Array> inputs) const {
  ArrayMetadata metadata{inputs[0].dtype(), Chunking(sizes), {}};
  assert(metadata.chunking.block_count() == inputs[0].chunking().block_count());
  return metadata;
}

void ReshapeBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& input = node.inputs()[0]->chunking();
  const std::span<const TaskId> tasks = lowering.tasks(*node.inputs()[0]);
  const NameId name_id = lowering.add_name(node);
  std::map<Shape, BodyId> bodies;
  std::vector<TaskId> result;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const Shape shape = node.chunking().block_shape(node.chunking().block(number));
    if (shape == input.block_shape(input.block(number))) {
      result.push_back(tasks[i]);
      continue;
    }
    const auto [body, added] = bodies.try_emplace(shape);
    if (added)
      body->second = lowering.graph().add_body(
          Body::call(built_in_kernel("reshape"), Parameters::of(ReshapeParameters{shape}), node.line()));
    result.push_back(
        lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body->second, std::array{tasks[i]}));
  }
  lowering.set_tasks(node, std::move(result));
}

namespace {

/// The axes that are not one chunk of length 1.
std::vector<std::size_t> long_axes(const Chunking& chunking) {
  std::vector<std::size_t> axes;
  for (std::size_t axis = 0; axis < chunking.rank(); ++axis)
    if (chunking.sizes(axis) != std::vector<std::int64_t>{1})
      axes.push_back(axis);
  return axes;
}

} // namespace

// Where only axes of length 1 come or go, the blocks' elements are at the same places along the others.
std::vector<NodeParts> ReshapeBlocks::taken(const ArrayNode& node, std::span<const Gather> gathers) const {
  const Chunking &to = node.chunking(), &from = node.inputs()[0]->chunking();
  const std::vector<std::size_t> to_axes = long_axes(to), from_axes = long_axes(from);
  if (gathers.size() != 1 || !gathers[0].fills.empty() || to_axes.size() != from_axes.size())
    return {};
  const Gather& gather = gathers[0];
  Gather own{gather.shown, std::vector<GatherAxis>(from.rank(), GatherAxis::whole({1})), {}, {}};
  std::vector<std::int32_t> sources(to.rank(), Gather::new_axis);
  for (std::size_t i = 0; i < to_axes.size(); ++i) {
    if (to.sizes(to_axes[i]) != from.sizes(from_axes[i]))
      return {};
    own.axes[from_axes[i]] = gather.axes[to_axes[i]];
    sources[to_axes[i]] = static_cast<std::int32_t>(from_axes[i]);
  }
  for (std::size_t axis = 0; axis < to.rank(); ++axis)
    if (sources[axis] == Gather::new_axis && gather.axes[axis].sizes != std::vector<std::int64_t>{1})
      return {};
  for (const std::int32_t axis : gather.kept)
    own.kept.push_back(axis == Gather::new_axis ? axis : sources[static_cast<std::size_t>(axis)]);
  return {{std::make_shared<const OperationOf<Gather>>(std::move(own)), {node.inputs()[0]}}};
}

Array reshape_blocks(const Array& array, std::vector<std::vector<std::int64_t>> sizes, std::string shown) {
  return sizes == array.chunking().sizes()
             ? array
             : apply(ReshapeBlocks{std::move(shown), std::move(sizes)}, {array});
}

} // namespace troupe
