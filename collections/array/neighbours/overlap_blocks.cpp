#include <algorithm>
#include <utility>

#include "array/neighbours/map_overlap.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/trim.hpp"

namespace troupe {

ArrayMetadata MapOverlapBlocks::infer(std::span<const Array> inputs) const {
  if (call.trim)
    return {call.dtype, inputs[0].chunking(), {}};
  std::vector<std::vector<std::int64_t>> sizes;
  for (const GatherAxis& axis : widened_axes(call.axes, inputs[0].chunking()))
    sizes.push_back(axis.sizes);
  return {call.dtype, Chunking(std::move(sizes)), {}};
}

namespace {

/// The task of one block: widened chunks, the user's kernel, the trim.
class OverlapTasks {
public:
  OverlapTasks(const MapOverlap& call, const ArrayNode& node, Lowering& lowering)
      : call_(call), node_(node), lowering_(lowering), cores_(node.inputs()[0]->chunking()),
        axes_(widened_axes(call.axes, cores_)), plan_(axes_, cores_),
        kernel_(call.function.find(std::string(MapOverlap::name))),
        parameters_(call.function.decode(kernel_)) {
    for (const NodePointer& input : node.inputs())
      fills_.push_back(boundary_fills(call.axes, input->dtype()));
    for (const AxisOverlap& axis : call.axes)
      overlaps_.push_back(axis);
  }

  Body body(const Block& block) const {
    Body body;
    body.line = node_.line();
    Step call{Step::Kind::call, &kernel_, parameters_, {}, {}};
    const bool as_it_is = plan_.same_block(block).has_value();
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < node_.inputs().size(); ++i) {
      if (as_it_is) {
        call.operands.push_back({Operand::Kind::input, next++});
        continue;
      }
      call.operands.push_back({Operand::Kind::step, static_cast<std::uint32_t>(body.steps.size())});
      body.steps.push_back(gather_step(block, i, next));
    }
    if (call_.told_place) {
      call.operands.push_back({Operand::Kind::literal, 0});
      body.literals.push_back(place_of(block));
    }
    const auto called = static_cast<std::uint32_t>(body.steps.size());
    body.steps.push_back(std::move(call));
    body.steps.push_back({Step::Kind::call,
                          &built_in_kernel("trim"),
                          Parameters::of(trim_parameters(block)),
                          {},
                          {{Operand::Kind::step, called}}});
    body.result = {Operand::Kind::step, called + 1};
    body.workspace_bytes = workspace_bytes(block, as_it_is);
    return body;
  }

  /// The widened chunks, what the function makes of them, and what it needs itself.
  std::int64_t workspace_bytes(const Block& block, bool as_it_is) const {
    const std::int64_t elements = element_count(plan_.counts(block));
    const std::int64_t made = elements * static_cast<std::int64_t>(size_of(node_.dtype()));
    const std::int64_t own = call_.function.workspace_beside(made);
    if (as_it_is)
      return own;
    std::int64_t widened = 0;
    for (const NodePointer& input : node_.inputs())
      widened += elements * static_cast<std::int64_t>(size_of(input->dtype()));
    return widened + made + own;
  }

  std::vector<TaskId> inputs(const Block& block) const {
    std::vector<TaskId> tasks;
    for (const NodePointer& input : node_.inputs())
      plan_.append_inputs(block, lowering_.tasks(*input), tasks);
    return tasks;
  }

private:
  /// How many positions are put before the chunk.
  Shape before(const Block& block) const {
    const Shape origin = cores_.block_origin(block);
    Shape widths;
    for (std::size_t axis = 0; axis < overlaps_.size(); ++axis) {
      const bool cut = overlaps_[axis].extension == Extension::none;
      widths.push_back(cut ? std::min(overlaps_[axis].before, origin[axis]) : overlaps_[axis].before);
    }
    return widths;
  }

  Value place_of(const Block& block) const {
    Shape origin = cores_.block_origin(block);
    const Shape widths = before(block);
    for (std::size_t axis = 0; axis < origin.size(); ++axis)
      origin[axis] -= widths[axis];
    return detail::value_of_place(
        {plan_.counts(block), block, std::move(origin), cores_.grid(), cores_.shape()});
  }

  Step gather_step(const Block& block, std::size_t input, std::uint32_t& next) const {
    GatherParameters parameters{node_.inputs()[input]->dtype(), plan_.segments(block), fills_[input],
                                plan_.counts(block)};
    std::size_t chunks = 1;
    for (const auto& segments : parameters.axes)
      chunks *= slot_count(segments);
    Step step{Step::Kind::call, &built_in_kernel("gather"), Parameters::of(std::move(parameters)), {}, {}};
    for (std::size_t i = 0; i < chunks; ++i)
      step.operands.push_back({Operand::Kind::input, next++});
    return step;
  }

  TrimParameters trim_parameters(const Block& block) const {
    return {node_.dtype(), before(block), node_.chunking().block_shape(block), plan_.counts(block)};
  }

  const MapOverlap& call_;
  const ArrayNode& node_;
  Lowering& lowering_;
  const Chunking& cores_;
  std::vector<GatherAxis> axes_;
  GatherPlan plan_;
  const Kernel& kernel_;
  Parameters parameters_;
  std::vector<std::vector<ElementBits>> fills_; ///< By input.
  std::vector<AxisOverlap> overlaps_;
};

} // namespace

void MapOverlapBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const OverlapTasks tasks(call, node, lowering);
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
    const Block block = node.chunking().block(i);
    const BodyId body = lowering.graph().add_body(tasks.body(block));
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, tasks.inputs(block)));
  }
  lowering.set_tasks(node, std::move(result));
}

} // namespace troupe
