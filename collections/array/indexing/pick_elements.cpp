#include <algorithm>
#include <unordered_map>
#include <utility>

#include "array/indexing/selection.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/select.hpp"

namespace troupe {

namespace {

constexpr std::int64_t elements_a_chunk = std::int64_t{1} << 20;

/// Where the chunks of each axis begin.
std::vector<std::vector<std::int64_t>> chunk_starts(const Chunking& chunking) {
  std::vector<std::vector<std::int64_t>> starts;
  for (const auto& sizes : chunking.sizes()) {
    starts.push_back({0});
    for (const std::int64_t size : sizes)
      starts.back().push_back(starts.back().back() + size);
  }
  return starts;
}

/// The block an element lies in, and its place there.
struct Place {
  std::int64_t block = 0;
  std::int64_t offset = 0;
};

Place find_place(const std::vector<std::vector<std::int64_t>>& positions, std::size_t element,
                 const std::vector<std::vector<std::int64_t>>& starts) {
  Place place;
  for (std::size_t axis = 0; axis < positions.size(); ++axis) {
    const std::int64_t position = positions[axis][element];
    const auto after = std::ranges::upper_bound(starts[axis], position);
    place.block =
        place.block * static_cast<std::int64_t>(starts[axis].size() - 1) + (after - starts[axis].begin() - 1);
    place.offset = place.offset * (*after - *(after - 1)) + (position - *(after - 1));
  }
  return place;
}

} // namespace

ArrayMetadata PickElements::infer(std::span<const Array> inputs) const {
  const auto count = static_cast<std::int64_t>(positions[0].size());
  return {inputs[0].dtype(), Chunking::regular({count}, {elements_a_chunk}), {}};
}

void PickElements::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::span<const TaskId> blocks = lowering.tasks(*node.inputs()[0]);
  const auto starts = chunk_starts(node.inputs()[0]->chunking());
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  std::size_t element = 0;
  for (const std::int64_t size : node.chunking().sizes(0)) {
    PickParameters parameters{node.dtype(), {}};
    std::unordered_map<std::int64_t, std::uint32_t> slots;
    std::vector<TaskId> inputs;
    for (std::int64_t i = 0; i < size; ++i, ++element) {
      const Place place = find_place(positions, element, starts);
      const auto [slot, added] = slots.try_emplace(place.block, static_cast<std::uint32_t>(inputs.size()));
      if (added)
        inputs.push_back(blocks[place.block]);
      parameters.elements.push_back({slot->second, place.offset});
    }
    const BodyId body = lowering.graph().add_body(
        Body::call(built_in_kernel("pick"), Parameters::of(std::move(parameters)), node.line()));
    result.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(result.size()), body, inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

} // namespace troupe
