#include "array/indexing/nonzero.hpp"

#include <array>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>

#include "array/reshaping/reshape.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"

namespace troupe {

namespace {

constexpr auto all_axes = NonzeroParameters::all_axes;

} // namespace

ArrayMetadata Nonzero::promise(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes{{1}};
  if (axis == all_axes)
    sizes.push_back({static_cast<std::int64_t>(inputs[0].rank())});
  return {DType::int64, Chunking(std::move(sizes)), {}};
}

Array Nonzero::build(std::span<const Array> inputs) const {
  const Array ordered = flat ? ravel(inputs[0]) : cut_in_order(inputs[0]);
  return apply(NonzeroBlocks{shown, axis}, {ordered});
}

ArrayMetadata NonzeroBlocks::infer(std::span<const Array> inputs) const {
  const std::vector<std::int64_t> unknown(static_cast<std::size_t>(inputs[0].chunking().block_count()),
                                          unknown_extent);
  std::vector<std::vector<std::int64_t>> sizes{unknown};
  if (axis == all_axes)
    sizes.push_back({static_cast<std::int64_t>(inputs[0].rank())});
  // The positions along all axes are as many.
  return {DType::int64, Chunking(std::move(sizes)), inputs[0].node()->digest()};
}

void NonzeroBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking input = program ? Chunking(mapped_sizes) : node.inputs()[0]->chunking();
  const NameId name_id = lowering.add_name(node);
  MatchingBlocks matching(input, node.inputs(), lowering);
  std::vector<TaskId> result(static_cast<std::size_t>(input.block_count()));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const BodyId body = lowering.graph().add_body(
        Body::call(built_in_kernel("nonzero"),
                   Parameters::of(NonzeroParameters{input.block_origin(input.block(number)), axis, program}),
                   node.line()));
    result[i] = lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, matching.of(number));
  }
  lowering.set_tasks(node, std::move(result));
}

std::optional<NonzeroBlocks> NonzeroBlocks::absorb(const TileProgram& made_by,
                                                   const ArrayMetadata& mapped) const {
  if (program || !mapped.chunking.is_known())
    return std::nullopt;
  NonzeroBlocks fused{shown, axis, made_by, mapped.chunking.sizes()};
  std::vector<TileInstruction>& instructions = fused.program->instructions;
  if (made_by.result() != DType::boolean) {
    const auto last = static_cast<std::uint16_t>(instructions.size() - 1);
    instructions.push_back(
        {TileOperation::cast, DType::boolean, {TileOperand{TileOperand::Kind::instruction, last}}});
  }
  return fused;
}

Array flatnonzero(const Array& array, std::source_location line) {
  return apply(Nonzero{"flatnonzero", 0, true}, {array}, source_line(line));
}

Array argwhere(const Array& array, std::source_location line) {
  if (array.rank() == 0) // a row without numbers, if there is one
    return getitem(argwhere(atleast_1d(array, line), line), {Slice{}, Slice{.stop = 0}}, line);
  return apply(Nonzero{"argwhere", all_axes, false}, {array}, source_line(line));
}

std::vector<Array> nonzero(const Array& array, std::source_location line) {
  const Array given = atleast_1d(array, line);
  std::vector<Array> result;
  for (std::size_t axis = 0; axis < given.rank(); ++axis)
    result.push_back(
        apply(Nonzero{"nonzero", static_cast<std::int32_t>(axis), false}, {given}, source_line(line)));
  return result;
}

} // namespace troupe
