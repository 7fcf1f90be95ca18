#include "array/reductions/accumulation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "expression/built_in_kernels.hpp"
#include "kernels/reductions/reduce.hpp"

namespace troupe {

namespace {

/// Of the total of a block along the axis, at most; -1 if only the data can tell.
std::int64_t total_bytes(const Accumulation& operation, const ArrayNode& node) {
  std::int64_t bytes = std::max<std::int64_t>(8, static_cast<std::int64_t>(size_of(node.dtype())));
  for (std::size_t axis = 0; axis < node.chunking().rank(); ++axis) {
    const auto& sizes = node.chunking().sizes(axis);
    if (std::ranges::find(sizes, unknown_extent) != sizes.end())
      return -1;
    if (axis != static_cast<std::size_t>(operation.parameters.axis))
      bytes *= std::ranges::max(sizes);
  }
  return bytes;
}

BodyId total_body(const Accumulation& operation, DType dtype, const ArrayNode& node, Graph& graph) {
  ReduceParameters parameters;
  parameters.reduction.name = operation.shown;
  parameters.reduction.kind = operation.parameters.kind;
  parameters.reduction.nan = operation.parameters.nan;
  parameters.reduction.operand = dtype;
  parameters.reduction.dtype = accumulator_dtype(dtype);
  parameters.axes = {operation.parameters.axis};
  parameters.keepdims = true;
  parameters.finishes = true;
  Body body = Body::call(built_in_kernel("reduce"), Parameters::of(std::move(parameters)), node.line());
  body.output_bytes = total_bytes(operation, node);
  return graph.add_body(std::move(body));
}

/// Two totals to one.
BodyId joining_body(const Accumulation& operation, DType dtype, const ArrayNode& node, Graph& graph) {
  const DType total = accumulator_dtype(dtype);
  const TileOperation joining =
      operation.parameters.kind == ReductionKind::sum ? TileOperation::add : TileOperation::multiply;
  const TileProgram program{
      {total, total},
      {},
      {{joining,
        total,
        {TileOperand{TileOperand::Kind::input, 0}, TileOperand{TileOperand::Kind::input, 1}}}}};
  Body body = Body::call(built_in_kernel("elementwise"), Parameters::of(program), node.line());
  body.output_bytes = total_bytes(operation, node);
  return graph.add_body(std::move(body));
}

} // namespace

BodyId Accumulation::accumulating_body(bool is_first, const ArrayNode& node, Graph& graph) const {
  AccumulateParameters own = parameters;
  own.is_first = is_first;
  return graph.add_body(Body::call(built_in_kernel("accumulate"), Parameters::of(own), node.line()));
}

void Accumulation::lower(const ArrayNode& node, Lowering& lowering) const {
  Graph& graph = lowering.graph();
  const ArrayNode& input = *node.inputs()[0];
  const auto blocks = lowering.tasks(input);
  const Shape grid = node.chunking().grid();
  const std::int64_t along = grid[static_cast<std::size_t>(parameters.axis)];
  const std::int64_t distance = row_major_strides(grid)[static_cast<std::size_t>(parameters.axis)];
  const BodyId first = accumulating_body(true, node, graph);
  std::vector<TaskId> tasks(blocks.size());
  if (along == 1) {
    const NameId own_name = lowering.add_name(node);
    for (std::size_t i = 0; i < blocks.size(); ++i)
      tasks[i] = graph.add(own_name, static_cast<std::uint32_t>(i), first, {&blocks[i], 1});
    return lowering.set_tasks(node, std::move(tasks));
  }
  const BodyId later = accumulating_body(false, node, graph);
  const NameId total_name = lowering.add_name(node, "total", grid);
  const NameId before_name = lowering.add_name(node, "before", grid);
  const NameId own_name = lowering.add_name(node);
  const BodyId total = total_body(*this, input.dtype(), node, graph);
  const BodyId joining = joining_body(*this, input.dtype(), node, graph);
  // Only running sums of floats differ from their totals.
  const bool ends_at_total =
      parameters.kind == ReductionKind::sum && kind_of(input.dtype()) == DTypeKind::floating;
  std::vector<TaskId> before(blocks.size(), no_task); // what comes before each block
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    const std::int64_t place = static_cast<std::int64_t>(i) / distance % along;
    std::vector<TaskId> read{blocks[i]};
    if (place > 0)
      read.push_back(before[i]);
    if (place + 1 < along) {
      const TaskId own = graph.add(total_name, number, total, {&blocks[i], 1});
      TaskId& next = before[i + static_cast<std::size_t>(distance)];
      next = place == 0 ? own : graph.add(before_name, number, joining, std::vector<TaskId>{before[i], own});
      if (ends_at_total)
        read.push_back(next);
    }
    tasks[i] = graph.add(own_name, number, place == 0 ? first : later, read);
  }
  lowering.set_tasks(node, std::move(tasks));
}

} // namespace troupe
