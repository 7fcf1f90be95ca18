#include "array/ordering/unique.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include <troupe/array/joining.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/ordering/sorting.hpp>
#include <troupe/array/reshaping.hpp>

#include "array/ordering/run_tasks.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

/// Of blocks whose lengths nobody knows so many runs are made at most.
constexpr std::int64_t most_unknown_runs = 64;

std::vector<std::uint32_t> groups_of(const Array& array, ItemKind kind, std::int64_t run_bytes) {
  const Chunking& chunking = array.chunking();
  if (chunking.is_known())
    return group_chunks(block_sizes(chunking), item_bytes(array.dtype(), kind), run_bytes);
  const std::int64_t blocks = chunking.block_count();
  const std::int64_t each = (blocks + most_unknown_runs - 1) / most_unknown_runs;
  std::vector<std::uint32_t> groups;
  for (std::int64_t first = 0; first < blocks; first += each)
    groups.push_back(static_cast<std::uint32_t>(std::min(each, blocks - first)));
  return groups;
}

} // namespace

ArrayMetadata Unique::promise(std::span<const Array> inputs) const {
  return {part == UniquePart::values ? inputs[0].dtype() : DType::int64, Chunking::whole({1}), {}};
}

Array Unique::build(std::span<const Array> inputs) const {
  assert(part == UniquePart::values || kind != ItemKind::key);
  const bool any_order = kind == ItemKind::key;
  const Array array = any_order || inputs[0].rank() == 1 ? inputs[0] : ravel(inputs[0]);
  const UniqueItems operation{kind, groups_of(array, kind, run_bytes)};
  const Array items = apply(operation, {array});
  if (operation.yields_elements())
    return items;
  return apply(UniqueParts{{array.dtype(), kind, part}}, {items});
}

ArrayMetadata UniqueItems::infer(std::span<const Array> inputs) const {
  std::vector<std::int64_t> unknown(groups.size(), unknown_extent);
  if (yields_elements())
    return {inputs[0].dtype(), Chunking({std::move(unknown)}), {}};
  return {DType::uint8, Chunking({std::move(unknown), {item_bytes(inputs[0].dtype(), kind)}}), {}};
}

void UniqueItems::lower(const ArrayNode& node, Lowering& lowering) const {
  lower_through_runs({"unique_run", "unique_plan", kind}, groups, node, lowering);
}

ArrayMetadata UniqueParts::infer(std::span<const Array> inputs) const {
  const ArrayMetadata& items = inputs[0].node()->metadata();
  return {parameters.part == UniquePart::values ? parameters.dtype : DType::int64,
          Chunking({items.chunking.sizes(0)}), items.extent_origin};
}

void UniqueParts::lower(const ArrayNode& node, Lowering& lowering) const {
  const NameId name_id = lowering.add_name(node);
  const BodyId body = lowering.graph().add_body(
      Body::call(built_in_kernel("unique_part"), Parameters::of(parameters), node.line()));
  std::vector<TaskId> result;
  for (const TaskId task : lowering.tasks(*node.inputs()[0])) {
    const auto number = static_cast<std::uint32_t>(result.size());
    result.push_back(lowering.graph().add(name_id, number, body, std::array{task}));
  }
  lowering.set_tasks(node, std::move(result));
}

Array unique(const Array& array, std::source_location line) {
  return apply(Unique{}, {array}, source_line(line));
}

UniqueResult unique_all(const Array& array, std::source_location location) {
  const SourceLine line = source_line(location);
  const CallScope scope(line);
  const auto part = [&](UniquePart wanted) {
    return apply(Unique{ItemKind::tallied, wanted, 0}, {array}, line);
  };
  const Array values = part(UniquePart::values);
  return {values, part(UniquePart::index), searchsorted(values, ravel(array)), part(UniquePart::counts)};
}

Array union1d(const Array& left, const Array& right, std::source_location location) {
  const CallScope scope(source_line(location));
  return unique(concatenate(std::vector{ravel(left), ravel(right)}));
}

} // namespace troupe
