#include <algorithm>
#include <array>
#include <utility>

#include <troupe/error.hpp>

#include "array/statistics/histogram.hpp"
#include "array/statistics/merge_tree.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

/// How many of the inputs are cut in blocks that match: the others are edges.
std::size_t matching_inputs(const HistogramParameters& call) {
  return call.dimensions.size() + (call.weights ? 1 : 0);
}

std::vector<std::vector<std::int64_t>> one_block(const Shape& shape) {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : shape)
    sizes.push_back({extent});
  return sizes;
}

std::int64_t counts_bytes(const HistogramParameters& call) {
  return byte_count(call.shape(), size_of(call.counts()));
}

} // namespace

bool HistogramCounts::accepts_unknown(std::span<const Array> inputs) const {
  const auto blocks = inputs.first(matching_inputs(call));
  return blocks.size() == 1 || match_unknown(blocks);
}

Array HistogramCounts::build(std::span<const Array> inputs) const {
  const auto blocks = inputs.first(matching_inputs(call));
  for (const Array& array : blocks)
    if (array.shape() != blocks[0].shape())
      throw ShapeError("arrays of shape " + to_string(blocks[0].shape()) + " and "
                       + to_string(array.shape()));
  std::vector<Array> matching(blocks.begin(), blocks.end());
  if (blocks.size() > 1 && all_known(blocks))
    matching = cut_alike(blocks, common_chunking(blocks, call.name));
  std::ranges::copy(inputs.subspan(blocks.size()), std::back_inserter(matching));
  return apply(HistogramBlocks{call, dtype}, std::move(matching));
}

ArrayMetadata HistogramBlocks::infer(std::span<const Array>) const {
  return {dtype, Chunking(one_block(call.shape())), {}};
}

void HistogramBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const bool is_mapped = call.program.has_value();
  const Chunking operand = is_mapped ? Chunking(mapped_sizes) : node.inputs()[0]->chunking();
  const auto blocks = is_mapped ? node.inputs() : node.inputs().first(matching_inputs(call));
  std::vector<TaskId> edges;
  for (const NodePointer& input : node.inputs().subspan(blocks.size()))
    edges.push_back(lowering.tasks(*input)[0]);

  Body made = Body::call(built_in_kernel("histogram"), Parameters::of(call), node.line());
  made.output_bytes = counts_bytes(call);
  const BodyId count = lowering.graph().add_body(std::move(made));
  const NameId name_id = lowering.add_name(node, "count", operand.grid());
  MatchingBlocks matching(operand, blocks, lowering);
  std::vector<TaskId> counts;
  for (std::int64_t i = 0; i < operand.block_count(); ++i) {
    std::vector<TaskId> inputs = edges;
    std::ranges::copy(matching.of(i), std::back_inserter(inputs));
    counts.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), count, inputs));
  }
  const auto merge = [&](bool is_last) {
    Body body =
        Body::call(built_in_kernel("histogram_merge"),
                   Parameters::of(HistogramMergeParameters{is_last ? dtype : call.counts()}), node.line());
    body.output_bytes = counts_bytes(call);
    return body;
  };
  lowering.set_tasks(node, {merge_tree(node, lowering, std::move(counts), merge)});
}

std::optional<HistogramBlocks> HistogramBlocks::absorb(const TileProgram& made_by,
                                                       const ArrayMetadata& mapped) const {
  if (call.program || matching_inputs(call) != 1)
    return std::nullopt;
  HistogramBlocks fused = *this;
  fused.call.program = made_by;
  fused.mapped_sizes = mapped.chunking.sizes();
  return fused;
}

ArrayMetadata HistogramEdges::infer(std::span<const Array>) const {
  return {call.edges, Chunking(one_block({call.bins + 1})), {}};
}

void HistogramEdges::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& operand = node.inputs()[0]->chunking();
  const auto body = [&](const char* kernel) {
    return Body::call(built_in_kernel(kernel), Parameters::of(call), node.line());
  };
  Body find = body("value_range");
  find.output_bytes = 2 * sizeof(double);
  const BodyId range = lowering.graph().add_body(std::move(find));
  const NameId range_name = lowering.add_name(node, "range", operand.grid());
  std::vector<TaskId> ranges;
  for (const TaskId task : lowering.tasks(*node.inputs()[0])) {
    const auto number = static_cast<std::uint32_t>(ranges.size());
    ranges.push_back(lowering.graph().add(range_name, number, range, std::array{task}));
  }
  const BodyId edges = lowering.graph().add_body(body("histogram_edges"));
  lowering.set_tasks(node, {lowering.graph().add(lowering.add_name(node), 0, edges, ranges)});
}

} // namespace troupe
