#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/ranks/rank_cells.hpp"
#include "kernels/ranks/rank_search.hpp"
#include "kernels/ranks/rank_table.hpp"
#include "kernels/ranks/selection.hpp"

// From what was counted in one round to the next one.

namespace troupe {

namespace {

/// Standard deviations of a sample's rank that its brackets reach to each side.
constexpr double bracket_deviations = 4;
constexpr double bracket_ends = 8;
/// A round copies this much more than is expected before it gives up.
constexpr double share_slack = 2;
/// What a round copies at most: this much, or this part of a large array.
constexpr std::int64_t least_collect_bytes = std::int64_t{16} << 20;
constexpr std::int64_t elements_a_collected = 32;
/// Parts a cell is divided into where no sample helps.
constexpr std::uint64_t halved_parts = 64;
/// Fewer sampled elements of a cell say too little.
constexpr std::size_t least_cell_sample = 64;

double bracket_margin(double part, double sampled) {
  return bracket_deviations * std::sqrt(sampled * part * (1 - part)) + bracket_ends;
}

/// Cells in the making.
template <class T>
class CellBuilder {
public:
  /// Makes `range` a union of cells.
  void cut(const ValueRange<T>& range) {
    if (range.low != least_of<T>())
      boundaries_.push_back(range.low);
    if (range.high != greatest_of<T>())
      boundaries_.push_back(successor(range.high));
  }

  /// `cut`, and copies the elements in it that are not alone in their cells.
  void collect(const ValueRange<T>& range) {
    cut(range);
    collected_.push_back(range);
  }

  /// Cuts out the values around place `part` of all between those of `sample`, which lie in `cell`, and may
  /// be put in another order. Returns the part of the sample between.
  double bracket(std::span<T> sample, double part, const ValueRange<T>& cell) {
    const auto size = static_cast<double>(sample.size());
    const double margin = bracket_margin(part, size);
    const double first = std::floor(part * (size - 1) - margin), last = std::ceil(part * (size - 1) + margin);
    std::vector<std::int64_t> places;
    if (first >= 0)
      places.push_back(static_cast<std::int64_t>(first));
    if (last < size)
      places.push_back(static_cast<std::int64_t>(last));
    select_ranks(sample, std::span<const std::int64_t>(places));
    ValueRange<T> range = cell;
    if (first >= 0)
      range.low = sample[static_cast<std::size_t>(first)];
    if (last < size)
      range.high = sample[static_cast<std::size_t>(last)];
    const auto begin = static_cast<std::size_t>(std::max(first, 0.0));
    const auto end = static_cast<std::size_t>(std::min(last + 1, size));
    collect(range);
    cut_repeated(sample, sample.subspan(begin, end - begin), range);
    return static_cast<double>(end - begin) / size;
  }

  /// Cuts `range` into parts of about equally many values.
  void halve(const ValueRange<T>& range) {
    cut(range);
    const std::uint64_t low = ordered_key(range.low), high = ordered_key(range.high);
    const std::uint64_t step = (high - low) / halved_parts + 1;
    for (std::uint64_t part = 1; part < halved_parts && step <= (high - low) / part; ++part) {
      const T boundary = value_of_key<T>(low + part * step);
      if (range.low < boundary && boundary <= range.high)
        boundaries_.push_back(boundary);
    }
  }

  void forget_collected() { collected_.clear(); }

  void finish(DType dtype, RankRound& round) {
    std::ranges::sort(boundaries_);
    boundaries_.erase(std::unique(boundaries_.begin(), boundaries_.end()), boundaries_.end());
    round.boundaries = ordered_chunk<T>(dtype, boundaries_);
    round.collected.assign(boundaries_.size() + 1, false);
    for (const ValueRange<T>& wanted : collected_)
      for (std::size_t cell = first_cell(wanted); cell < round.collected.size(); ++cell) {
        const ValueRange<T> range = cell_of(std::span<const T>(boundaries_), cell);
        if (range.high > wanted.high)
          break;
        if (!range.is_single())
          round.collected[cell] = true;
      }
  }

private:
  std::size_t first_cell(const ValueRange<T>& range) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(boundaries_, range.low) - boundaries_.begin());
  }

  /// Values that are often there get cells of their own, where counting is enough.
  void cut_repeated(std::span<const T> sample, std::span<T> between, const ValueRange<T>& range) {
    for (const T end : {range.low, range.high})
      if (std::ranges::count(sample, end) > 1)
        cut({end, end});
    std::ranges::sort(between);
    const std::size_t often = std::max<std::size_t>(4, between.size() / 16);
    for (std::size_t begin = 0; begin < between.size();) {
      std::size_t end = begin + 1;
      while (end < between.size() && between[end] == between[begin])
        ++end;
      if (end - begin >= often)
        cut({between[begin], between[begin]});
      begin = end;
    }
  }

