#include "array/functions/block_call.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

#include <troupe/error.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/programs/tile_map.hpp"
#include "kernels/blocks/require_block.hpp"
#include "kernels/functions/pick_result.hpp"

namespace troupe {

namespace {

Value list_of(const Shape& numbers) {
  return Value::list(std::vector<Value>(numbers.begin(), numbers.end()));
}

/// The tasks of one `BlockCall`.
class BlockCalls {
public:
  BlockCalls(const BlockCall& call, const ArrayNode& node, Lowering& lowering)
      : call_(call), node_(node), lowering_(lowering), kernel_(call.function.find(call.shown)),
        parameters_(call.function.decode(kernel_)) {
    for (std::size_t i = 0; i < node.inputs().size(); ++i)
      add_input(i);
  }

  std::vector<TaskId> build() {
    const NameId name = lowering_.add_name(node_);
    std::vector<TaskId> tasks;
    for (std::int64_t i = 0; i < node_.chunking().block_count(); ++i) {
      const Block block = node_.chunking().block(i);
      tasks.push_back(
          lowering_.graph().add(name, static_cast<std::uint32_t>(i), body_of(block), tasks_of(block)));
    }
    return tasks;
  }

private:
  /// Where the blocks of an input for a block of the result are: steps through its tasks.
  struct Input {
    std::span<const TaskId> tasks;
    std::vector<std::int64_t> steps; ///< For one block along each axis of the result.
    std::vector<std::int64_t>
        gone; ///< The blocks along labels that the result has not, relative to the first.
    bool is_list = false;
  };

  void add_input(std::size_t number) {
    const ArrayNode& input = *node_.inputs()[number];
    const Shape grid = input.chunking().grid();
    const Shape strides = row_major_strides(grid);
    Input added{lowering_.tasks(input),
                std::vector<std::int64_t>(call_.out.size(), 0),
                {0},
                call_.lists[number] != 0};
    std::vector<std::pair<std::int32_t, std::pair<std::int64_t, std::int64_t>>> gone; // label: blocks, step
    for (std::size_t axis = 0; axis < grid.size(); ++axis) {
      if (grid[axis] == 1)
        continue;
      const std::int32_t label = call_.inputs[number][axis];
      const auto found = std::ranges::find(call_.out, label);
      if (found != call_.out.end()) {
        added.steps[static_cast<std::size_t>(found - call_.out.begin())] += strides[axis];
        continue;
      }
      const auto known = std::ranges::find(gone, label, &decltype(gone)::value_type::first);
      if (known != gone.end())
        known->second.second += strides[axis];
      else
        gone.push_back({label, {grid[axis], strides[axis]}});
    }
    for (const auto& [label, run] : gone) {
      std::vector<std::int64_t> longer;
      for (const std::int64_t offset : added.gone)
        for (std::int64_t i = 0; i < run.first; ++i)
          longer.push_back(offset + i * run.second);
      added.gone = std::move(longer);
    }
    inputs_.push_back(std::move(added));
  }

  std::vector<TaskId> tasks_of(const Block& block) const {
    std::vector<TaskId> tasks;
    for (const Input& input : inputs_) {
      const std::int64_t first =
          std::inner_product(block.begin(), block.end(), input.steps.begin(), std::int64_t{0});
      for (const std::int64_t offset : input.gone)
        tasks.push_back(input.tasks[static_cast<std::size_t>(first + offset)]);
    }
    return tasks;
  }

  /// Blocks of one shape share a body, unless each is told its place.
  BodyId body_of(const Block& block) {
    const Shape shape = node_.chunking().block_shape(block);
    if (call_.told == Told::place)
      return lowering_.graph().add_body(body(shape, place_of(block, shape)));
    const auto [found, is_fresh] = bodies_.try_emplace(shape);
    if (is_fresh)
      found->second = lowering_.graph().add_body(body(shape, told(shape)));
    return found->second;
  }

  Value place_of(const Block& block, const Shape& shape) const {
    return detail::value_of_place({shape, block, node_.chunking().block_origin(block),
                                   node_.chunking().grid(), node_.chunking().shape()});
  }

  std::optional<Value> told(const Shape& shape) const {
    if (call_.told == Told::nothing)
      return std::nullopt;
    if (call_.told == Told::shape)
      return Value::list({list_of(shape)});
    std::vector<Value> cores;
    for (const FunctionResult& result : call_.results)
      cores.push_back(list_of(result.core));
    return Value::list({list_of(call_.core_ranks), list_of(loops(shape)), Value::list(std::move(cores))});
  }

  /// The axes of a block that no call sees.
  Shape loops(const Shape& shape) const {
    return {shape.begin(), shape.end() - static_cast<std::ptrdiff_t>(call_.results[0].core.size())};
  }

