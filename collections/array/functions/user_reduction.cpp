#include "array/functions/user_reduction.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <troupe/array/functions/reduction.hpp>
#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "array/reductions/reduce.hpp"
#include "array/reductions/reduced_metadata.hpp"
#include "array/reductions/state_tree.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/layout.hpp"
#include "kernels/blocks/require_block.hpp"

namespace troupe {

namespace {

/// The tasks of one reduction, level by level.
class ReductionTasks {
public:
  ReductionTasks(const UserReduction& operation, const ArrayNode& node, Lowering& lowering)
      : operation_(operation), node_(node), lowering_(lowering), input_(node.inputs()[0]->chunking()),
        tree_(input_.grid(), operation.axes, operation.split_every),
        axes_(detail::value_of_axes({operation.axes, operation.keepdims})) {}

  std::vector<TaskId> build() {
    const std::span<const TaskId> blocks = lowering_.tasks(*node_.inputs()[0]);
    std::vector<TaskId> tasks(blocks.size());
    const NameId name = name_of_level("map");
    for (std::size_t i = 0; i < tasks.size(); ++i)
      tasks[i] = add(name, i, true, blocks.subspan(i, 1));
    for (int level = 1; !tree_.is_last(); ++level) {
      tree_.next_level();
      const std::vector<TaskId> below =
          std::exchange(tasks, std::vector<TaskId>(static_cast<std::size_t>(element_count(tree_.grid()))));
      const NameId merges = name_of_level("merge-" + std::to_string(level));
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        std::vector<TaskId> states;
        for (const std::size_t state : tree_.merged(static_cast<std::int64_t>(i)).states)
          states.push_back(below[state]);
        tasks[i] = add(merges, i, false, states);
      }
    }
    return tasks;
  }

private:
  NameId name_of_level(const std::string& part) {
    return tree_.is_last() ? lowering_.add_name(node_) : lowering_.add_name(node_, part, tree_.grid());
  }

  TaskId add(NameId name, std::size_t number, bool is_map, std::span<const TaskId> inputs) {
    std::optional<Shape> shape;
    if (tree_.is_last())
      shape = node_.chunking().block_shape(node_.chunking().block(static_cast<std::int64_t>(number)));
    const auto [found, is_fresh] = bodies_.try_emplace({is_map, inputs.size(), shape});
    if (is_fresh)
      found->second = lowering_.graph().add_body(body(is_map, inputs.size(), shape));
    return lowering_.graph().add(name, static_cast<std::uint32_t>(number), found->second, inputs);
  }

  Body body(bool is_map, std::size_t inputs, const std::optional<Shape>& shape) const {
    Body body;
    body.line = node_.line();
    body.literals.push_back(axes_);
    const Operand axes{Operand::Kind::literal, 0};
    Step step = call_of(is_map ? operation_.map : operation_.merge);
    for (std::uint32_t i = 0; i < inputs; ++i)
      step.operands.push_back({Operand::Kind::input, i});
    if (is_map)
      step.operands.push_back(axes);
    body.steps.push_back(std::move(step));
    if (!shape)
      body.output_bytes = state_bytes();
    body.workspace_bytes = operation_.map.workspace_beside(state_bytes());
    if (shape) {
      Step finish = call_of(operation_.finish);
      finish.operands = {{Operand::Kind::step, 0}, axes};
      body.steps.push_back(std::move(finish));
      body.steps.push_back({Step::Kind::call,
                            &built_in_kernel("require_block"),
                            Parameters::of(promised(*shape)),
                            {},
                            {{Operand::Kind::step, 1}}});
    }
    body.result = {Operand::Kind::step, static_cast<std::uint32_t>(body.steps.size() - 1)};
    return body;
  }

  /// Of all positions of a block, at most; -1 if that is not known.
  std::int64_t state_bytes() const {
    if (operation_.state_bytes < 0)
      return -1;
    std::int64_t positions = 1;
    for (std::size_t axis = 0; axis < input_.rank(); ++axis) {
      if (is_reduced(operation_.axes, axis))
        continue;
      if (std::ranges::find(input_.sizes(axis), unknown_extent) != input_.sizes(axis).end())
        return -1;
      positions *= std::ranges::max(input_.sizes(axis));
    }
    constexpr std::int64_t head = 128; // the positions' shape
    return positions * operation_.state_bytes + head;
  }

  static Step call_of(const FunctionCall& function) {
    const Kernel& kernel = function.find(std::string(UserReduction::name));
    return {Step::Kind::call, &kernel, function.decode(kernel), {}, {}};
  }