  std::vector<T> boundaries_;
  std::vector<ValueRange<T>> collected_;
};

bool fits_a_round(const RankParameters& parameters, double elements) {
  return elements <= static_cast<double>(rank_collect_limit(parameters.query.operand, parameters.count));
}

template <class T>
RankRound open_round(const RankParameters& parameters, std::span<const Chunk> samples) {
  std::vector<T> sample;
  for (const Chunk& part : samples)
    std::ranges::copy(ordered_elements<T>(part), std::back_inserter(sample));
  RankRound round;
  round.share = first_round_share(parameters);
  CellBuilder<T> cells;
  if (sample.empty())
    cells.collect({});
  else
    for (std::size_t i = 0; i < parameters.query.quantiles.size(); ++i)
      cells.bracket(sample, parameters.query.part(i, parameters.count), {});
  if (round.share == 0)
    cells.forget_collected();
  cells.finish(parameters.query.operand, round);
  round.elements = ordered_chunk<T>(parameters.query.operand, {});
  return round;
}

/// One round's outcome, looked at for elements of type `T`.
template <class T>
class Advance {
public:
  Advance(const RankParameters& parameters, const RankRound& round, const RankTally& tally)
      : parameters_(parameters), round_(round), tally_(tally), numbers_(tally.count - tally.nans),
        boundaries_(ordered_elements<T>(round.boundaries)), ranks_(round.ranks), found_(round.found) {
    const auto known = ordered_elements<T>(round.elements);
    elements_.assign(known.begin(), known.end());
    if (ranks_.empty()) {
      ranks_ = ranks_of(parameters.query, numbers_);
      found_.assign(ranks_.size(), false);
      elements_.assign(ranks_.size(), T{});
    }
  }

  RankAdvance run() {
    for (std::size_t i = 0; i < ranks_.size();) {
      const std::size_t begin = i;
      const std::size_t cell = cell_of_rank(ranks_[begin]);
      while (i < ranks_.size() && cell_of_rank(ranks_[i]) == cell)
        ++i;
      if (!look_into(cell, begin, i))
        open_.push_back({cell, begin, i});
    }
    if (open_.empty())
      return {result(), {}};
    return {{}, next_round()};
  }

private:
  /// A cell with wanted ranks, those in [first, last), whose elements are not known.
  struct OpenCell {
    std::size_t cell, first, last;
  };