  /// The function on the block's inputs, then the check of what it made.
  Body body(const Shape& shape, std::optional<Value> literal) const {
    Body body;
    body.line = node_.line();
    std::vector<Operand> arguments;
    std::uint32_t next = 0;
    for (const Input& input : inputs_) {
      if (!input.is_list) {
        arguments.push_back({Operand::Kind::input, next++});
        continue;
      }
      Step list{Step::Kind::list, nullptr, {}, {}, {}};
      for (std::size_t i = 0; i < input.gone.size(); ++i)
        list.operands.push_back({Operand::Kind::input, next++});
      arguments.push_back({Operand::Kind::step, static_cast<std::uint32_t>(body.steps.size())});
      body.steps.push_back(std::move(list));
    }
    const auto called = static_cast<std::uint32_t>(body.steps.size());
    Step call{Step::Kind::call, &kernel_, parameters_, {}, arguments};
    if (literal) {
      call.operands.push_back({Operand::Kind::literal, 0});
      body.literals.push_back(std::move(*literal));
    }
    body.steps.push_back(std::move(call));
    Step check{Step::Kind::call,
               &built_in_kernel("require_block"),
               Parameters::of(promised(shape)),
               {},
               {{Operand::Kind::step, called}}};
    check.operands.insert(check.operands.end(), arguments.begin(), arguments.end());
    body.steps.push_back(std::move(check));
    body.result = {Operand::Kind::step, called + 1};
    body.output_bytes = list_bytes(shape);
    body.workspace_bytes = call_.function.workspace_beside(result_bytes(shape));
    return body;
  }

  /// Of all results of a block; -1 where lengths are not known.
  std::int64_t result_bytes(const Shape& shape) const {
    if (std::ranges::find(shape, unknown_extent) != shape.end())
      return -1;
    return call_.results.size() > 1 ? list_bytes(shape) : byte_count(shape, size_of(call_.results[0].dtype));
  }

  /// Of all results, where there are several and the lengths are known; else -1, as that of one is found from the array.
  std::int64_t list_bytes(const Shape& shape) const {
    if (call_.results.size() == 1 || std::ranges::find(shape, unknown_extent) != shape.end())
      return -1;
    std::int64_t bytes = 0;
    for (const FunctionResult& result : call_.results)
      bytes += element_count(loops(shape)) * byte_count(result.core, size_of(result.dtype));
    return bytes;
  }

  BlockParameters promised(const Shape& shape) const {
    BlockParameters wanted{call_.shown, {{call_.results[0].dtype, shape}}, {}, false};
    for (std::size_t i = 1; i < call_.results.size(); ++i) {
      Shape other = loops(shape);
      other.insert(other.end(), call_.results[i].core.begin(), call_.results[i].core.end());
      wanted.promised.push_back({call_.results[i].dtype, std::move(other)});
    }
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      wanted.unknown.push_back(shape[axis] == unknown_extent ? source_of(call_.out[axis]) : ExtentSource{});
    return wanted;
  }

  /// The input and axis that tell a label's unknown extents.
  ExtentSource source_of(std::int32_t label) const {
    for (std::size_t i = 0; i < call_.inputs.size(); ++i)
      for (std::size_t axis = 0; axis < call_.inputs[i].size(); ++axis)
        if (call_.inputs[i][axis] == label
            && extent_of(node_.inputs()[i]->chunking().sizes(axis)) == unknown_extent)
          return {static_cast<std::int32_t>(i), static_cast<std::int32_t>(axis)};
    return {};
  }

  const BlockCall& call_;
  const ArrayNode& node_;
  Lowering& lowering_;
  const Kernel& kernel_;
  Parameters parameters_;
  std::vector<Input> inputs_;
  std::map<Shape, BodyId> bodies_;
};

} // namespace

ArrayMetadata BlockCall::infer(std::span<const Array> arrays) const {
  ArrayMetadata metadata{results[0].dtype, Chunking(sizes), {}};
  if (metadata.chunking.is_known())
    return metadata;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (arrays[i].chunking().is_known())
      continue;
    metadata.extent_origin = arrays[i].node()->metadata().extent_origin;
    if (inputs[i] == out)
      return metadata;
    // Axes in another order are other extents.
    Hasher hasher;
    hasher.add(metadata.extent_origin);
    hasher.add(to_bytes(out));
    hasher.add(to_bytes(inputs[i]));
    metadata.extent_origin = hasher.finish();
    return metadata;
  }
  return metadata;
}

void BlockCall::lower(const ArrayNode& node, Lowering& lowering) const {
  lowering.set_tasks(node, BlockCalls(*this, node, lowering).build());
}

void PickResult::lower(const ArrayNode& node, Lowering& lowering) const {
  const NameId name_id = lowering.add_name(node);
  const BodyId body = lowering.graph().add_body(
      Body::call(built_in_kernel("pick_result"), Parameters::of(PickResultParameters{number}), node.line()));
  std::vector<TaskId> tasks;
  for (const TaskId list : lowering.tasks(*node.inputs()[0])) {
    const std::array input{list};
    tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(tasks.size()), body, input));
  }
  lowering.set_tasks(node, std::move(tasks));
}

} // namespace troupe
