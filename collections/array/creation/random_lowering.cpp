#include <array>

#include "array/creation/random.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/random/permutation.hpp"
#include "kernels/random/weighted_choice.hpp"

namespace troupe {

namespace {

/// One task a block, all of them with the same inputs; `parameters_of(place)` are those of the block there.
template <class ParametersOf>
void lower_blocks(const ArrayNode& node, Lowering& lowering, std::string_view kernel,
                  std::span<const TaskId> inputs, const ParametersOf& parameters_of) {
  Graph& graph = lowering.graph();
  const Kernel& found = built_in_kernel(kernel);
  const Chunking& chunking = node.chunking();
  const Shape shape = chunking.shape();
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> tasks(static_cast<std::size_t>(chunking.block_count()));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const Block block = chunking.block(static_cast<std::int64_t>(i));
    ArrayBlock place{shape, chunking.block_origin(block), chunking.block_shape(block)};
    const BodyId body =
        graph.add_body(Body::call(found, Parameters::of(parameters_of(std::move(place))), node.line()));
    tasks[i] = graph.add(name_id, static_cast<std::uint32_t>(i), body, inputs);
  }
  lowering.set_tasks(node, std::move(tasks));
}

/// The one task of an array of one block.
void lower_whole(const ArrayNode& node, Lowering& lowering, std::string_view kernel, Parameters parameters,
                 std::span<const TaskId> inputs, std::int64_t workspace_bytes) {
  Body body = Body::call(built_in_kernel(kernel), std::move(parameters), node.line());
  body.workspace_bytes = workspace_bytes;
  const NameId name_id = lowering.add_name(node);
  const BodyId body_id = lowering.graph().add_body(std::move(body));
  lowering.set_tasks(node, {lowering.graph().add(name_id, 0, body_id, inputs)});
}

} // namespace

void Draw::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_blocks(node, lowering, "random", {}, [&](ArrayBlock place) {
    return DrawParameters{draw, std::move(place)};
  });
}

void Shuffled::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_whole(node, lowering, "shuffled", Parameters::of(ShuffledParameters{stream, count, length}), {},
              8 * count);
}

void Permuted::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_blocks(node, lowering, "permuted", {}, [&](ArrayBlock place) {
    return PermutedParameters{stream, count, std::move(place)};
  });
}

void WeightedChoice::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::array inputs{lowering.tasks(*node.inputs()[0])[0]};
  lower_blocks(node, lowering, "weighted_choice", inputs, [&](ArrayBlock place) {
    return WeightedChoiceParameters{stream, std::move(place)};
  });
}

void WeightedSample::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::array inputs{lowering.tasks(*node.inputs()[0])[0]};
  lower_whole(node, lowering, "weighted_sample", Parameters::of(WeightedSampleParameters{stream, length}),
              inputs, 16 * node.inputs()[0]->chunking().shape()[0]);
}

} // namespace troupe