  BlockParameters promised(const Shape& shape) const {
    return {std::string(UserReduction::name), {{operation_.dtype, shape}}, {}, true};
  }

  const UserReduction& operation_;
  const ArrayNode& node_;
  Lowering& lowering_;
  const Chunking& input_;
  StateTree tree_;
  Value axes_;
  struct BodyKind {
    bool is_map;
    std::size_t inputs;
    std::optional<Shape> shape;
    auto operator<=>(const BodyKind&) const = default;
  };
  std::map<BodyKind, BodyId> bodies_;
};

} // namespace

ArrayMetadata UserReduction::infer(std::span<const Array> inputs) const {
  const Shape shape = inputs[0].shape();
  if (needs_elements)
    for (const std::int64_t axis : axes)
      if (shape[static_cast<std::size_t>(axis)] == 0)
        throw ValueError("no elements to reduce in shape " + to_string(shape)
                         + ", and the function maps single elements");
  return reduced_metadata(inputs[0], axes, keepdims, dtype);
}

void UserReduction::lower(const ArrayNode& node, Lowering& lowering) const {
  lowering.set_tasks(node, ReductionTasks(*this, node, lowering).build());
}

namespace detail {

Chunk bytes_as_chunk(std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  return Chunk::adopt(DType::uint8, {static_cast<std::int64_t>(owner->size())}, owner, owner->data());
}

Value value_of_axes(const ReducedAxes& reduced) {
  return Value::list(
      {Value::list(std::vector<Value>(reduced.axes.begin(), reduced.axes.end())), reduced.keepdims});
}

ReducedAxes axes_of_value(const Value& value) {
  const std::span<const Value> parts = value.as_list();
  return {convert<std::vector<std::int64_t>>(parts[0]), parts[1].as_bool()};
}

ReducedRows::ReducedRows(const Chunk& block, const ReducedAxes& reduced) {
  TransposeParameters order;
  for (std::size_t axis = 0; axis < block.rank(); ++axis) {
    if (is_reduced(reduced.axes, axis))
      continue;
    order.axes.push_back(static_cast<std::int32_t>(axis));
    kept.push_back(block.shape()[axis]);
    rows *= static_cast<std::size_t>(block.shape()[axis]);
  }
  for (const std::int64_t axis : reduced.axes) {
    order.axes.push_back(static_cast<std::int32_t>(axis));
    length *= static_cast<std::size_t>(block.shape()[static_cast<std::size_t>(axis)]);
  }
  elements = transpose_chunk(order, block);
}

Shape shape_of_result(const Shape& kept, const ReducedAxes& reduced) {
  if (!reduced.keepdims)
    return kept;
  Shape shape;
  for (std::size_t axis = 0, next = 0; axis < kept.size() + reduced.axes.size(); ++axis)
    shape.push_back(is_reduced(reduced.axes, axis) ? 1 : kept[next++]);
  return shape;
}

void require_same_positions(const Shape& left, const Shape& right) {
  if (left != right)
    throw ShapeError("reduction: states of " + to_string(left) + " and " + to_string(right) + " positions");
}

Array reduce_with(const ReductionKernels& kernels, const Array& array, const UserReductionOptions& options,
                  std::source_location line) {
  const std::string name(UserReduction::name);
  if (kernels.argument && *kernels.argument != array.dtype())
    throw DTypeError(name + ": the array is " + std::string(to_string(array.dtype())) + ", the function maps "
                     + std::string(to_string(*kernels.argument)));
  if (!kernels.result && !options.dtype)
    throw DTypeError(name + ": the function does not tell the dtype of its chunks, so it must be given");
  if (kernels.result && options.dtype && *kernels.result != *options.dtype)
    throw DTypeError(name + ": the function gives " + std::string(to_string(*kernels.result)) + ", not "
                     + std::string(to_string(*options.dtype)));
  if (options.split_every != 0 && options.split_every < 2)
    throw ValueError(name + ": split_every is " + std::to_string(options.split_every) + ", it is at least 2");
  UserReduction operation{
      FunctionCall::of(*kernels.map, kernels.map_bound, options.workspace_bytes, name),
      FunctionCall::of(*kernels.merge, kernels.merge_bound, options.workspace_bytes, name),
      FunctionCall::of(*kernels.finish, kernels.finish_bound, options.workspace_bytes, name),
      options.axis.resolve(array.rank(), name),
      options.keepdims,
      kernels.needs_elements,
      kernels.state_bytes,
      kernels.result.value_or(options.dtype.value_or(DType::float64)),
      options.split_every == 0 ? default_split_every : options.split_every};
  return apply(std::move(operation), {array}, source_line(line));
}

} // namespace detail

} // namespace troupe
