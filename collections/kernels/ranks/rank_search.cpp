#include "kernels/ranks/rank_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

#include "kernels/ranks/rank_cells.hpp"
#include "kernels/ranks/rank_table.hpp"

namespace troupe {

namespace {

constexpr std::int64_t least_sample = 4096;
constexpr std::int64_t largest_sample = std::int64_t{1} << 20;
constexpr std::int64_t elements_a_sample = 256;

Chunk flags_chunk(const std::vector<bool>& flags) {
  return Chunk::generate<bool>({static_cast<std::int64_t>(flags.size())},
                               [&](std::span<bool> out) { std::ranges::copy(flags, out.begin()); });
}

std::vector<bool> flags_of(const Value& value) {
  const auto values = value.as_chunk().values<bool>();
  return {values.begin(), values.end()};
}

Chunk numbers_chunk(std::span<const std::int64_t> numbers) {
  return Chunk::copy<std::int64_t>({static_cast<std::int64_t>(numbers.size())}, numbers);
}

std::vector<std::int64_t> numbers_of(const Value& value) {
  const auto values = value.as_chunk().values<std::int64_t>();
  return {values.begin(), values.end()};
}

std::span<const Value> items_of(const Value& value, std::size_t count) {
  if (value.kind() != ValueKind::list || value.as_list().size() != count)
    throw ValueError("quantile: a state of a search that is none: " + to_string(value));
  return value.as_list();
}

/// The same number for a place in every run, spread evenly (Steele, Lea & Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
std::uint64_t scattered(std::uint64_t place) {
  place += 0x9e3779b97f4a7c15;
  place = (place ^ place >> 30) * 0xbf58476d1ce4e5b9;
  place = (place ^ place >> 27) * 0x94d049bb133111eb;
  return place ^ place >> 31;
}

/// The ranges of values that cells to be copied cover; neighbours are joined.
template <class T>
struct CollectedRanges {
  std::vector<T> lows, highs;

  CollectedRanges(std::span<const T> boundaries, const std::vector<bool>& collected) {
    for (std::size_t cell = 0; cell < collected.size(); ++cell) {
      if (!collected[cell])
        continue;
      const ValueRange<T> range = cell_of(boundaries, cell);
      if (cell > 0 && collected[cell - 1]) {
        highs.back() = range.high;
        continue;
      }
      lows.push_back(range.low);
      highs.push_back(range.high);
    }
  }
};

/// Room for elements that grows. What is not written yet is not touched.
template <class T>
class CollectedElements {
public:
  /// Room for a tile of elements and one more behind `count`, which are kept.
  T* room_behind(std::size_t count) {
    if (size_ < count + rank_tile + 1) {
      size_ = std::max(2 * size_, count + rank_tile + 1);
      auto larger = allocate_block(size_ * sizeof(T));
      if (count > 0)
        std::memcpy(larger.get(), block_.get(), count * sizeof(T));
      block_ = std::move(larger);
    }
    return reinterpret_cast<T*>(block_.get()) + count;
  }
  std::span<const T> first(std::size_t count) const {
    return {reinterpret_cast<const T*>(block_.get()), count};
  }

private:
  std::shared_ptr<std::byte[]> block_;
  std::size_t size_ = 0;
};

template <class T>
void tally(const RankRound& round, const Chunk& block, RankTally& tally) {
  const RankKernels& kernels = rank_kernels(block.dtype(), "quantile");
  const auto boundaries = ordered_elements<T>(round.boundaries);
  const auto elements = ordered_elements<T>(block);
  const CollectedRanges<T> ranges(boundaries, round.collected);
  const auto allowed = static_cast<std::size_t>(rank_allowance(round.share, tally.count));
  CollectedElements<T> collected;
  std::size_t found = 0;
  for (std::size_t begin = 0; begin < elements.size(); begin += rank_tile) {
    const auto tile = elements.subspan(begin, std::min(rank_tile, elements.size() - begin));
    kernels.count_below(tile.data(), tile.size(), boundaries.data(), boundaries.size(), tally.below.data(),
                        &tally.nans);
    if (ranges.lows.empty() || tally.overflowed)
      continue;
    found += kernels.collect(tile.data(), tile.size(), ranges.lows.data(), ranges.highs.data(),
                             ranges.lows.size(), collected.room_behind(found));
    tally.overflowed = found > allowed;
  }
  if (tally.overflowed)
    found = 0;
  tally.collected = ordered_chunk<T>(block.dtype(), collected.first(found));
}

} // namespace

std::int64_t rank_sample_size(std::int64_t count) {
  return std::min(count, std::clamp(count / elements_a_sample, least_sample, largest_sample));
}

std::int64_t rank_sample_of(const RankParameters& parameters, std::int64_t elements) {
  const double part = static_cast<double>(parameters.sampled)
                      / static_cast<double>(std::max<std::int64_t>(1, parameters.among));
  return std::min(elements, static_cast<std::int64_t>(std::ceil(part * static_cast<double>(elements))));
}

std::int64_t rank_allowance(double share, std::int64_t elements) {
  if (share > 1)
    return elements;
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(elements)));
  return std::min(elements, std::max(rank_least_share, wanted));
}

