#include "kernels/ordering/run_samples.hpp"

#include <algorithm>
#include <cstddef>

namespace troupe {

namespace {

/// A sample of some run.
struct Sample {
  SampleKey key;
  std::uint32_t run;
  std::uint32_t number;
};

/// Goes through the samples of all runs in their order. In front of each it is known between which bounds the
/// items before it end in every run.
class Sweep {
public:
  explicit Sweep(std::span<const RunSamples> runs) : runs_(runs), passed_(runs.size(), 0) {
    for (std::uint32_t run = 0; run < runs.size(); ++run) {
      for (std::uint32_t i = 0; i < runs[run].count(); ++i)
        samples_.push_back({runs[run].key(i), run, i});
      high_rank_ += high(run);
    }
    std::ranges::stable_sort(samples_, {}, &Sample::key); // runs and numbers ascend already
  }

  const std::vector<Sample>& samples() const noexcept { return samples_; }

  /// Calls `visit(number, least, most)` for every sample: at least and at most so many items come before it.
  template <class Visit>
  void run(Visit visit) {
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      visit(i, low_rank_, high_rank_);
      const std::uint32_t run = samples_[i].run;
      low_rank_ -= low(run);
      high_rank_ -= high(run);
      ++passed_[run];
      low_rank_ += low(run);
      high_rank_ += high(run);
    }
  }

  std::vector<std::int64_t> lows() const { return bounds(&Sweep::low); }
  std::vector<std::int64_t> highs() const { return bounds(&Sweep::high); }

private:
  std::int64_t low(std::size_t run) const {
    return passed_[run] == 0 ? 0 : runs_[run].position(passed_[run] - 1) + 1;
  }
  std::int64_t high(std::size_t run) const {
    return passed_[run] == runs_[run].count() ? runs_[run].size : runs_[run].position(passed_[run]);
  }
  std::vector<std::int64_t> bounds(std::int64_t (Sweep::*bound)(std::size_t) const) const {
    std::vector<std::int64_t> result(runs_.size());
    for (std::size_t run = 0; run < runs_.size(); ++run)
      result[run] = (this->*bound)(run);
    return result;
  }

  std::span<const RunSamples> runs_;
  std::vector<Sample> samples_;
  std::vector<std::size_t> passed_; ///< Samples of each run.
  std::int64_t low_rank_ = 0, high_rank_ = 0;
};

std::vector<std::int64_t> sizes_of(std::span<const RunSamples> runs) {
  std::vector<std::int64_t> sizes;
  for (const RunSamples& run : runs)
    sizes.push_back(run.size);
  return sizes;
}

} // namespace

std::vector<RunCut> cuts_at_ranks(std::span<const RunSamples> runs, std::span<const std::int64_t> ranks) {
  // The last sample that comes certainly before each cut, and the first one that comes certainly behind it.
  std::vector<std::size_t> before(ranks.size(), 0), behind(ranks.size(), 0);
  {
    Sweep sweep(runs);
    std::size_t next_before = 0, next_behind = 0;
    sweep.run([&](std::size_t sample, std::int64_t least, std::int64_t most) {
      for (; next_before < ranks.size() && ranks[next_before] < most; ++next_before)
        before[next_before] = sample; // counted from 1, as the one before this
      for (; next_behind < ranks.size() && ranks[next_behind] <= least; ++next_behind)
        behind[next_behind] = sample + 1;
    });
    for (; next_before < ranks.size(); ++next_before)
      before[next_before] = sweep.samples().size();
  }
  std::vector<RunCut> cuts(ranks.size(), {std::vector<std::int64_t>(runs.size(), 0), sizes_of(runs), {}});
  std::size_t next_before = 0, next_behind = 0;
  while (next_before < ranks.size() && before[next_before] == 0)
    ++next_before;
  Sweep sweep(runs);
  sweep.run([&](std::size_t sample, std::int64_t, std::int64_t) {
    for (; next_before < ranks.size() && before[next_before] == sample + 1; ++next_before)
      cuts[next_before].low = sweep.lows();
    for (; next_behind < ranks.size() && behind[next_behind] == sample + 1; ++next_behind)
      cuts[next_behind].high = sweep.highs();
  });
  return cuts;
}

std::vector<RunCut> cuts_at_keys(std::span<const RunSamples> runs, std::size_t parts) {
  std::int64_t total = 0;
  for (const RunSamples& run : runs)
    total += run.size;
  std::vector<RunCut> cuts;
  Sweep sweep(runs);
  sweep.run([&](std::size_t number, std::int64_t, std::int64_t most) {
    const Sample& sample = sweep.samples()[number];
    const bool is_first = number > 0 && sweep.samples()[number - 1].key < sample.key;
    const std::size_t wanted = cuts.size() + 1;
    if (is_first && wanted < parts
        && most >= total / static_cast<std::int64_t>(parts) * static_cast<std::int64_t>(wanted))
      cuts.push_back({sweep.lows(), sweep.highs(), sample.key});
  });
  return cuts;
}

std::pair<std::int64_t, std::int64_t> pieces_between(std::int64_t low, std::int64_t high, std::int64_t size,
                                                     std::int64_t pieces) {
  if (low >= high)
    return {0, 0};
  return {((low + 1) * pieces - 1) / size, (high * pieces + size - 1) / size};
}

} // namespace troupe
