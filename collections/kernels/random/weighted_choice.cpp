#include "kernels/random/weighted_choice.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/random/draw.hpp"
#include "kernels/random/random_table.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

Chunk choose_weighted(const WeightedChoiceParameters& parameters, const Chunk& sums) {
  const std::span<const double> ends = sums.values<double>();
  auto [chunk, elements] = Chunk::uninitialised(DType::int64, parameters.block.shape);
  const RealDraw uniform{RealDistribution::uniform, 0, 1, 1};
  draw({{parameters.stream, DType::float64, uniform}, parameters.block}, elements);
  // A uniform number and the position it chooses are of one size.
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    double number = 0;
    std::memcpy(&number, elements + i * sizeof number, sizeof number);
    const std::int64_t position = std::ranges::upper_bound(ends, number) - ends.begin();
    std::memcpy(elements + i * sizeof number, &position, sizeof position);
  }
  return std::move(chunk);
}

Chunk sample_weighted(const WeightedSampleParameters& parameters, const Chunk& weights) {
  const std::span<const double> weight = weights.values<double>();
  if (parameters.length < 0 || std::cmp_greater(parameters.length, weight.size()))
    throw ValueError("random: " + std::to_string(parameters.length) + " of " + std::to_string(weight.size())
                     + " weighted positions");
  std::vector<double> order(weight.size());
  draw(parameters.stream, {RealDistribution::exponential, 0, 1, 0}, order);
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = weight[i] > 0 ? order[i] / weight[i] : std::numeric_limits<double>::infinity();
  std::vector<std::int64_t> positions(weight.size());
  std::iota(positions.begin(), positions.end(), std::int64_t{0});
  const auto before = [&](std::int64_t left, std::int64_t right) {
    // A weight so small that its order is infinite still comes before one of zero.
    return std::tuple(order[left], weight[left] > 0 ? 0 : 1, left)
           < std::tuple(order[right], weight[right] > 0 ? 0 : 1, right);
  };
  std::ranges::partial_sort(positions, positions.begin() + parameters.length, before);
  return Chunk::copy<std::int64_t>({parameters.length}, std::span<const std::int64_t>(positions).first(
                                                            static_cast<std::size_t>(parameters.length)));
}

namespace {

Value run_weighted_choice(const KernelCall& call) {
  return choose_weighted(call.parameters.as<WeightedChoiceParameters>(), call.arguments[0].as_chunk());
}

Value run_weighted_sample(const KernelCall& call) {
  return sample_weighted(call.parameters.as<WeightedSampleParameters>(), call.arguments[0].as_chunk());
}

} // namespace

void register_weighted_choice(KernelRegistry& registry) {
  registry.add({"weighted_choice", 1, "positions drawn with given probabilities", 1, run_weighted_choice,
                Parameters::decode<WeightedChoiceParameters>});
  registry.add({"weighted_sample", 1, "different positions drawn with given weights", 1, run_weighted_sample,
                Parameters::decode<WeightedSampleParameters>});
}

} // namespace troupe
