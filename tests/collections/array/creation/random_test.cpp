#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

/// Every kind of draw, of `shape` and cut in `chunks`.
std::vector<Array> draws(const Shape& shape, const Chunks& chunks) {
  Random random(20260101);
  std::vector<Array> arrays;
  for (const DType dtype : {DType::float64, DType::float32}) {
    arrays.push_back(random.random(shape, {.dtype = dtype, .chunks = chunks}));
    arrays.push_back(random.uniform(shape, -2, 5, {.dtype = dtype, .chunks = chunks}));
    arrays.push_back(random.normal(shape, {.mean = 3, .deviation = 2, .dtype = dtype, .chunks = chunks}));
    arrays.push_back(random.exponential(shape, {.scale = 4, .dtype = dtype, .chunks = chunks}));
  }
  for (const DType dtype : {DType::int8, DType::uint16, DType::int32, DType::uint64})
    arrays.push_back(random.integers(shape, 3, 100, {.dtype = dtype, .chunks = chunks}));
  arrays.push_back(random.integers(shape, 0, (std::int64_t{1} << 62) + 1, {.chunks = chunks}));
  arrays.push_back(random.integers(shape, 0, 2, {.dtype = DType::boolean, .chunks = chunks}));
  arrays.push_back(random.choice(10, shape, {.chunks = chunks}));
  arrays.push_back(random.choice(3, shape, {.probabilities = {0.5, 0.25, 0.25}, .chunks = chunks}));
  arrays.push_back(random.choice(5000000, shape, {.replace = Replace::no, .chunks = chunks}));
  arrays.push_back(random.choice(500000, shape, {.replace = Replace::no, .chunks = chunks}));
  return arrays;
}

/// The largest distance of the numbers' distribution from `distribution`, in units of 1 / sqrt(n): Kolmogorov
/// and Smirnov's statistic. Above 1.95 for one in a thousand samples.
double distance(std::vector<double> numbers, const std::function<double(double)>& distribution) {
  std::ranges::sort(numbers);
  const auto count = static_cast<double>(numbers.size());
  double largest = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double wanted = distribution(numbers[i]);
    largest = std::max({largest, std::abs(static_cast<double>(i) / count - wanted),
                        std::abs(static_cast<double>(i + 1) / count - wanted)});
  }
  return largest * std::sqrt(count);
}

double normal_distribution(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }
double uniform_distribution(double u) { return std::clamp(u, 0.0, 1.0); }
double exponential_distribution(double e) { return e < 0 ? 0 : -std::expm1(-e); }

std::vector<double> as_doubles(const Array& array) {
  return values_of<double>(astype(array, DType::float64));
}

/// Mean and variance, and the same of neighbours: their correlation.
struct Moments {
  double mean = 0, variance = 0, skewness = 0, kurtosis = 0, correlation = 0;
  explicit Moments(const std::vector<double>& numbers) {
    const auto count = static_cast<double>(numbers.size());
    for (const double number : numbers)
      mean += number / count;
    double third = 0, fourth = 0, lagged = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double d = numbers[i] - mean;
      variance += d * d / count;
      third += d * d * d / count;
      fourth += d * d * d * d / count;
      if (i > 0)
        lagged += d * (numbers[i - 1] - mean) / count;
    }
    skewness = third / std::pow(variance, 1.5);
    kurtosis = fourth / (variance * variance);
    correlation = lagged / variance;
  }
};

/// How often each of 0 … n - 1 is there, as chi-square's distance from its mean in standard deviations.
double unevenness(const Integers& numbers, std::int64_t n) {
  std::vector<double> seen(static_cast<std::size_t>(n), 0);
  for (const std::int64_t number : numbers)
    ++seen.at(static_cast<std::size_t>(number));
  const double expected = static_cast<double>(numbers.size()) / static_cast<double>(n);
  double chi = 0;
  for (const double count : seen)
    chi += (count - expected) * (count - expected) / expected;
  return (chi - static_cast<double>(n - 1)) / std::sqrt(2 * static_cast<double>(n - 1));
}

Integers sorted(Integers numbers) {
  std::ranges::sort(numbers);
  return numbers;
}

Integers counting(std::int64_t count) {
  Integers numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  return numbers;
}

} // namespace

