#include "array/statistics/quantiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <troupe/array/joining.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/statistics/rank_rounds.hpp"
#include "array/statistics/whole_lanes.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"

namespace troupe {

namespace {

bool contains(std::span<const std::int64_t> axes, std::size_t axis) {
  return std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
}

/// The quantiles of each lane by a search of its own.
Array search_lanes(const QuantileLanesParameters& call, const Array& array) {
  QuantileLanesParameters lane_call{call.query, {}, false, true};
  for (std::size_t axis = 0; axis < call.axes.size(); ++axis)
    lane_call.axes.push_back(static_cast<std::int64_t>(axis));
  const std::vector<Array> lanes = map_lanes(
      array, call.axes, [&](const Array& lane) { return apply(SearchedQuantiles{lane_call}, {lane}); });
  return reshape(stack(lanes, 1), call.result_shape(array.shape()));
}

} // namespace

Array Quantiles::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const Shape shape = array.shape();
  const std::int64_t length = lane_length(shape, call.axes);
  if (length == 0 && needs_element())
    throw ValueError("no elements to choose one from in shape " + to_string(shape));
  if (array.size() > 0 && !lanes_are_whole(array.chunking(), call.axes)) {
    if (call.axes.size() == shape.size())
      return apply(SearchedQuantiles{call}, {array});
    if (length * static_cast<std::int64_t>(size_of(array.dtype())) > longest_lane_bytes)
      return search_lanes(call, array);
  }
  return apply(LaneQuantiles{call}, {with_whole_lanes(array, call.axes)});
}

bool Quantiles::needs_element() const { return kind_of(call.query.result()) != DTypeKind::floating; }

ArrayMetadata Quantiles::promise(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : call.result_shape(inputs[0].shape()))
    sizes.push_back({extent});
  return {call.query.result(), Chunking(std::move(sizes)), {}};
}

ArrayMetadata LaneQuantiles::infer(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  std::vector<std::vector<std::int64_t>> sizes;
  if (call.is_list)
    sizes.push_back({static_cast<std::int64_t>(call.query.quantiles.size())});
  for (std::size_t axis = 0; axis < array.rank(); ++axis) {
    if (!contains(call.axes, axis))
      sizes.push_back(array.chunking().sizes(axis));
    else if (call.keepdims)
      sizes.push_back({1});
  }
  return {call.query.result(), Chunking(std::move(sizes)), {}};
}

void LaneQuantiles::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& input = node.inputs()[0]->chunking();
  Shape largest;
  for (const auto& sizes : input.sizes())
    largest.push_back(std::ranges::max(sizes));
  Body made = Body::call(built_in_kernel("quantile_lanes"), Parameters::of(call), node.line());
  made.workspace_bytes = quantile_lanes_workspace(call, largest);
  const BodyId body = lowering.graph().add_body(std::move(made));
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> result;
  for (const TaskId task : lowering.tasks(*node.inputs()[0])) {
    const auto number = static_cast<std::uint32_t>(result.size());
    result.push_back(lowering.graph().add(name_id, number, body, std::array{task}));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata SearchedQuantiles::infer(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : call.result_shape(inputs[0].shape()))
    sizes.push_back({extent});
  return {call.query.result(), Chunking(std::move(sizes)), {}};
}

void SearchedQuantiles::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking operand = program ? Chunking(mapped_sizes) : node.inputs()[0]->chunking();
  RankBlocks blocks;
  blocks.inputs = node.inputs().size();
  RankParameters parameters{call.query, 0, 0, 0, node.chunking().shape(), program};
  MatchingBlocks matching(operand, node.inputs(), lowering);
  for (std::int64_t i = 0; i < operand.block_count(); ++i) {
    blocks.sizes.push_back(element_count(operand.block_shape(operand.block(i))));
    parameters.count += blocks.sizes.back();
    std::ranges::copy(matching.of(i), std::back_inserter(blocks.tasks));
  }
  parameters.sampled = rank_sample_size(parameters.count);
  parameters.among = parameters.count;
  RankRounds rounds(
      lowering.graph(), parameters, node.line(),
      [&](const std::string& part, const Shape& grid) { return lowering.add_name(node, part, grid); });
  const TaskId opened = rounds.open(blocks);
  lowering.set_tasks(node,
                     {rounds.search(blocks, opened, first_round_share(parameters), lowering.add_name(node))});
}

