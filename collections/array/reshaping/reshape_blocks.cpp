#include "array/reshaping/reshape_blocks.hpp"

#include <array>
#include <cassert>
#include <map>
#include <utility>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/layout.hpp"

namespace troupe {

ArrayMetadata ReshapeBlocks::infer(std::span<const Array> inputs) const {
  ArrayMetadata metadata{inputs[0].dtype(), Chunking(sizes), {}};
  assert(metadata.chunking.block_count() == inputs[0].chunking().block_count());
  return metadata;
}

void ReshapeBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& input = node.inputs()[0]->chunking();
  const std::span<const TaskId> tasks = lowering.tasks(*node.inputs()[0]);
  const NameId name_id = lowering.add_name(node);
  std::map<Shape, BodyId> bodies;
  std::vector<TaskId> result;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const Shape shape = node.chunking().block_shape(node.chunking().block(number));
    if (shape == input.block_shape(input.block(number))) {
      result.push_back(tasks[i]);
      continue;
    }
    const auto [body, added] = bodies.try_emplace(shape);
    if (added)
      body->second = lowering.graph().add_body(
          Body::call(built_in_kernel("reshape"), Parameters::of(ReshapeParameters{shape}), node.line()));
    result.push_back(
        lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body->second, std::array{tasks[i]}));
  }
  lowering.set_tasks(node, std::move(result));
}

Array reshape_blocks(const Array& array, std::vector<std::vector<std::int64_t>> sizes, std::string shown) {
  return sizes == array.chunking().sizes()
             ? array
             : apply(ReshapeBlocks{std::move(shown), std::move(sizes)}, {array});
}

} // namespace troupe
