#include "array/statistics/counting.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "array/statistics/merge_tree.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

/// The edges, ascending, and whether they had to be turned round for that.
std::pair<Chunk, bool> ascending(const Chunk& edges) {
  return visit_dtype(edges.dtype(), [&]<class T>(std::type_identity<T>) -> std::pair<Chunk, bool> {
    if constexpr (ComplexElement<T>) {
      throw DTypeError("digitize: edges of dtype " + std::string(to_string(edges.dtype()))
                       + " have no order");
    } else {
      const auto values = edges.values<T>();
      if (std::ranges::any_of(values, [](T edge) { return edge != edge; }))
        throw ValueError("digitize: NaN among the edges " + to_string(edges));
      if (std::ranges::is_sorted(values))
        return {edges, false};
      if (!std::ranges::is_sorted(values, std::greater{}))
        throw ValueError("digitize: the edges " + to_string(edges) + " neither ascend nor descend");
      return {Chunk::generate<T>(edges.shape(),
                                 [&](std::span<T> out) { std::ranges::reverse_copy(values, out.begin()); }),
              true};
    }
  });
}

} // namespace

bool Bincount::accepts_unknown(std::span<const Array> inputs) const {
  return inputs.size() == 1 || match_unknown(inputs);
}

Array Bincount::build(std::span<const Array> inputs) const {
  if (inputs.size() > 1 && inputs[0].shape() != inputs[1].shape())
    throw ShapeError("weights of shape " + to_string(inputs[1].shape()) + " for numbers of shape "
                     + to_string(inputs[0].shape()));
  std::vector<Array> matching(inputs.begin(), inputs.end());
  if (inputs.size() > 1 && all_known(inputs))
    matching = cut_alike(inputs, common_chunking(inputs, std::string(name)));
  return apply(BincountBlocks{call}, std::move(matching));
}

ArrayMetadata Bincount::promise(std::span<const Array> inputs) const {
  return {inputs.size() > 1 ? DType::float64 : DType::int64, Chunking::whole({1}), {}};
}

ArrayMetadata BincountBlocks::infer(std::span<const Array> inputs) const {
  const std::vector<std::vector<std::int64_t>> sizes{{unknown_extent}};
  return {inputs.size() > 1 ? DType::float64 : DType::int64, Chunking(sizes), {}};
}

void BincountBlocks::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& operand = node.inputs()[0]->chunking();
  const auto body = [&](const char* kernel, std::int64_t minlength) {
    Body made =
        Body::call(built_in_kernel(kernel), Parameters::of(BincountParameters{minlength}), node.line());
    if (minlength > 0)
      made.output_bytes = minlength * static_cast<std::int64_t>(sizeof(std::int64_t));
    return made;
  };
  const BodyId count = lowering.graph().add_body(body("bincount", 0));
  const NameId name_id = lowering.add_name(node, "count", operand.grid());
  MatchingBlocks matching(operand, node.inputs(), lowering);
  std::vector<TaskId> counts;
  for (std::int64_t i = 0; i < operand.block_count(); ++i)
    counts.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), count, matching.of(i)));
  lowering.set_tasks(node, {merge_tree(node, lowering, std::move(counts), [&](bool is_last) {
                       return body("bincount_merge", is_last ? call.minlength : 0);
                     })});
}

ArrayMetadata Digitize::infer(std::span<const Array> inputs) const {
  ArrayMetadata metadata = inputs[0].node()->metadata();
  metadata.dtype = DType::int64;
  return metadata;
}

void Digitize::lower(const ArrayNode& node, Lowering& lowering) const {
  Body made = Body::call(built_in_kernel("digitize"), Parameters::of(call), node.line());
  made.workspace_bytes = 0;
  const BodyId body = lowering.graph().add_body(std::move(made));
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (const TaskId task : lowering.tasks(*node.inputs()[0])) {
    const auto number = static_cast<std::uint32_t>(result.size());
    result.push_back(lowering.graph().add(name_id, number, body, std::array{task}));
  }
  lowering.set_tasks(node, std::move(result));
}

Array bincount(const Array& array, const BincountOptions& options, std::source_location line) {
  if (array.rank() != 1)
    throw ShapeError("bincount: an array of shape " + to_string(array.shape()) + " is not 1-d");
  if (kind_of(array.dtype()) >= DTypeKind::floating)
    throw DTypeError("bincount: elements of dtype " + std::string(to_string(array.dtype()))
                     + " are no integers");
  if (options.minlength < 0)
    throw ValueError("bincount: a result of length " + std::to_string(options.minlength) + " or more");
  naming("bincount", [&] { return byte_count(Shape{options.minlength}, sizeof(std::int64_t)); });
  std::vector<Array> inputs{array};
  if (options.weights) {
    if (kind_of(options.weights->dtype()) == DTypeKind::complex)
      throw DTypeError("bincount: weights of dtype " + std::string(to_string(options.weights->dtype())));
    inputs.push_back(*options.weights);
  }
  return apply(Bincount{{options.minlength}}, std::move(inputs), source_line(line));
}

Array digitize(const Array& array, const Edges& bins, const DigitizeOptions& options,
               std::source_location line) {
  if (kind_of(array.dtype()) == DTypeKind::complex)
    throw DTypeError("digitize: complex numbers have no order; the array is "
                     + std::string(to_string(array.dtype())));
  const auto [edges, descending] = ascending(bins.chunk());
  // The edges of bins that have their left one are counted with the element.
  const SearchSide side = options.right ? SearchSide::left : SearchSide::right;
  return apply(Digitize{{bin_edges(edges, array.dtype()), side, descending}}, {array}, source_line(line));
}

} // namespace troupe
