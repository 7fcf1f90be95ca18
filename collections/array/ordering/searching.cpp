#include "array/ordering/searching.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/ordering/sort_runs.hpp"

namespace troupe {

namespace {

Array converted_to(const Array& array, DType dtype) {
  return array.dtype() == dtype ? array : astype(array, dtype);
}

/// The array as one chunk, if it is or may be; else nothing.
std::optional<Array> as_one_chunk(const Array& array, std::int64_t most_bytes) {
  if (array.chunking().block_count() == 1)
    return array;
  if (!array.chunking().is_known()
      || array.size() * static_cast<std::int64_t>(size_of(array.dtype())) > most_bytes)
    return std::nullopt;
  return rechunk(array, Chunking::whole(array.shape()));
}

ArrayMetadata like(const Array& array, DType dtype) {
  ArrayMetadata metadata = array.node()->metadata();
  metadata.dtype = dtype;
  return metadata;
}

std::int64_t largest_block(const Chunking& chunking) {
  Shape largest;
  for (const auto& sizes : chunking.sizes())
    largest.push_back(std::ranges::max(sizes));
  return element_count(largest);
}

} // namespace

ArrayMetadata Searchsorted::promise(std::span<const Array> inputs) const {
  return like(inputs[1], DType::int64);
}

Array Searchsorted::build(std::span<const Array> inputs) const {
  const DType dtype = inputs[1].dtype();
  const SearchParameters parameters{dtype, side, SearchResult::position, {}};
  if (const std::optional<Array> whole = as_one_chunk(inputs[0], whole_bytes))
    return apply(SearchBlocks{parameters}, {*whole, inputs[1]});
  return apply(SearchChunks{parameters}, {inputs[0], inputs[1]});
}

ArrayMetadata SearchBlocks::infer(std::span<const Array> inputs) const {
  return like(inputs[1], parameters.result == SearchResult::member ? DType::boolean : DType::int64);
}

void SearchBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const TaskId sorted = lowering.tasks(*node.inputs()[0]).front();
  const NameId name_id = lowering.add_name(node);
  Body body = Body::call(built_in_kernel("search"), Parameters::of(parameters), node.line());
  if (node.chunking().is_known())
    body.workspace_bytes =
        2 * largest_block(node.chunking()) * item_bytes(parameters.dtype, ItemKind::indexed);
  const BodyId shared = lowering.graph().add_body(std::move(body));
  std::vector<TaskId> result;
  for (const TaskId values : lowering.tasks(*node.inputs()[1])) {
    const auto number = static_cast<std::uint32_t>(result.size());
    result.push_back(lowering.graph().add(name_id, number, shared, std::array{sorted, values}));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata SearchChunks::infer(std::span<const Array> inputs) const {
  return like(inputs[1], DType::int64);
}

void SearchChunks::lower(const ArrayNode& node, Lowering& lowering) const {
  Graph& graph = lowering.graph();
  const std::span<const TaskId> sorted = lowering.tasks(*node.inputs()[0]);
  const std::span<const TaskId> values = lowering.tasks(*node.inputs()[1]);
  const Chunking& blocks = node.chunking();
  const auto count = static_cast<std::int64_t>(values.size());
  const NameId run_name = lowering.add_name(node, "run", {count});
  const NameId part_name = lowering.add_name(node, "part", {count, static_cast<std::int64_t>(sorted.size())});
  const NameId name_id = lowering.add_name(node);
  Body run =
      Body::call(built_in_kernel("sort_run"),
                 Parameters::of(SortRunParameters{parameters.dtype, ItemKind::indexed, 0}), node.line());
  run.output_bytes = run.workspace_bytes =
      largest_block(blocks) * item_bytes(parameters.dtype, ItemKind::indexed);
  const BodyId run_body = graph.add_body(std::move(run));
  Body part = Body::call(built_in_kernel("search_part"), Parameters::of(parameters), node.line());
  part.output_bytes = (largest_block(blocks) + 3) * static_cast<std::int64_t>(sizeof(std::int64_t));
  part.workspace_bytes = 0;
  const BodyId part_body = graph.add_body(std::move(part));
  std::vector<TaskId> result;
  for (std::int64_t block = 0; block < count; ++block) {
    const auto number = static_cast<std::uint32_t>(block);
    std::vector<TaskId> inputs{graph.add(run_name, number, run_body, {&values[number], 1})};
    for (std::size_t chunk = 0; chunk < sorted.size(); ++chunk)
      inputs.push_back(graph.add(part_name, static_cast<std::uint32_t>(number * sorted.size() + chunk),
                                 part_body, std::array{sorted[chunk], inputs.front()}));
    SearchParameters joining = parameters;
    joining.shape = blocks.block_shape(blocks.block(block));
    const BodyId body = graph.add_body(
        Body::call(built_in_kernel("search_join"), Parameters::of(std::move(joining)), node.line()));
    result.push_back(graph.add(name_id, number, body, inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata Isin::promise(std::span<const Array> inputs) const { return like(inputs[0], DType::boolean); }

Array Isin::build(std::span<const Array> inputs) const {
  const Array& element = inputs[0];
  const Array distinct = unique(inputs[1]);
  const Array found = [&] {
    if (const std::optional<Array> whole = as_one_chunk(distinct, whole_bytes))
      return apply(SearchBlocks{{element.dtype(), SearchSide::left, SearchResult::member, {}}},
                   {*whole, element});
    const auto places = [&](SearchSide side) {
      return apply(Searchsorted{side, whole_bytes}, {distinct, element});
    };
    return logical_and(greater(places(SearchSide::right), places(SearchSide::left)), equal(element, element));
  }();
  return invert ? logical_not(found) : found;
}

Array searchsorted(const Array& sorted, const Array& values, SearchSide side, std::source_location location) {
  const SourceLine line = source_line(location);
  const CallScope scope(line);
  if (sorted.rank() != 1)
    throw ShapeError("searchsorted: the sorted array is of shape " + to_string(sorted.shape()) + ", not 1-d");
  const DType dtype = promote(sorted.dtype(), values.dtype());
  return apply(Searchsorted{side}, {converted_to(sorted, dtype), converted_to(values, dtype)}, line);
}

Array isin(const Array& element, const Array& test_elements, const IsinOptions& options,
           std::source_location location) {
  const SourceLine line = source_line(location);
  const CallScope scope(line);
  const DType dtype = promote(element.dtype(), test_elements.dtype());
  return apply(Isin{options.invert}, {converted_to(element, dtype), converted_to(test_elements, dtype)},
               line);
}

} // namespace troupe
