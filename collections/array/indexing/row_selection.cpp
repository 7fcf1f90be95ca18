#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>

#include <troupe/array/rechunk.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "array/indexing/getitem.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"
#include "kernels/blocks/select.hpp"

namespace troupe {

ArrayMetadata Compress::infer(std::span<const Array> inputs) const {
  auto sizes = inputs[0].chunking().sizes();
  std::ranges::fill(sizes[axis], unknown_extent);
  // Whatever one mask, cut one way, is applied to has the same lengths.
  return {inputs[0].dtype(), Chunking(std::move(sizes)), inputs[1].node()->digest()};
}

void Compress::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::span<const TaskId> chunks = lowering.tasks(*node.inputs()[0]);
  const Chunking masks = program ? Chunking(mask_sizes) : node.inputs()[1]->chunking();
  const NameId name_id = lowering.add_name(node);
  const BodyId body = lowering.graph().add_body(Body::call(
      built_in_kernel("compress"), Parameters::of(CompressParameters{axis, program}), node.line()));
  MatchingBlocks matching(masks, node.inputs().subspan(1), lowering);
  std::vector<TaskId> tasks, inputs;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    inputs.assign(1, chunks[i]);
    const auto of_mask = matching.of(node.chunking().block(static_cast<std::int64_t>(i))[axis]);
    inputs.insert(inputs.end(), of_mask.begin(), of_mask.end());
    tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, inputs));
  }
  lowering.set_tasks(node, std::move(tasks));
}

std::optional<Compress> Compress::absorb(const TileProgram& made_by, const ArrayMetadata& mask) const {
  // Of an array of several axes each block would make the mask again.
  if (program || mask.dtype != DType::boolean || mask_is_shared)
    return std::nullopt;
  return Compress{axis, mask_is_shared, made_by, mask.chunking.sizes()};
}

Array take_rows(const std::string& shown, const Array& array, const Array& positions, std::size_t axis) {
  const TakeRows operation{shown, static_cast<std::int32_t>(axis)};
  const std::array inputs{array, positions};
  ChunkBound bound{array.dtype(), largest_chunk_elements(array.chunking()), std::vector(array.rank(), true)};
  bound.cut_last[axis] = false;
  const Chunking chunking = bound.applied_to(operation.infer(inputs).chunking);
  return apply(operation, {array, rechunk(positions, Chunking({chunking.sizes(axis)}))});
}

ArrayMetadata TakeRows::infer(std::span<const Array> inputs) const {
  auto sizes = inputs[0].chunking().sizes();
  sizes[axis] = inputs[1].chunking().sizes(0);
  return {inputs[0].dtype(), Chunking(std::move(sizes)), {}};
}

namespace {

/// The tasks of `TakeRows`: one "take" for each chunk along the axis, and a "take_join" where these are
/// several.
class TakeTasks {
public:
  TakeTasks(const ArrayNode& node, std::int32_t axis, Lowering& lowering)
      : node_(node), axis_(axis), graph_(lowering.graph()), chunking_(node.inputs()[0]->chunking()),
        chunks_(lowering.tasks(*node.inputs()[0])), positions_(lowering.tasks(*node.inputs()[1])) {
    const std::vector<std::int64_t>& sizes = chunking_.sizes(axis);
    starts_.assign(sizes.size() + 1, 0);
    std::partial_sum(sizes.begin(), sizes.end(), starts_.begin() + 1);
    for (std::size_t i = 0; i < sizes.size(); ++i)
      take_.push_back(add_body("take", Parameters::of(TakeParameters{axis, starts_[i], starts_.back()})));
    if (sizes.size() > 1) {
      join_ = add_body("take_join", Parameters::of(TakeJoinParameters{axis, starts_}));
      Shape grid = node.chunking().grid();
      grid.push_back(static_cast<std::int64_t>(sizes.size()));
      parts_name_ = lowering.add_name(node, "parts", grid);
    }
    name_ = lowering.add_name(node);
  }

  TaskId add(std::int64_t number) {
    Block block = node_.chunking().block(number);
    const TaskId positions = positions_[block[axis_]];
    std::vector<TaskId> inputs{positions};
    for (std::size_t part = 0; part < take_.size(); ++part) {
      block[axis_] = static_cast<std::int64_t>(part);
      const std::array pair{chunks_[chunking_.index(block)], positions};
      if (take_.size() == 1)
        return graph_.add(name_, static_cast<std::uint32_t>(number), take_[part], pair);
      const std::size_t part_number = static_cast<std::size_t>(number) * take_.size() + part;
      inputs.push_back(graph_.add(parts_name_, static_cast<std::uint32_t>(part_number), take_[part], pair));
    }
    return graph_.add(name_, static_cast<std::uint32_t>(number), join_, inputs);
  }

private:
  BodyId add_body(std::string_view kernel, Parameters parameters) {
    return graph_.add_body(Body::call(built_in_kernel(kernel), std::move(parameters), node_.line()));
  }

  const ArrayNode& node_;
  std::int32_t axis_;
  Graph& graph_;
  const Chunking& chunking_;
  std::span<const TaskId> chunks_;
  std::span<const TaskId> positions_;
  std::vector<std::int64_t> starts_;
  std::vector<BodyId> take_;
  BodyId join_ = 0;
  NameId parts_name_ = 0;
  NameId name_ = 0;
};

} // namespace

void TakeRows::lower(const ArrayNode& node, Lowering& lowering) const {
  TakeTasks tasks(node, axis, lowering);
  std::vector<TaskId> result;
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i)
    result.push_back(tasks.add(i));
  lowering.set_tasks(node, std::move(result));
}

} // namespace troupe
