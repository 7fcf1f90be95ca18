#include "kernels/ranks/partition.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ranks/lanes.hpp"
#include "kernels/ranks/rank_cells.hpp"
#include "kernels/ranks/selection.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// The ranks among `numbers` elements that are no NaN: NaN behind them are in order already.
std::span<const std::int64_t> ranks_among(const std::vector<std::int64_t>& ranks, std::size_t numbers) {
  const auto end = std::ranges::lower_bound(ranks, static_cast<std::int64_t>(numbers));
  return {ranks.data(), static_cast<std::size_t>(end - ranks.begin())};
}

/// An element and where it stands, ordered by the element, then by the place; NaN last.
template <class T>
struct Placed {
  T element;
  std::int64_t place;
  bool operator<(const Placed& other) const {
    const bool is_nan = element != element, other_is_nan = other.element != other.element;
    if (is_nan || other_is_nan)
      return is_nan == other_is_nan ? place < other.place : other_is_nan;
    return element != other.element ? element < other.element : place < other.place;
  }
};

template <class T>
void partition_elements(const std::vector<std::int64_t>& ranks, std::span<T> lane) {
  const std::size_t numbers = numbers_first(lane);
  select_ranks(lane.first(numbers), ranks_among(ranks, numbers));
}

template <class T>
void partition_places(const std::vector<std::int64_t>& ranks, std::span<const T> lane,
                      std::vector<Placed<T>>& placed, std::span<std::int64_t> out) {
  placed.clear();
  for (std::size_t i = 0; i < lane.size(); ++i)
    placed.push_back({lane[i], static_cast<std::int64_t>(i)});
  select_ranks(std::span(placed), std::span(ranks));
  std::ranges::transform(placed, out.begin(), &Placed<T>::place);
}

/// Calls `transform(lane, out)` for each lane along an axis; `out` goes to the lane's place in `result`.
template <class T, class Result, class Transform>
void each_lane(const Chunk& chunk, std::size_t axis, Result* result, const Transform& transform) {
  const auto along = static_cast<std::int64_t>(axis);
  const Lanes lanes(chunk.shape(), std::span(&along, 1));
  std::int64_t inner = 1;
  for (std::size_t i = axis + 1; i < chunk.rank(); ++i)
    inner *= chunk.shape()[i];
  const std::int64_t group = lanes.group(sizeof(T)), length = lanes.length();
  std::vector<T> copied(static_cast<std::size_t>(group * length));
  std::vector<Result> out(static_cast<std::size_t>(length));
  for (std::int64_t first = 0; first < lanes.count(); first += group) {
    const std::int64_t count = std::min(group, lanes.count() - first);
    lanes.copy(ordered_elements<T>(chunk).data(), first, count, copied.data());
    for (std::int64_t lane = first; lane < first + count; ++lane) {
      transform(std::span(copied).subspan(static_cast<std::size_t>((lane - first) * length),
                                          static_cast<std::size_t>(length)),
                std::span(out));
      Result* target = result + lane / inner * length * inner + lane % inner;
      for (const Result& each : out) {
        *target = each;
        target += inner;
      }
    }
  }
}

Value run(const KernelCall& call) {
  return partition_lanes(call.parameters.as<PartitionParameters>(), call.arguments[0].as_chunk());
}

} // namespace

void PartitionParameters::check() const {
  if (!std::ranges::is_sorted(ranks) || (!ranks.empty() && ranks.front() < 0))
    throw ValueError("partition: the ranks do not ascend from 0 on");
}

Chunk partition_lanes(const PartitionParameters& parameters, const Chunk& chunk) {
  const auto axis = static_cast<std::size_t>(normalise_axis(parameters.axis, chunk.rank(), "partition"));
  if (!parameters.ranks.empty() && parameters.ranks.back() >= chunk.shape()[axis] && chunk.size() > 0)
    throw IndexError("partition: rank " + std::to_string(parameters.ranks.back()) + " of "
                     + std::to_string(chunk.shape()[axis]) + " elements");
  const DType dtype = parameters.yields_positions ? DType::int64 : chunk.dtype();
  auto [result, bytes] = Chunk::uninitialised(dtype, chunk.shape());
  if (chunk.size() == 0)
    return std::move(result);
  visit_ordered(chunk.dtype(), "partition", [&]<class T>(std::type_identity<T>) {
    if (parameters.yields_positions) {
      std::vector<Placed<T>> placed;
      each_lane<T>(chunk, axis, reinterpret_cast<std::int64_t*>(bytes),
                   [&](std::span<T> lane, std::span<std::int64_t> out) {
                     partition_places<T>(parameters.ranks, lane, placed, out);
                   });
    } else {
      each_lane<T>(chunk, axis, reinterpret_cast<T*>(bytes), [&](std::span<T> lane, std::span<T> out) {
        partition_elements(parameters.ranks, lane);
        std::ranges::copy(lane, out.begin());
      });
    }
  });
  return std::move(result);
}

void register_partition(KernelRegistry& registry) {
  registry.add({"partition", 1, "lanes of a chunk with elements of some ranks in their places", 1, run,
                Parameters::decode<PartitionParameters>, KernelKind::compute});
}

} // namespace troupe
