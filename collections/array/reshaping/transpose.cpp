#include "array/reshaping/transpose.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "array/axis_list.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/layout.hpp"

namespace troupe {

ArrayMetadata Transpose::infer(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int32_t axis : axes)
    sizes.push_back(inputs[0].chunking().sizes(axis));
  ArrayMetadata metadata{inputs[0].dtype(), Chunking(std::move(sizes)), {}};
  return metadata;
}

void Transpose::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& input = node.inputs()[0]->chunking();
  const std::span<const TaskId> tasks = lowering.tasks(*node.inputs()[0]);
  const NameId name_id = lowering.add_name(node);
  const BodyId body = lowering.graph().add_body(
      Body::call(built_in_kernel("transpose"), Parameters::of(TransposeParameters{axes}), node.line()));
  std::vector<TaskId> result;
  Block from(axes.size());
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
    const Block block = node.chunking().block(i);
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
      from[axes[axis]] = block[axis];
    const std::array task{tasks[input.index(from)]};
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, task));
  }
  lowering.set_tasks(node, std::move(result));
}

// What is taken of the result is taken of the input, along other axes.
std::vector<NodeParts> Transpose::taken(const ArrayNode& node, std::span<const Gather> gathers) const {
  if (gathers.size() != 1 || !gathers[0].fills.empty())
    return {};
  const Gather& gather = gathers[0];
  const GatherLoad load = load_of(gather, node.chunking());
  if (load.elements > load.needed_elements || std::ranges::count(gather.kept, Gather::new_axis) > 0)
    return {};
  Gather own{gather.shown, std::vector<GatherAxis>(axes.size()), {}, {}};
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
    own.axes[static_cast<std::size_t>(axes[axis])] = gather.axes[axis];
  for (const std::int32_t axis : gather.kept)
    own.kept.push_back(axes[static_cast<std::size_t>(axis)]);
  std::vector<std::int32_t> order;
  for (const std::int32_t axis : own.kept)
    order.push_back(static_cast<std::int32_t>(
        std::ranges::count_if(own.kept, [&](std::int32_t other) { return other < axis; })));
  std::ranges::sort(own.kept);
  const NodePointer& input = node.inputs()[0];
  if (std::ranges::is_sorted(order))
    return {{std::make_shared<const OperationOf<Gather>>(std::move(own)), {input}}};
  const Array array(input);
  return {{std::make_shared<const OperationOf<Transpose>>(Transpose{shown, std::move(order)}),
           {apply_known(std::move(own), {&array, 1}).node()}}};
}

namespace {

/// `array` with its axes in this order.
Array in_order(const Array& array, const std::vector<int>& order, std::string_view shown, SourceLine line) {
  Transpose operation{std::string(shown), {order.begin(), order.end()}};
  if (std::ranges::is_sorted(order))
    return array;
  return apply(std::move(operation), {array}, line);
}

} // namespace

Array transpose(const Array& array, const Axes& axes, std::source_location line) {
  std::vector<int> order = axes.in_order(array.rank(), "transpose");
  if (order.size() != array.rank())
    throw AxisError("transpose: " + std::to_string(order.size()) + " axes for an array of shape "
                    + to_string(array.shape()));
  if (!axes.named())
    std::ranges::reverse(order);
  return in_order(array, order, "transpose", source_line(line));
}

Array moveaxis(const Array& array, const std::vector<int>& source, const std::vector<int>& destination,
               std::source_location line) {
  const std::vector<int> from = normalise_axes(source, array.rank(), "moveaxis");
  const std::vector<int> to = normalise_axes(destination, array.rank(), "moveaxis");
  if (from.size() != to.size())
    throw AxisError("moveaxis: " + std::to_string(from.size()) + " axes to " + std::to_string(to.size())
                    + " places");
  std::vector<int> order(array.rank(), -1);
  for (std::size_t i = 0; i < from.size(); ++i)
    order[to[i]] = from[i];
  int next = 0;
  for (int& axis : order) {
    if (axis >= 0)
      continue;
    while (std::ranges::find(from, next) != from.end())
      ++next;
    axis = next++;
  }
  return in_order(array, order, "moveaxis", source_line(line));
}

Array moveaxis(const Array& array, int source, int destination, std::source_location line) {
  return moveaxis(array, std::vector{source}, std::vector{destination}, line);
}

Array swapaxes(const Array& array, int axis1, int axis2, std::source_location line) {
  std::vector<int> order(array.rank());
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[normalise_axis(axis1, array.rank(), "swapaxes")],
            order[normalise_axis(axis2, array.rank(), "swapaxes")]);
  return in_order(array, order, "swapaxes", source_line(line));
}

Array rollaxis(const Array& array, int axis, int start, std::source_location line) {
  const int from = normalise_axis(axis, array.rank(), "rollaxis");
  const auto rank = static_cast<int>(array.rank());
  int to = start < 0 ? start + rank : start;
  if (to < 0 || to > rank)
    throw AxisError("rollaxis: start " + std::to_string(start) + " for an array of " + std::to_string(rank)
                    + " axes");
  std::vector<int> order(array.rank());
  std::iota(order.begin(), order.end(), 0);
  order.erase(order.begin() + from);
  if (from < to)
    --to;
  order.insert(order.begin() + to, from);
  return in_order(array, order, "rollaxis", source_line(line));
}

} // namespace troupe
