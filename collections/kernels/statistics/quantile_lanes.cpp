#include "kernels/statistics/quantile_lanes.hpp"

#include <algorithm>
#include <utility>

#include <troupe/kernel.hpp>

#include "kernels/ranks/lanes.hpp"
#include "kernels/ranks/rank_cells.hpp"
#include "kernels/ranks/selection.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Writes the quantiles of one lane, whose elements are put in another order.
template <class T>
void quantiles_of_lane(const QuantileQuery& query, std::span<T> lane, std::byte* out, std::int64_t stride) {
  const std::size_t numbers = numbers_first(lane);
  if (numbers == 0 || (numbers < lane.size() && query.nan == NanRule::spread))
    return write_no_quantiles(query, out, stride);
  const auto count = static_cast<std::int64_t>(numbers);
  const std::vector<std::int64_t> ranks = ranks_of(query, count);
  const std::span<T> sorted = lane.first(numbers);
  select_ranks(sorted, std::span<const std::int64_t>(ranks));
  std::vector<T> elements;
  elements.reserve(ranks.size());
  for (const std::int64_t rank : ranks)
    elements.push_back(sorted[static_cast<std::size_t>(rank)]);
  write_quantiles(query, count, ranks, elements.data(), out, stride);
}

Value run(const KernelCall& call) {
  return quantile_lanes(call.parameters.as<QuantileLanesParameters>(), call.arguments[0].as_chunk());
}

} // namespace

Shape QuantileLanesParameters::result_shape(const Shape& shape) const {
  Shape result;
  if (is_list)
    result.push_back(static_cast<std::int64_t>(query.quantiles.size()));
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (std::ranges::find(axes, static_cast<std::int64_t>(axis)) == axes.end())
      result.push_back(shape[axis]);
    else if (keepdims)
      result.push_back(1);
  }
  return result;
}

Chunk quantile_lanes(const QuantileLanesParameters& parameters, const Chunk& chunk) {
  const QuantileQuery& query = parameters.query;
  auto [result, bytes] = Chunk::uninitialised(query.result(), parameters.result_shape(chunk.shape()));
  const Lanes lanes(chunk.shape(), parameters.axes);
  const std::size_t step = size_of(query.result());
  visit_ordered(chunk.dtype(), query.name, [&]<class T>(std::type_identity<T>) {
    const std::int64_t group = lanes.group(sizeof(T));
    std::vector<T> copied(static_cast<std::size_t>(group * lanes.length()));
    for (std::int64_t first = 0; first < lanes.count(); first += group) {
      const std::int64_t count = std::min(group, lanes.count() - first);
      lanes.copy(ordered_elements<T>(chunk).data(), first, count, copied.data());
      for (std::int64_t i = 0; i < count; ++i)
        quantiles_of_lane<T>(query,
                             std::span(copied).subspan(static_cast<std::size_t>(i * lanes.length()),
                                                       static_cast<std::size_t>(lanes.length())),
                             bytes + static_cast<std::size_t>(first + i) * step, lanes.count());
    }
  });
  return std::move(result);
}

std::int64_t quantile_lanes_workspace(const QuantileLanesParameters& parameters, const Shape& shape) {
  const Lanes lanes(shape, parameters.axes);
  const std::size_t element = size_of(parameters.query.operand);
  return lanes.group(element) * lanes.length() * static_cast<std::int64_t>(element);
}

void register_quantile_lanes(KernelRegistry& registry) {
  registry.add({"quantile_lanes", 1, "quantiles of a chunk along axes", 1, run,
                Parameters::decode<QuantileLanesParameters>, KernelKind::compute});
}

} // namespace troupe