BOOST_AUTO_TEST_SUITE(random_)

// -- Which numbers

BOOST_AUTO_TEST_CASE(numbers_do_not_depend_on_the_chunks) {
  std::mt19937_64 cuts(17);
  for (const Shape& shape : {Shape{}, Shape{0, 3}, Shape{1000}, Shape{7, 50, 33}, Shape{40, 3}}) {
    const std::vector<Array> whole = draws(shape, Chunks(Chunking::whole(shape)));
    for (int round = 0; round < 3; ++round) {
      const std::vector<Array> cut = draws(shape, Chunks(random_chunking(shape, cuts)));
      for (std::size_t i = 0; i < whole.size(); ++i)
        BOOST_TEST(identical(synchronous_session().compute(whole[i]), synchronous_session().compute(cut[i])),
                   "draw " << i << " of shape " << to_string(shape));
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_do_not_depend_on_threads_or_the_isa_level) {
  Session threads({.scheduler = Scheduler::threads, .threads = 3});
  const std::vector<Array> arrays = draws({3000}, 170);
  for (const Array& array : arrays) {
    const Chunk one = synchronous_session().compute(array);

    BOOST_TEST(identical(threads.compute(array), one));
    on_every_isa_level([&](IsaLevel) { BOOST_TEST(identical(synchronous_session().compute(array), one)); });
  }
}

// Words 0, 1, 8 of seed 0 and stream 0: tests/collections/kernels/random/philox_test.cpp.
BOOST_AUTO_TEST_CASE(numbers_are_those_of_the_generator) {
  Random random(0);
  const std::vector<double> numbers = values_of<double>(random.random({9}));
  const auto bits =
      random.integers({1}, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                      {.endpoint = Endpoint::included});

  BOOST_TEST(numbers[0] == static_cast<double>(0xe169c58d6627e8d5 >> 11) * 0x1p-53);
  BOOST_TEST(numbers[8] == static_cast<double>(0x9b00dbd8bc57ac4c >> 11) * 0x1p-53);
  BOOST_TEST(bits.size() == 1);
}

BOOST_AUTO_TEST_CASE(calls_follow_one_another_and_seeds_repeat_them) {
  Random one(5), same(5), other(6);
  const Array first = one.normal({50}), second = one.normal({50});
  Random copy = one;

  BOOST_TEST((values_of<double>(first) == values_of<double>(same.normal({50}))));
  BOOST_TEST((values_of<double>(second) == values_of<double>(same.normal({50}))));
  BOOST_TEST((values_of<double>(first) != values_of<double>(second)));
  BOOST_TEST((values_of<double>(first) != values_of<double>(other.normal({50}))));
  BOOST_TEST((values_of<double>(copy.random({3})) == values_of<double>(one.random({3}))));
}

BOOST_AUTO_TEST_CASE(equal_calls_are_computed_once) {
  const Array one = Random(5).normal({50}, {.chunks = 10}), same = Random(5).normal({50}, {.chunks = 10});

  BOOST_TEST(one.name() == same.name());
  BOOST_TEST(graph_of(std::vector{one, same}).graph.size() == 5U);
  BOOST_TEST(one.name() != Random(6).normal({50}, {.chunks = 10}).name());
  BOOST_TEST(one.name().starts_with("normal-"));
}

BOOST_AUTO_TEST_CASE(a_call_that_throws_does_not_count) {
  Random one(5), same(5);
  BOOST_CHECK_THROW(one.normal({-3}), ShapeError);

  BOOST_TEST((values_of<double>(one.random({3})) == values_of<double>(same.random({3}))));
}

BOOST_AUTO_TEST_CASE(without_a_seed_one_is_drawn_and_told) {
  Random one, other;
  Random again(one.seed());

  BOOST_TEST(one.seed() != other.seed());
  BOOST_TEST((values_of<double>(one.random({3})) == values_of<double>(again.random({3}))));
}

// -- Distributions

BOOST_AUTO_TEST_CASE(normal_numbers_have_the_moments_of_their_distribution) {
  Random random(1);
  for (const DType dtype : {DType::float64, DType::float32}) {
    const auto numbers =
        as_doubles(random.normal({1000000}, {.mean = 10, .deviation = 2, .dtype = dtype, .chunks = 99999}));
    const Moments moments(numbers);
    std::vector<double> standard(numbers);
    for (double& number : standard)
      number = (number - 10) / 2;

    // About four standard errors of each.
    BOOST_TEST(std::abs(moments.mean - 10) < 0.008);
    BOOST_TEST(std::abs(moments.variance / 4 - 1) < 0.0057);
    BOOST_TEST(std::abs(moments.skewness) < 0.0098);
    BOOST_TEST(std::abs(moments.kurtosis - 3) < 0.0196);
    BOOST_TEST(std::abs(moments.correlation) < 0.004);
    BOOST_TEST(distance(standard, normal_distribution) < 1.95);
  }
}

BOOST_AUTO_TEST_CASE(uniform_numbers_are_even) {
  Random random(2);
  for (const DType dtype : {DType::float64, DType::float32}) {
    auto numbers = as_doubles(random.uniform({1000000}, -3, 5, {.dtype = dtype, .chunks = 99999}));
    const Moments moments(numbers);
    BOOST_TEST(std::ranges::min(numbers) >= -3);
    BOOST_TEST(std::ranges::max(numbers) < 5);
    for (double& number : numbers)
      number = (number + 3) / 8;

    BOOST_TEST(std::abs(moments.mean - 1) < 0.01);
    BOOST_TEST(std::abs(moments.correlation) < 0.004);
    BOOST_TEST(distance(numbers, uniform_distribution) < 1.95);
    BOOST_TEST(distance(as_doubles(random.random({100000}, {.dtype = dtype})), uniform_distribution) < 1.95);
  }
}

BOOST_AUTO_TEST_CASE(exponential_numbers_have_their_distribution) {
  Random random(3);
  for (const DType dtype : {DType::float64, DType::float32}) {
    auto numbers = as_doubles(random.exponential({1000000}, {.scale = 0.5, .dtype = dtype, .chunks = 99999}));
    const Moments moments(numbers);
    BOOST_TEST(std::ranges::min(numbers) >= 0);
    for (double& number : numbers)
      number *= 2;

    BOOST_TEST(std::abs(moments.mean - 0.5) < 0.002);
    BOOST_TEST(std::abs(moments.variance / 0.25 - 1) < 0.0115);
    BOOST_TEST(distance(numbers, exponential_distribution) < 1.95);
  }
}

BOOST_AUTO_TEST_CASE(streams_are_not_correlated) {
  Random random(4);
  const auto one = values_of<double>(random.normal({500000})),
             other = values_of<double>(random.normal({500000}));
  double product = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    product += one[i] * other[i];

  BOOST_TEST(std::abs(product) < 4 * std::sqrt(500000.0));
}

BOOST_AUTO_TEST_CASE(integers_are_even_whatever_the_span) {
  Random random(5);
  // Of the spans of a third of a power of two a quarter of the words is rejected.
  for (const std::int64_t span :
       {2L, 3L, 6L, 10L, 97L, 1L << 24, (1L << 24) / 3 * 2, (1L << 24) + 1, 3L << 61}) {
    const Integers numbers =
        values_of<std::int64_t>(random.integers({200000}, -5, span - 5, {.chunks = 7777}));
    Integers cells;
    for (const std::int64_t number : numbers) {
      BOOST_REQUIRE((number >= -5 && number < span - 5));
      const double cell = static_cast<double>(number + 5) / static_cast<double>(span)
                          * static_cast<double>(std::min(span, 100L));
      cells.push_back(static_cast<std::int64_t>(cell + 1e-9));
    }

    BOOST_TEST(std::abs(unevenness(cells, std::min(span, 100L))) < 4, "span " << span);
  }
}

BOOST_AUTO_TEST_CASE(integers_are_the_same_in_every_dtype) {
  const Integers wide = values_of<std::int64_t>(Random(6).integers({1000}, 5, 120));
  for (const DType dtype : {DType::int8, DType::uint8, DType::int16, DType::uint32, DType::uint64})
    BOOST_TEST(
        (values_of<std::int64_t>(astype(Random(6).integers({1000}, 5, 120, {.dtype = dtype}), DType::int64))
         == wide));
}

BOOST_AUTO_TEST_CASE(integers_reach_the_ends_of_their_dtype) {
  Random random(7);
  const auto bytes = values_of<std::int8_t>(
      random.integers({10000}, -128, 127, {.dtype = DType::int8, .endpoint = Endpoint::included}));
  const auto bits = values_of<bool>(random.integers({1000}, 0, 2, {.dtype = DType::boolean}));
  const auto whole = values_of<std::uint64_t>(random.integers(
      {1000}, 0, ~std::uint64_t{0}, {.dtype = DType::uint64, .endpoint = Endpoint::included}));

  BOOST_TEST(static_cast<int>(std::ranges::min(bytes)) == -128);
  BOOST_TEST(static_cast<int>(std::ranges::max(bytes)) == 127);
  BOOST_TEST(std::abs(std::ranges::count(bits, true) - 500) < 64);
  BOOST_TEST(std::ranges::max(whole) > std::uint64_t{0xff} << 56);
}

// -- Permutations and choices

BOOST_AUTO_TEST_CASE(permutations_hold_each_number_once) {
  Random random(8);
  for (const std::int64_t count : {0L, 1L, 10L, 5000L, (1L << 20) + 7}) {
    const Array order = random.permutation(count, 300000);

    BOOST_TEST((order.dtype() == DType::int64));
    BOOST_TEST((sorted(values_of<std::int64_t>(order)) == counting(count)));
    BOOST_TEST(((count < 10) == (values_of<std::int64_t>(order) == counting(count))));
  }
}

BOOST_AUTO_TEST_CASE(rows_are_permuted_whole) {
  const Array x = reshape(arange(60), {20, 3});
  const Integers whole = values_of<std::int64_t>(Random(9).permutation(x));
  for (const Chunks& chunks : {Chunks(1), Chunks({{7, 0, 13}, {1, 2}})}) {
    const Array mixed = Random(9).permutation(rechunk(x, chunks));

    BOOST_TEST((mixed.shape() == x.shape()));
    BOOST_TEST((values_of<std::int64_t>(mixed) == whole));
  }
  Integers firsts;
  for (std::size_t row = 0; row < 20; ++row) {
    firsts.push_back(whole[3 * row] / 3);
    BOOST_TEST(whole[3 * row + 1] == whole[3 * row] + 1);
    BOOST_TEST(whole[3 * row + 2] == whole[3 * row] + 2);
  }
  BOOST_TEST((sorted(firsts) == counting(20)));
}

// 200 blocks in pairs would be 40,000 pieces.
BOOST_AUTO_TEST_CASE(many_small_blocks_are_joined_before_rows_move) {
  const Array x = arange(600, {.chunks = 3});
  const Array mixed = Random(9).permutation(x);

  BOOST_TEST((mixed.chunking() == x.chunking()));
  BOOST_TEST((values_of<std::int64_t>(mixed) == values_of<std::int64_t>(Random(9).permutation(arange(600)))));
  BOOST_TEST(explain(mixed).tasks < 1000U);
}

BOOST_AUTO_TEST_CASE(rows_of_unknown_number_are_permuted_and_chosen) {
  const Array x = arange(50, {.chunks = 8});
  const Array some = extract(x < 30, x);

  BOOST_TEST((sorted(values_of<std::int64_t>(Random(9).permutation(some))) == counting(30)));
  BOOST_TEST((sorted(values_of<std::int64_t>(Random(9).choice(some, {30}, {.replace = Replace::no})))
              == counting(30)));
  BOOST_TEST(message_of<TaskError>([&] {
               values_of<std::int64_t>(Random(9).choice(some, {31}, {.replace = Replace::no}));
             }).find("choice: 31 without replacement out of 30")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(choices_are_even) {
  Random random(10);

  BOOST_TEST(std::abs(unevenness(values_of<std::int64_t>(random.choice(12, {60000}, {.chunks = 7000})), 12))
             < 4);
  const Integers different =
      values_of<std::int64_t>(random.choice(1000, {4, 200}, {.replace = Replace::no, .chunks = 3}));
  const Integers many =
      values_of<std::int64_t>(random.choice(1L << 40, {50000}, {.replace = Replace::no, .chunks = 7000}));
  for (const Integers& chosen : {different, many}) {
    const Integers in_order = sorted(chosen);
    BOOST_TEST((std::ranges::adjacent_find(in_order) == in_order.end()));
  }
  BOOST_TEST(std::abs(static_cast<double>(std::ranges::max(many)) / 0x1p40 - 1) < 0.001);
}

BOOST_AUTO_TEST_CASE(choices_follow_their_probabilities) {
  Random random(11);
  const ChoiceOptions options{.probabilities = {0.5, 0, 0.3, 0.2}, .chunks = 9000};
  const Integers chosen = values_of<std::int64_t>(random.choice(4, {100000}, options));

  BOOST_TEST(std::abs(std::ranges::count(chosen, 0) - 50000) < 4 * 158);
  BOOST_TEST(std::ranges::count(chosen, 1) == 0);
  BOOST_TEST(std::abs(std::ranges::count(chosen, 3) - 20000) < 4 * 126);
}

// P(first = a, second = b) = p_a p_b / (1 - p_a).
BOOST_AUTO_TEST_CASE(different_choices_are_drawn_one_after_the_other) {
  Random random(12);
  const std::vector<double> p{0.6, 0, 0.3, 0.1};
  std::vector<double> seen(16, 0);
  for (int i = 0; i < 4000; ++i) {
    const Integers pair =
        values_of<std::int64_t>(random.choice(4, {2}, {.replace = Replace::no, .probabilities = p}));
    ++seen[static_cast<std::size_t>(pair[0] * 4 + pair[1])];
  }

  BOOST_TEST(std::abs(seen[0 * 4 + 2] - 4000 * 0.6 * 0.3 / 0.4) < 4 * 32);
  BOOST_TEST(std::abs(seen[2 * 4 + 0] - 4000 * 0.3 * 0.6 / 0.7) < 4 * 28);
  BOOST_TEST(std::abs(seen[3 * 4 + 0] - 4000 * 0.1 * 0.6 / 0.9) < 4 * 16);
  BOOST_TEST(seen[0 * 4 + 1] + seen[1 * 4 + 0] + seen[0] + seen[5] == 0);
}

BOOST_AUTO_TEST_CASE(rows_are_chosen) {
  const Array x = reshape(arange(30), {10, 3});
  const Array chosen = Random(13).choice(rechunk(x, {4, 2}), {5, 2}, {.chunks = {2, 2}});
  const Integers positions = values_of<std::int64_t>(Random(13).choice(10, {5, 2}));
  const Integers elements = values_of<std::int64_t>(chosen);

  BOOST_TEST((chosen.shape() == Shape{5, 2, 3}));
  BOOST_TEST((chosen.chunking().sizes(0) == Integers{2, 2, 1}));
  for (std::size_t i = 0; i < positions.size(); ++i)
    BOOST_TEST(elements[3 * i + 1] == 3 * positions[i] + 1);
}

// -- Wrong calls

BOOST_AUTO_TEST_CASE(impossible_shapes_are_refused) {
  Random random(1);
  BOOST_TEST(message_of<ShapeError>([&] { random.normal({2, -3}); }).starts_with("normal: shape: (2, -3)"));
  BOOST_TEST(message_of<ShapeError>([&] {
               random.random({1L << 40, 1L << 40});
             }).starts_with("random: shape: "));
  BOOST_TEST(
      message_of<ShapeError>([&] { random.integers({1L << 62}, 0, 9); }).starts_with("integers: shape: "));
  BOOST_TEST(message_of<ShapeError>([&] { random.permutation(-1); }).starts_with("permutation: "));
  BOOST_TEST(message_of<ShapeError>([&] { random.choice(9, {-4}); }).starts_with("choice: shape: "));
  BOOST_TEST(message_of<ShapeError>([&] {
               random.uniform({4}, 0, 1, {.chunks = {{3, 3}}});
             }).starts_with("uniform: "));
  BOOST_TEST(message_of<ShapeError>([&] { random.permutation(full({}, 1)); })
             == "permutation: an array without axes has no rows");
  BOOST_TEST(message_of<ShapeError>([&] { random.choice(full({}, 1), {2}); })
             == "choice: an array without axes has no rows");
}

BOOST_AUTO_TEST_CASE(parameters_out_of_range_are_refused) {
  Random random(1);
  BOOST_TEST(message_of<ValueError>([&] { random.normal({2}, {.deviation = -1}); })
             == "normal: the deviation is -1, below 0");
  BOOST_TEST(message_of<ValueError>([&] { random.normal({2}, {.mean = std::nan("")}); })
             == "normal: the mean is nan");
  BOOST_TEST(message_of<ValueError>([&] { random.normal({2}, {.mean = 1e39, .dtype = DType::float32}); })
             == "normal: 1e+39 is no float32");
  BOOST_TEST(message_of<ValueError>([&] { random.exponential({2}, {.scale = -0.5}); })
             == "exponential: the scale is -0.5, below 0");
  BOOST_TEST(message_of<ValueError>([&] { random.uniform({2}, 3, 3); })
             == "uniform: there is nothing in [3, 3)");
  BOOST_TEST(message_of<ValueError>([&] { random.uniform({2}, -1.5e308, 1.5e308); })
             == "uniform: the range from -1.5e+308 to 1.5e+308 is too wide");
  BOOST_TEST(message_of<ValueError>([&] { random.uniform({2}, 1e9, 1e9 + 1, {.dtype = DType::float32}); })
             == "uniform: both ends of the range are 1e+09 in float32");
  BOOST_TEST(message_of<DTypeError>([&] { random.normal({2}, {.dtype = DType::int32}); })
             == "normal: not defined for int32");
}

BOOST_AUTO_TEST_CASE(integers_that_are_not_there_are_refused) {
  Random random(1);
  BOOST_TEST(message_of<ValueError>([&] { random.integers({2}, 5, 5); })
             == "integers: there is no integer in [5, 5)");
  BOOST_TEST(message_of<ValueError>([&] { random.integers({2}, 5, 4, {.endpoint = Endpoint::included}); })
             == "integers: there is no integer in [5, 4]");
  BOOST_TEST(message_of<ValueError>([&] { random.integers({2}, 0, 300, {.dtype = DType::int8}); })
             == "integers: not all from 0 to 299 are int8");
  BOOST_TEST(message_of<ValueError>([&] { random.integers({2}, -1, 3, {.dtype = DType::uint64}); })
             == "integers: not all from -1 to 2 are uint64");
  BOOST_TEST(message_of<ValueError>([&] { random.integers({2}, 0, ~std::uint64_t{0}); })
             == "integers: not all from 0 to 18446744073709551614 are int64");
  BOOST_TEST(message_of<ValueError>([&] { random.integers({2}, 0, 2.5); }) == "integers: 2.5 is no integer");
  BOOST_TEST(message_of<DTypeError>([&] { random.integers({2}, 0, 9, {.dtype = DType::float64}); })
             == "integers: not defined for float64");
}

BOOST_AUTO_TEST_CASE(choices_that_are_not_there_are_refused) {
  Random random(1);
  BOOST_TEST(message_of<ValueError>([&] {
               random.choice(5, {2, 3}, {.replace = Replace::no});
             })
             == "choice: 6 without replacement out of 5");
  BOOST_TEST(message_of<ValueError>([&] { random.choice(0, {1}); }) == "choice: 1 out of 0");
  BOOST_TEST(random.choice(0, {0}).size() == 0);
  BOOST_TEST(message_of<ValueError>([&] {
               random.choice(3, {1}, {.probabilities = {0.5, 0.5}});
             })
             == "choice: 2 probabilities for 3");
  BOOST_TEST(message_of<ValueError>([&] {
               random.choice(2, {1}, {.probabilities = {0.5, 0.25}});
             })
             == "choice: the probabilities sum up to 0.75, not 1");
  BOOST_TEST(message_of<ValueError>([&] {
               random.choice(2, {1}, {.probabilities = {1.5, -0.5}});
             })
             == "choice: probability 1 is -0.5");
  BOOST_TEST(message_of<ValueError>([&] {
               random.choice(3, {3}, {.replace = Replace::no, .probabilities = {0.5, 0, 0.5}});
             })
             == "choice: 3 without replacement out of 2 of a probability above 0");
}

BOOST_AUTO_TEST_SUITE_END()