  std::size_t cell_of_rank(std::int64_t rank) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(tally_.below, rank) - tally_.below.begin());
  }
  std::int64_t begin_of(std::size_t cell) const { return cell == 0 ? 0 : tally_.below[cell - 1]; }
  std::int64_t size_of_cell(std::size_t cell) const {
    return (cell == tally_.below.size() ? numbers_ : tally_.below[cell]) - begin_of(cell);
  }

  /// Finds the elements of the ranks in [first, last), if the cell tells.
  bool look_into(std::size_t cell, std::size_t first, std::size_t last) {
    const ValueRange<T> range = cell_of(boundaries_, cell);
    if (std::all_of(found_.begin() + first, found_.begin() + last, std::identity{}))
      return true;
    if (range.is_single()) {
      std::fill(elements_.begin() + first, elements_.begin() + last, range.low);
    } else if (round_.collected[cell] && !tally_.overflowed) {
      std::vector<T> candidates = collected_in(range, size_of_cell(cell));
      assert(static_cast<std::int64_t>(candidates.size()) == size_of_cell(cell));
      const std::span ranks(ranks_.data() + first, last - first);
      select_ranks<T>(candidates, ranks, begin_of(cell));
      for (std::size_t i = first; i < last; ++i)
        elements_[i] = candidates[static_cast<std::size_t>(ranks_[i] - begin_of(cell))];
    } else {
      return false;
    }
    std::fill(found_.begin() + first, found_.begin() + last, true);
    return true;
  }

  /// The elements in a cell that was copied, which are `count`.
  std::vector<T> collected_in(const ValueRange<T>& range, std::int64_t count) const {
    const RankKernels& kernels = rank_kernels(parameters_.query.operand, "quantile");
    const auto elements = ordered_elements<T>(tally_.collected);
    std::vector<T> candidates(static_cast<std::size_t>(count) + rank_tile + 1);
    std::size_t found = 0;
    for (std::size_t begin = 0; begin < elements.size(); begin += rank_tile)
      found += kernels.collect(elements.data() + begin, std::min(rank_tile, elements.size() - begin),
                               &range.low, &range.high, 1, candidates.data() + found);
    candidates.resize(found);
    return candidates;
  }

  Chunk result() const {
    auto [chunk, bytes] = Chunk::uninitialised(parameters_.query.result(), parameters_.shape);
    write_quantiles(parameters_.query, numbers_, ranks_, elements_.data(), bytes, 1);
    return std::move(chunk);
  }

  RankRound next_round() {
    RankRound next;
    next.number = round_.number + 1;
    next.ranks = ranks_;
    next.found = found_;
    next.elements = ordered_chunk<T>(parameters_.query.operand, elements_);
    CellBuilder<T> cells;
    double whole = 0, expected = 0;
    for (const OpenCell& open : open_) {
      const ValueRange<T> range = cell_of(boundaries_, open.cell);
      const auto size = static_cast<double>(size_of_cell(open.cell));
      if (fits_a_round(parameters_, size)) {
        if (fits_a_round(parameters_, whole + size)) {
          cells.collect(range);
          whole += size;
        } else {
          cells.cut(range);
        }
      } else {
        expected += narrow(cells, open, range);
      }
    }
    if (expected > 0 && !fits_a_round(parameters_, whole + expected))
      cells.forget_collected();
    next.share = expected == 0 ? 2 : share_slack * (whole + expected) / static_cast<double>(tally_.count);
    cells.finish(parameters_.query.operand, next);
    return next;
  }

  /// Cuts a cell that holds too much to copy. Returns how many elements are expected in what is copied of it.
  double narrow(CellBuilder<T>& cells, const OpenCell& open, const ValueRange<T>& range) {
    std::vector<T> sample;
    if (round_.number < rank_sampled_rounds)
      std::ranges::copy_if(ordered_elements<T>(tally_.sample), std::back_inserter(sample),
                           [&](T x) { return x >= range.low && x <= range.high; });
    if (sample.size() < least_cell_sample) {
      cells.halve(range);
      return 0;
    }
    cells.cut(range);
    const auto size = static_cast<double>(size_of_cell(open.cell));
    double expected = 0;
    for (std::size_t i = open.first; i < open.last; ++i) {
      const double place = static_cast<double>(ranks_[i] - begin_of(open.cell)) + 0.5;
      expected += size * cells.bracket(sample, place / size, range);
    }
    return expected;
  }

  const RankParameters& parameters_;
  const RankRound& round_;
  const RankTally& tally_;
  const std::int64_t numbers_;
  std::span<const T> boundaries_;
  std::vector<std::int64_t> ranks_;
  std::vector<bool> found_;
  std::vector<T> elements_;
  std::vector<OpenCell> open_;
};

} // namespace

std::int64_t rank_collect_limit(DType dtype, std::int64_t count) {
  return std::max(least_collect_bytes / static_cast<std::int64_t>(size_of(dtype)),
                  count / elements_a_collected);
}

double first_round_share(const RankParameters& parameters) {
  const auto sampled = static_cast<double>(std::max<std::int64_t>(1, parameters.sampled));
  double part = 0;
  for (std::size_t i = 0; i < parameters.query.quantiles.size(); ++i)
    part += std::min(1.0,
                     (2 * bracket_margin(parameters.query.part(i, parameters.count), sampled) + 3) / sampled);
  part = std::min(1.0, part);
  return fits_a_round(parameters, part * static_cast<double>(parameters.count)) ? share_slack * part : 0;
}

RankRound open_ranks(const RankParameters& parameters, std::span<const Chunk> samples) {
  return visit_ordered(parameters.query.operand, parameters.query.name,
                       [&]<class T>(std::type_identity<T>) { return open_round<T>(parameters, samples); });
}

RankAdvance advance_ranks(const RankParameters& parameters, const RankRound& round, const RankTally& tally) {
  const QuantileQuery& query = parameters.query;
  if (tally.count == tally.nans || (tally.nans > 0 && query.nan == NanRule::spread)) {
    auto [chunk, bytes] = Chunk::uninitialised(query.result(), parameters.shape);
    write_no_quantiles(query, bytes, 1);
    return {std::move(chunk), {}};
  }
  if (tally.below.size() != round.boundaries.size())
    throw ValueError(query.name + ": the counts of another round");
  return visit_ordered(query.operand, query.name, [&]<class T>(std::type_identity<T>) {
    return Advance<T>(parameters, round, tally).run();
  });
}

} // namespace troupe