Value to_value(const RankRound& round) {
  return Value::list({round.number, round.share, round.boundaries, flags_chunk(round.collected),
                      numbers_chunk(round.ranks), flags_chunk(round.found), round.elements});
}

RankRound to_rank_round(const Value& value) {
  const auto items = items_of(value, 7);
  return {items[0].as_integer(), items[1].as_real(), items[2].as_chunk(), flags_of(items[3]),
          numbers_of(items[4]),  flags_of(items[5]), items[6].as_chunk()};
}

Value to_value(const RankTally& tally) {
  return Value::list(
      {tally.count, tally.nans, tally.overflowed, numbers_chunk(tally.below), tally.collected, tally.sample});
}

RankTally to_rank_tally(const Value& value) {
  const auto items = items_of(value, 6);
  return {items[0].as_integer(), items[1].as_integer(), items[2].as_bool(),
          numbers_of(items[3]),  items[4].as_chunk(),   items[5].as_chunk()};
}

Chunk sample_block(const Chunk& block, std::int64_t wanted) {
  return visit_ordered(block.dtype(), "quantile", [&]<class T>(std::type_identity<T>) {
    const auto elements = ordered_elements<T>(block);
    const auto count = std::min(elements.size(), static_cast<std::size_t>(wanted));
    std::vector<T> sample;
    sample.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      // Products below 2^63: a block has less than 2^42 elements, a sample 2^21.
      const std::size_t begin = i * elements.size() / count, end = (i + 1) * elements.size() / count;
      const T element = elements[begin + scattered(i) % (end - begin)];
      if (element == element)
        sample.push_back(element);
    }
    return ordered_chunk<T>(block.dtype(), sample);
  });
}

RankTally tally_block(const RankRound& round, const Chunk& block, std::int64_t wanted) {
  if (round.boundaries.dtype() != block.dtype() || round.collected.size() != round.boundaries.size() + 1)
    throw ValueError("quantile: a round of another search");
  RankTally result;
  result.count = static_cast<std::int64_t>(block.size());
  result.below.assign(round.boundaries.size(), 0);
  visit_ordered(block.dtype(), "quantile",
                [&]<class T>(std::type_identity<T>) { tally<T>(round, block, result); });
  result.sample = sample_block(block, wanted);
  return result;
}

RankTally merge_tallies(std::span<const RankTally> tallies) {
  for (const RankTally& tally : tallies)
    if (tally.below.size() != tallies[0].below.size()
        || tally.collected.dtype() != tallies[0].collected.dtype()
        || tally.sample.dtype() != tallies[0].sample.dtype())
      throw ValueError("quantile: counts of two searches, of " + std::to_string(tallies[0].below.size())
                       + " and " + std::to_string(tally.below.size()) + " boundaries, of "
                       + std::string(to_string(tallies[0].collected.dtype())) + " and "
                       + std::string(to_string(tally.collected.dtype())));
  RankTally merged;
  merged.below.assign(tallies[0].below.size(), 0);
  for (const RankTally& tally : tallies) {
    merged.count += tally.count;
    merged.nans += tally.nans;
    merged.overflowed |= tally.overflowed;
    std::ranges::transform(merged.below, tally.below, merged.below.begin(), std::plus{});
  }
  const auto joined = [&](Chunk RankTally::*part) {
    std::int64_t elements = 0;
    for (const RankTally& tally : tallies)
      elements += static_cast<std::int64_t>((tally.*part).size());
    auto [chunk, bytes] = Chunk::uninitialised((tallies[0].*part).dtype(), {elements});
    for (const RankTally& tally : tallies) {
      std::copy_n((tally.*part).bytes(), (tally.*part).size_bytes(), bytes);
      bytes += (tally.*part).size_bytes();
    }
    return std::move(chunk);
  };
  merged.collected = joined(&RankTally::collected);
  merged.sample = joined(&RankTally::sample);
  return merged;
}

} // namespace troupe
