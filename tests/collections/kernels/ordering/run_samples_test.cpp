#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/ordering/run_samples.hpp"
#include "support/random_seed.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Run = std::vector<std::uint64_t>;

RunSamples samples_of(const Run& run, std::size_t count) {
  RunSamples samples;
  samples.size = static_cast<std::int64_t>(run.size());
  count = std::min(count, run.size());
  for (std::size_t i = 0; i < count; ++i) {
    samples.high.push_back(0);
    samples.low.push_back(run[static_cast<std::size_t>(RunSamples::sample_position(samples.size, i, count))]);
  }
  return samples;
}

struct Item {
  std::uint64_t key;
  std::size_t run;
};

/// How many of the first `rank` items are of each run.
std::vector<std::int64_t> split(const std::vector<Run>& runs, std::int64_t rank) {
  std::vector<Item> items;
  for (std::size_t run = 0; run < runs.size(); ++run)
    for (const std::uint64_t key : runs[run])
      items.push_back({key, run});
  std::ranges::stable_sort(items, {}, &Item::key);
  std::vector<std::int64_t> counts(runs.size(), 0);
  for (std::int64_t i = 0; i < rank; ++i)
    ++counts[items[static_cast<std::size_t>(i)].run];
  return counts;
}

std::vector<Run> random_runs(std::mt19937_64& random) {
  std::vector<Run> runs(1 + random() % 5);
  const std::uint64_t keys = random() % 3 == 0 ? 1 : 1 + random() % 200;
  for (Run& run : runs) {
    run.resize(random() % 60);
    std::ranges::generate(run, [&] { return random() % keys; });
    std::ranges::sort(run);
  }
  return runs;
}

} // namespace

BOOST_AUTO_TEST_SUITE(run_samples)

BOOST_AUTO_TEST_CASE(bounds_of_cuts_hold_the_cuts) {
  std::mt19937_64 random(random_seed());
  for (int round = 0; round < 300; ++round) {
    const std::vector<Run> runs = random_runs(random);
    std::vector<RunSamples> samples;
    std::int64_t total = 0;
    for (const Run& run : runs) {
      samples.push_back(samples_of(run, 2 + random() % 9));
      total += static_cast<std::int64_t>(run.size());
    }
    std::vector<std::int64_t> ranks{0, total / 3, total / 3, total / 2, total};

    const std::vector<RunCut> cuts = cuts_at_ranks(samples, ranks);

    for (std::size_t cut = 0; cut < ranks.size(); ++cut) {
      const std::vector<std::int64_t> exact = split(runs, ranks[cut]);
      for (std::size_t run = 0; run < runs.size(); ++run) {
        BOOST_REQUIRE(cuts[cut].low[run] <= exact[run]);
        BOOST_REQUIRE(cuts[cut].high[run] >= exact[run]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(cuts_at_keys_lie_in_front_of_all_that_are_equal) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    const std::vector<Run> runs = random_runs(random);
    std::vector<RunSamples> samples;
    for (const Run& run : runs)
      samples.push_back(samples_of(run, 2 + random() % 9));

    const std::vector<RunCut> cuts = cuts_at_keys(samples, 4);

    BOOST_REQUIRE(cuts.size() < 4);
    for (const RunCut& cut : cuts)
      for (std::size_t run = 0; run < runs.size(); ++run) {
        const auto exact = std::ranges::lower_bound(runs[run], cut.key.low) - runs[run].begin();
        BOOST_REQUIRE(cut.low[run] <= exact);
        BOOST_REQUIRE(cut.high[run] >= exact);
      }
  }
}

// All equal: runs are one after the other, and a cut meets but one of them.
BOOST_AUTO_TEST_CASE(equal_keys_are_cut_by_rank) {
  const std::vector<RunSamples> samples(3, samples_of(Run(100, 5), 11));

  const std::vector<RunCut> cuts = cuts_at_ranks(samples, std::vector<std::int64_t>{100, 150});

  BOOST_TEST((cuts[0].high == std::vector<std::int64_t>{100, 0, 0}));
  BOOST_TEST((cuts[1].low[0] == 100));
  BOOST_TEST((cuts[1].high[2] == 0));
}

BOOST_AUTO_TEST_CASE(pieces_hold_what_is_between) {
  for (const std::int64_t size : {1, 7, 10, 100})
    for (std::int64_t low = 0; low <= size; ++low)
      for (std::int64_t high = low; high <= size; ++high) {
        const auto [first, last] = pieces_between(low, high, size, 8);
        BOOST_REQUIRE((low == high ? first == last
                                   : piece_begin(size, first, 8) <= low && piece_begin(size, last, 8) >= high
                                         && piece_begin(size, first + 1, 8) > low
                                         && piece_begin(size, last - 1, 8) < high));
      }
}

BOOST_AUTO_TEST_SUITE_END()
