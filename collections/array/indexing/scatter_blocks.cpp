#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "array/indexing/setitem.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/scatter.hpp"

namespace troupe {

namespace {

/// What one axis of an assignment is for each chunk of the array.
struct ScatterAxis {
  std::vector<std::vector<Segment>> targets; ///< By chunk: the positions in it, in the order of the values.
  GatherAxis values;                         ///< The values those take, chunk after chunk.
};

ScatterAxis cut_positions(const std::vector<Run>& positions, const std::vector<std::int64_t>& sizes,
                          std::int64_t value_extent) {
  std::vector<std::int64_t> starts(sizes.size() + 1, 0);
  std::partial_sum(sizes.begin(), sizes.end(), starts.begin() + 1);
  ScatterAxis axis{std::vector<std::vector<Segment>>(sizes.size()), {}};
  std::vector<std::vector<Run>> values(sizes.size());
  std::int64_t value = 0;
  for (const Run& run : positions)
    for (std::int64_t done = 0; done < run.count;) {
      const std::int64_t position = run.start + done * run.step;
      const std::int64_t chunk = std::ranges::upper_bound(starts, position) - starts.begin() - 1;
      std::int64_t count = run.count - done;
      if (run.step > 0)
        count = std::min(count, (starts[chunk + 1] - position + run.step - 1) / run.step);
      else if (run.step < 0)
        count = std::min(count, (position - starts[chunk]) / -run.step + 1);
      axis.targets[chunk].push_back({0, position - starts[chunk], run.step, count});
      values[chunk].push_back(
          {Run::Kind::positions, value_extent == 1 ? 0 : value, value_extent == 1 ? 0 : 1, count});
      done += count;
      value += count;
    }
  for (const std::vector<Run>& runs : values) {
    std::int64_t count = 0;
    for (const Run& run : runs)
      count += run.count;
    axis.values.runs.insert(axis.values.runs.end(), runs.begin(), runs.end());
    axis.values.sizes.push_back(count);
  }
  return axis;
}

/// Whether the values are the whole block, in its order: what the block held is not asked for.
bool covers(const std::vector<std::vector<Segment>>& targets, const Shape& shape) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (targets[axis].size() != 1 || targets[axis][0].start != 0 || targets[axis][0].count != shape[axis]
        || (targets[axis][0].step != 1 && shape[axis] != 1))
      return false;
  return true;
}

/// Values gathered and then written, in one task.
Body scatter_body(const GatherParameters& values, std::vector<std::vector<Segment>> targets,
                  std::size_t value_count, SourceLine line) {
  Body body;
  body.line = line;
  Step gather_step{Step::Kind::call, &built_in_kernel("gather"), Parameters::of(values), {}, {}};
  for (std::size_t i = 0; i < value_count; ++i)
    gather_step.operands.push_back({Operand::Kind::input, static_cast<std::uint32_t>(i + 1)});
  Step scatter_step{Step::Kind::call,
                    &built_in_kernel("scatter"),
                    Parameters::of(ScatterParameters{std::move(targets)}),
                    {},
                    {{Operand::Kind::input, 0}, {Operand::Kind::step, 0}}};
  body.steps = {std::move(gather_step), std::move(scatter_step)};
  body.result = {Operand::Kind::step, 1};
  return body;
}

} // namespace

void ScatterBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::span<const TaskId> blocks = lowering.tasks(*node.inputs()[0]);
  const std::span<const TaskId> values = lowering.tasks(*node.inputs()[1]);
  const Chunking& value_chunks = node.inputs()[1]->chunking();
  std::vector<ScatterAxis> axes;
  std::vector<GatherAxis> value_axes;
  for (std::size_t axis = 0; axis < positions.size(); ++axis) {
    axes.push_back(cut_positions(positions[axis], node.chunking().sizes(axis), value_chunks.shape()[axis]));
    value_axes.push_back(axes.back().values);
  }
  const GatherPlan plan(value_axes, value_chunks);
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block block = node.chunking().block(static_cast<std::int64_t>(i));
    const Shape counts = plan.counts(block);
    if (std::ranges::find(counts, 0) != counts.end()) {
      result.push_back(blocks[i]);
      continue;
    }
    std::vector<std::vector<Segment>> targets;
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
      targets.push_back(axes[axis].targets[block[axis]]);
    const bool keeps_nothing = covers(targets, node.chunking().block_shape(block));
    std::vector<TaskId> inputs;
    if (!keeps_nothing)
      inputs.push_back(blocks[i]);
    plan.append_inputs(block, values, inputs);
    const GatherParameters gathered{node.dtype(), plan.segments(block), {}, counts};
    const BodyId body = lowering.graph().add_body(
        keeps_nothing ? Body::call(built_in_kernel("gather"), Parameters::of(gathered), node.line())
                      : scatter_body(gathered, std::move(targets), inputs.size() - 1, node.line()));
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata AlongAxis::infer(std::span<const Array> inputs) const {
  auto sizes = inputs[0].chunking().sizes();
  sizes[axis] = {extent};
  return {kernel == "last_places" ? DType::int64 : inputs[0].dtype(), Chunking(std::move(sizes)), {}};
}

void AlongAxis::lower(const ArrayNode& node, Lowering& lowering) const {
  const Parameters parameters = kernel == "last_places" ? Parameters::of(LastPlacesParameters{extent})
                                                        : Parameters::of(SpreadParameters{axis});
  const BodyId body = lowering.graph().add_body(Body::call(built_in_kernel(kernel), parameters, node.line()));
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (const TaskId task : lowering.tasks(*node.inputs()[0])) {
    std::vector<TaskId> inputs{task};
    if (node.inputs().size() == 2)
      inputs.push_back(lowering.tasks(*node.inputs()[1])[0]);
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(result.size()), body, inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

} // namespace troupe
