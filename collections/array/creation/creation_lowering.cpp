#include <algorithm>
#include <map>
#include <string>

#include "array/creation/creation.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

/// One task without inputs for each block; `body_of` says what it does.
template <class BodyOf>
void lower_sources(const ArrayNode& node, Lowering& lowering, const BodyOf& body_of) {
  Graph& graph = lowering.graph();
  const NameId task_name = lowering.add_name(node);
  std::vector<TaskId> tasks(static_cast<std::size_t>(node.chunking().block_count()));
  for (std::size_t i = 0; i < tasks.size(); ++i)
    tasks[i] = graph.add(task_name, static_cast<std::uint32_t>(i),
                         body_of(node.chunking().block(static_cast<std::int64_t>(i))), {});
  lowering.set_tasks(node, std::move(tasks));
}

template <class P>
BodyId add_source_body(Lowering& lowering, std::string_view kernel, P parameters, SourceLine line) {
  return lowering.graph().add_body(
      Body::call(built_in_kernel(kernel), Parameters::of(std::move(parameters)), line));
}

} // namespace

void Full::lower(const ArrayNode& node, Lowering& lowering) const {
  std::map<Shape, BodyId> bodies;
  lower_sources(node, lowering, [&](const Block& block) {
    Shape shape = node.chunking().block_shape(block);
    const auto found = bodies.find(shape);
    if (found != bodies.end())
      return found->second;
    const BodyId body = add_source_body(lowering, "full", FullParameters{value, shape}, node.line());
    bodies.emplace(std::move(shape), body);
    return body;
  });
}

void Ramp::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_sources(node, lowering, [&](const Block& block) {
    const std::int64_t number = first + node.chunking().block_origin(block)[axis] * stride;
    return add_source_body(
        lowering, "ramp",
        RampParameters{start, step, number, axis, node.chunking().block_shape(block), stride}, node.line());
  });
}

std::vector<NodeParts> Full::taken(const ArrayNode&, std::span<const Gather> gathers) const {
  std::vector<NodeParts> parts;
  for (const Gather& gather : gathers) {
    if (!gather.fills.empty())
      return {};
    parts.push_back({std::make_shared<const OperationOf<Full>>(Full{value, gather.result_sizes()}), {}});
  }
  return parts;
}

// Elements are computed from their numbers, so those that are taken have the bits they had.
std::vector<NodeParts> Ramp::taken(const ArrayNode&, std::span<const Gather> gathers) const {
  std::vector<NodeParts> parts;
  for (const Gather& gather : gathers) {
    const std::vector<Run>& runs = gather.axes[axis].runs;
    const auto place = std::ranges::find(gather.kept, static_cast<std::int32_t>(axis));
    if (!gather.fills.empty() || runs.size() != 1)
      return {};
    if (place == gather.kept.end()) { // one position of the axis
      const TileConstant value = ramp_value(start, step, first + runs[0].start * stride);
      parts.push_back({std::make_shared<const OperationOf<Full>>(Full{value, gather.result_sizes()}), {}});
      continue;
    }
    Ramp ramp = *this;
    ramp.axis = static_cast<std::uint32_t>(place - gather.kept.begin());
    ramp.sizes = gather.result_sizes();
    ramp.first = first + runs[0].start * stride;
    ramp.stride = stride * runs[0].step;
    parts.push_back({std::make_shared<const OperationOf<Ramp>>(std::move(ramp)), {}});
  }
  return parts;
}

void Linspace::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_sources(node, lowering, [&](const Block& block) {
    LinspaceParameters own = parameters;
    own.first = node.chunking().block_origin(block)[0];
    own.length = node.chunking().block_shape(block)[0];
    return add_source_body(lowering, "linspace", own, node.line());
  });
}

ArrayMetadata Indices::infer(std::span<const Array>) const {
  ChunkSizes stacked{std::vector<std::int64_t>(sizes.size(), 1)};
  if (sizes.empty())
    stacked[0] = {0};
  stacked.insert(stacked.end(), sizes.begin(), sizes.end());
  return {dtype, Chunking(std::move(stacked)), {}};
}

void Indices::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_sources(node, lowering, [&](const Block& block) {
    // A shape without axes has one empty block.
    const auto axis = sizes.empty() ? 0U : static_cast<std::uint32_t>(block[0]) + 1;
    const std::int64_t first = node.chunking().block_origin(block)[axis];
    return add_source_body(lowering, "ramp",
                           RampParameters{converted(0, dtype), converted(1, dtype), first, axis,
                                          node.chunking().block_shape(block)},
                           node.line());
  });
}

} // namespace troupe
