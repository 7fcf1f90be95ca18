#include "array/functions/map_blocks.hpp"

#include <troupe/array/functions/map_blocks.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"
#include "expression/tile_map.hpp"
#include "kernels/blocks/require_block.hpp"

namespace troupe {

namespace {

/// Calls `kernel` with all inputs, then checks what it returned.
Body checked_call(const Kernel& kernel, Parameters parameters, BlockParameters wanted, std::size_t inputs,
                  SourceLine line) {
  Body body;
  Step call{Step::Kind::call, &kernel, std::move(parameters), {}, {}};
  Step check{Step::Kind::call, &built_in_kernel("require_block"), Parameters::of(std::move(wanted)), {}, {}};
  check.operands.push_back({Operand::Kind::step, 0});
  for (std::uint32_t i = 0; i < inputs; ++i) {
    call.operands.push_back({Operand::Kind::input, i});
    check.operands.push_back({Operand::Kind::input, i});
  }
  body.steps.push_back(std::move(call));
  body.steps.push_back(std::move(check));
  body.result = {Operand::Kind::step, 1};
  body.line = line;
  return body;
}

} // namespace

ArrayMetadata BlockCall::infer(std::span<const Array> inputs) const {
  const Chunking common = common_chunking(inputs, std::string(name));
  if (!sizes) {
    for (const Array& input : inputs)
      if (!input.chunking().is_known())
        return {dtype, common, input.node()->metadata().extent_origin};
    return {dtype, common, {}};
  }
  Chunking wanted(*sizes);
  if (wanted.grid() != common.grid())
    throw ShapeError("the result has chunks " + to_string(wanted) + ", the arguments " + to_string(common));
  return {dtype, std::move(wanted), {}};
}

void BlockCall::lower(const ArrayNode& node, Lowering& lowering) const {
  Graph& graph = lowering.graph();
  const Kernel* found = KernelRegistry::instance().find(kernel, version);
  if (found == nullptr)
    throw KeyError("map_blocks: no kernel " + kernel + "/" + std::to_string(version));
  const Parameters decoded = found->decode != nullptr ? found->decode(parameters) : Parameters();
  const auto add_body = [&](std::optional<Shape> shape) {
    return graph.add_body(
        checked_call(*found, decoded, {dtype, std::move(shape)}, node.inputs().size(), node.line()));
  };
  const std::optional<BodyId> shared = sizes ? std::nullopt : std::optional(add_body(std::nullopt));
  const NameId task_name = lowering.add_name(node);
  MatchingBlocks matching(node.chunking(), node.inputs(), lowering);
  std::vector<TaskId> tasks(static_cast<std::size_t>(node.chunking().block_count()));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto block = static_cast<std::int64_t>(i);
    const BodyId body =
        shared ? *shared : add_body(node.chunking().block_shape(node.chunking().block(block)));
    tasks[i] = graph.add(task_name, static_cast<std::uint32_t>(i), body, matching.of(block));
  }
  lowering.set_tasks(node, std::move(tasks));
}

bool MapBlocks::accepts_unknown(std::span<const Array> inputs) const { return match_unknown(inputs); }

Array MapBlocks::build(std::span<const Array> inputs) const {
  return apply(call, cut_alike(inputs, common_chunking(inputs, std::string(name))));
}

ArrayMetadata MapBlocks::promise(std::span<const Array> inputs) const {
  std::size_t rank = 0;
  for (const Array& input : inputs)
    rank = std::max(rank, input.rank());
  return {call.dtype,
          call.sizes ? Chunking(*call.sizes)
                     : Chunking(std::vector(rank, std::vector<std::int64_t>{unknown_extent})),
          {}};
}

Array map_blocks(const Kernel& kernel, const Parameters& parameters, const std::vector<Array>& arrays,
                 const MapBlocksOptions& options, std::source_location line) {
  if (arrays.empty())
    throw ValueError("map_blocks: there are no arrays");
  if (!options.dtype)
    throw DTypeError("map_blocks: the function does not tell the dtype of its chunks, so it must be given");
  if (kernel.arity != any_arity && static_cast<std::size_t>(kernel.arity) != arrays.size())
    throw ValueError("map_blocks: the function takes " + std::to_string(kernel.arity) + " chunks, there are "
                     + std::to_string(arrays.size()) + " arrays");
  BlockCall call{kernel.name, kernel.version, parameters.encode(), *options.dtype, std::nullopt};
  if (options.chunking)
    call.sizes = options.chunking->sizes();
  return apply(MapBlocks{std::move(call)}, arrays, source_line(line));
}

} // namespace troupe
