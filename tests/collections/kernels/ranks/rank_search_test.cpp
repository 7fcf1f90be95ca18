#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "kernels/ranks/rank_search.hpp"

using namespace troupe;

namespace {

/// More elements than one round copies.
constexpr std::int64_t many = std::int64_t{3} << 20;
constexpr std::int64_t block_size = std::int64_t{1} << 18;

template <class T>
std::vector<Chunk> blocks_of(const std::vector<T>& elements) {
  std::vector<Chunk> blocks;
  for (std::size_t begin = 0; begin < elements.size(); begin += block_size) {
    const auto block =
        std::span(elements).subspan(begin, std::min<std::size_t>(block_size, elements.size() - begin));
    blocks.push_back(Chunk::copy<T>({static_cast<std::int64_t>(block.size())}, block));
  }
  return blocks;
}

struct Search {
  std::vector<double> quantiles;
  int rounds = 0;
};

/// All rounds, beginning with a sample of `sampled` blocks; later rounds sample `along` elements.
Search search(const std::vector<Chunk>& blocks, const std::vector<double>& q, std::size_t sampled,
              std::int64_t along) {
  RankParameters parameters;
  parameters.query = {"quantile", q, QuantileMethod::lower, false, NanRule::skip, blocks[0].dtype()};
  parameters.shape = {static_cast<std::int64_t>(q.size())};
  for (const Chunk& block : blocks)
    parameters.count += static_cast<std::int64_t>(block.size());
  parameters.sampled = parameters.among = rank_sample_size(parameters.count);
  std::vector<Chunk> samples;
  for (std::size_t i = 0; i < sampled; ++i)
    samples.push_back(sample_block(blocks[i], 4096));
  Search result;
  RankRound round = open_ranks(parameters, samples);
  for (;;) {
    ++result.rounds;
    std::vector<RankTally> tallies;
    for (const Chunk& block : blocks)
      tallies.push_back(to_rank_tally(to_value(tally_block(round, block, along))));
    RankAdvance advance = advance_ranks(parameters, round, merge_tallies(tallies));
    if (advance.result) {
      for (const double x : advance.result->values<double>())
        result.quantiles.push_back(x);
      return result;
    }
    round = to_rank_round(to_value(*advance.next));
    BOOST_TEST_REQUIRE(result.rounds < 20);
  }
}

std::vector<double> expected(std::vector<double> elements, const std::vector<double>& q) {
  std::ranges::sort(elements);
  std::vector<double> quantiles;
  for (const double part : q)
    quantiles.push_back(
        elements[static_cast<std::size_t>(std::floor(part * static_cast<double>(elements.size() - 1)))]);
  return quantiles;
}

std::vector<double> spread_over_exponents() {
  std::mt19937_64 random(5);
  std::vector<double> elements(many);
  std::ranges::generate(elements, [&] {
    const double exponent = std::uniform_real_distribution<>(-300, 300)(random);
    return random() % 3 == 0 ? 0.0 : std::pow(10.0, exponent) * (random() % 2 == 0 ? -1 : 1);
  });
  return elements;
}

const std::vector<double> wanted{0, 0.01, 0.3, 0.5, 0.77, 1};

} // namespace

BOOST_AUTO_TEST_SUITE(rank_search)

BOOST_AUTO_TEST_CASE(a_good_sample_finds_all_in_one_round) {
  const std::vector<double> elements = spread_over_exponents();
  const std::vector<Chunk> blocks = blocks_of(elements);

  const Search found = search(blocks, wanted, blocks.size(), 0);

  BOOST_TEST(found.quantiles == expected(elements, wanted), boost::test_tools::per_element());
  BOOST_TEST(found.rounds == 1);
}

BOOST_AUTO_TEST_CASE(a_sample_of_the_wrong_blocks_costs_two_rounds_more) {
  std::vector<double> elements = spread_over_exponents();
  std::ranges::sort(elements);
  const std::vector<Chunk> blocks = blocks_of(elements);

  const Search found = search(blocks, wanted, 1, 4096);

  BOOST_TEST(found.quantiles == expected(elements, wanted), boost::test_tools::per_element());
  BOOST_TEST(found.rounds <= 3);
}

BOOST_AUTO_TEST_CASE(without_any_sample_values_are_halved) {
  const std::vector<double> elements = spread_over_exponents();
  const std::vector<Chunk> blocks = blocks_of(elements);

  const Search found = search(blocks, wanted, 0, 0);

  BOOST_TEST(found.quantiles == expected(elements, wanted), boost::test_tools::per_element());
  BOOST_TEST(found.rounds <= 12);
}

BOOST_AUTO_TEST_CASE(neighbouring_values_end_a_search) {
  std::vector<double> elements(many, 1.0);
  for (std::size_t i = 0; i < elements.size(); i += 2)
    elements[i] = std::nextafter(1.0, 2.0);
  const Search found = search(blocks_of(elements), {0, 0.3, 0.8, 1}, 0, 0);

  BOOST_TEST((found.quantiles == std::vector{1.0, 1.0, elements[0], elements[0]}));
}

BOOST_AUTO_TEST_CASE(zeros_of_both_signs_are_equal) {
  std::vector<double> elements(many, -0.0);
  for (std::size_t i = 0; i < elements.size(); i += 3)
    elements[i] = i % 2 == 0 ? 0.0 : 1e-310;
  elements[1] = -1e-310;
  for (const std::size_t sampled : {std::size_t{0}, std::size_t{12}}) {
    const Search found = search(blocks_of(elements), wanted, sampled, 4096);
    BOOST_TEST((found.quantiles == std::vector{-1e-310, 0.0, 0.0, 0.0, 0.0, 1e-310}));
  }
}

BOOST_AUTO_TEST_CASE(nan_and_infinities_stand_at_the_ends) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> elements(100, 3);
  for (std::size_t i = 0; i < 20; ++i) {
    elements[i] = infinity;
    elements[20 + i] = -infinity;
    elements[40 + i] = std::numeric_limits<double>::quiet_NaN();
  }
  const Search found = search(blocks_of(elements), {0, 0.5, 1}, 1, 0);

  BOOST_TEST((found.quantiles == std::vector{-infinity, 3.0, infinity}));
}

BOOST_AUTO_TEST_CASE(a_block_that_finds_too_much_sends_nothing) {
  RankRound round;
  round.share = 0.1;
  round.boundaries = Chunk::from<double>({0}, {});
  round.collected = {true};
  const Chunk block =
      Chunk::generate<double>({100'000}, [](std::span<double> out) { std::ranges::fill(out, 1); });

  const RankTally tally = tally_block(round, block, 10);

  BOOST_TEST(tally.overflowed);
  BOOST_TEST(tally.collected.size() == 0U);
  BOOST_TEST(tally.sample.size() == 10U);
  BOOST_CHECK_THROW(to_rank_tally(Value(3)), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
