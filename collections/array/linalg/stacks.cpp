#include "array/linalg/stacks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <troupe/array/rechunk.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/linalg/tall_qr.hpp"

namespace troupe {

namespace {

constexpr std::int64_t block_of_matrices_bytes = std::int64_t{8} << 20;

/// One matrix as a whole; of a stack as many as fit a block.
Array cut_between_matrices(const Array& stack, const std::vector<std::vector<std::int64_t>>& before) {
  std::vector<std::vector<std::int64_t>> sizes = before;
  const Shape shape = stack.shape();
  sizes.push_back({shape[shape.size() - 2]});
  sizes.push_back({shape.back()});
  return rechunk(stack, Chunking(std::move(sizes)));
}

/// How axes before the last two are cut: as they are, unless blocks of whole matrices would be too large.
std::vector<std::vector<std::int64_t>> cuts_of_stack(const Array& stack) {
  const Shape shape = stack.shape();
  const std::size_t axes = shape.size() - 2;
  const auto& own = stack.chunking().sizes();
  std::vector<std::vector<std::int64_t>> cuts(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(axes));
  std::int64_t bytes = shape[axes] * shape[axes + 1] * static_cast<std::int64_t>(size_of(stack.dtype()));
  for (std::size_t axis = axes; axis-- > 0;) {
    const std::int64_t most =
        std::max<std::int64_t>(block_of_matrices_bytes / std::max<std::int64_t>(bytes, 1), 1);
    if (std::ranges::max(cuts[axis]) > most)
      cuts[axis] = Chunking::regular({shape[axis]}, {most}).sizes(0);
    bytes *= std::max<std::int64_t>(std::ranges::max(cuts[axis]), 1);
  }
  return cuts;
}

std::int64_t largest_bytes(const ArrayNode& node) {
  auto bytes = static_cast<std::int64_t>(size_of(node.dtype()));
  for (const auto& sizes : node.chunking().sizes())
    bytes *= std::ranges::max(sizes);
  return bytes;
}

} // namespace

ArrayMetadata StackLists::infer(std::span<const Array> inputs) const {
  return {inputs[0].dtype(), inputs[0].chunking(), {}};
}

void StackLists::lower(const ArrayNode& node, Lowering& lowering) const {
  std::int64_t given = 0;
  for (const NodePointer& input : node.inputs())
    given += largest_bytes(*input);
  Body made = Body::call(built_in_kernel("stack_of_matrices"),
                         Parameters::of(StackParameters{operation, cutoff}), node.line());
  made.output_bytes = 3 * given;
  made.workspace_bytes = 4 * given;
  const BodyId body = lowering.graph().add_body(std::move(made));
  const NameId lists = lowering.add_name(node);
  std::vector<TaskId> tasks;
  for (std::size_t i = 0; i < lowering.tasks(*node.inputs()[0]).size(); ++i) {
    std::vector<TaskId> inputs;
    for (const NodePointer& input : node.inputs())
      inputs.push_back(lowering.tasks(*input)[i]);
    tasks.push_back(lowering.graph().add(lists, static_cast<std::uint32_t>(i), body, inputs));
  }
  lowering.set_tasks(node, std::move(tasks));
}

void ListItem::lower(const ArrayNode& node, Lowering& lowering) const {
  const BodyId body = lowering.graph().add_body(
      Body::call(built_in_kernel("list_item"), Parameters::of(ListItemParameters{index}), node.line()));
  const NameId items = lowering.add_name(node);
  std::vector<TaskId> tasks;
  for (const TaskId list : lowering.tasks(*node.inputs()[0]))
    tasks.push_back(
        lowering.graph().add(items, static_cast<std::uint32_t>(tasks.size()), body, std::array{list}));
  lowering.set_tasks(node, std::move(tasks));
}

Array of_stacks(const StackLists& operation, std::int64_t index, const std::vector<Array>& inputs,
                DType dtype, const Shape& each) {
  std::vector<std::vector<std::int64_t>> cuts = cuts_of_stack(inputs[0]);
  std::vector<Array> cut;
  for (const Array& input : inputs)
    cut.push_back(cut_between_matrices(input, cuts));
  const Array lists = apply(operation, std::move(cut));
  for (const std::int64_t extent : each)
    cuts.push_back({extent});
  return apply(ListItem{operation.shown, index, dtype, std::move(cuts)}, {lists});
}

} // namespace troupe