std::optional<SearchedQuantiles> SearchedQuantiles::absorb(const TileProgram& made_by,
                                                           const ArrayMetadata& mapped) const {
  if (program)
    return std::nullopt;
  SearchedQuantiles fused = *this;
  fused.program = made_by;
  fused.mapped_sizes = mapped.chunking.sizes();
  return fused;
}

namespace {

/// \param whole  what `q` is a part of
Array quantiles_of(const char* name, const Array& array, const std::vector<double>& q, double whole,
                   bool is_list, const QuantileOptions& options, NanRule nan, std::source_location line) {
  if (kind_of(array.dtype()) == DTypeKind::complex)
    throw DTypeError(std::string(name) + ": complex numbers have no order; the array is "
                     + std::string(to_string(array.dtype())));
  QuantileQuery query{name, {}, options.method, false, nan, array.dtype()};
  for (const double part : q) {
    if (!(part >= 0 && part <= whole))
      throw ValueError(std::string(name) + ": " + to_string(Chunk::scalar(part)) + " is outside 0 to "
                       + to_string(Chunk::scalar(static_cast<std::int64_t>(whole))));
    query.quantiles.push_back(part / whole);
  }
  std::vector<std::int64_t> axes = options.axis.resolve(array.rank(), name);
  return apply(Quantiles{{std::move(query), std::move(axes), options.keepdims, is_list}}, {array},
               source_line(line));
}

Array median_of(const char* name, const Array& array, const MedianOptions& options, NanRule nan,
                std::source_location line) {
  if (kind_of(array.dtype()) == DTypeKind::complex)
    throw DTypeError(std::string(name) + ": complex numbers have no order; the array is "
                     + std::string(to_string(array.dtype())));
  QuantileQuery query{name, {0.5}, QuantileMethod::linear, true, nan, array.dtype()};
  std::vector<std::int64_t> axes = options.axis.resolve(array.rank(), name);
  return apply(Quantiles{{std::move(query), std::move(axes), options.keepdims, false}}, {array},
               source_line(line));
}

} // namespace

Array median(const Array& array, const MedianOptions& options, std::source_location line) {
  return median_of("median", array, options, NanRule::spread, line);
}

Array nanmedian(const Array& array, const MedianOptions& options, std::source_location line) {
  return median_of("nanmedian", array, options, NanRule::skip, line);
}

Array quantile(const Array& array, double q, const QuantileOptions& options, std::source_location line) {
  return quantiles_of("quantile", array, {q}, 1, false, options, NanRule::spread, line);
}

Array quantile(const Array& array, const std::vector<double>& q, const QuantileOptions& options,
               std::source_location line) {
  return quantiles_of("quantile", array, q, 1, true, options, NanRule::spread, line);
}

Array nanquantile(const Array& array, double q, const QuantileOptions& options, std::source_location line) {
  return quantiles_of("nanquantile", array, {q}, 1, false, options, NanRule::skip, line);
}

Array nanquantile(const Array& array, const std::vector<double>& q, const QuantileOptions& options,
                  std::source_location line) {
  return quantiles_of("nanquantile", array, q, 1, true, options, NanRule::skip, line);
}

Array percentile(const Array& array, double q, const QuantileOptions& options, std::source_location line) {
  return quantiles_of("percentile", array, {q}, 100, false, options, NanRule::spread, line);
}

Array percentile(const Array& array, const std::vector<double>& q, const QuantileOptions& options,
                 std::source_location line) {
  return quantiles_of("percentile", array, q, 100, true, options, NanRule::spread, line);
}

Array nanpercentile(const Array& array, double q, const QuantileOptions& options, std::source_location line) {
  return quantiles_of("nanpercentile", array, {q}, 100, false, options, NanRule::skip, line);
}

Array nanpercentile(const Array& array, const std::vector<double>& q, const QuantileOptions& options,
                    std::source_location line) {
  return quantiles_of("nanpercentile", array, q, 100, true, options, NanRule::skip, line);
}

} // namespace troupe
