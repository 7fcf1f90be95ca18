#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/random/permutation.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Numbers = std::vector<std::uint64_t>;

/// What a bijection makes of `first`, `first + 1`, ….
Numbers permuted(std::uint64_t count, const RandomStream& stream, std::uint64_t first, std::size_t length) {
  Numbers numbers(length);
  std::iota(numbers.begin(), numbers.end(), first);
  IndexBijection(count, stream).apply(numbers);
  return numbers;
}

/// How many standard deviations chi-square lies from its mean, by Wilson & Hilferty's approximation.
double deviations(const std::vector<double>& seen, double expected) {
  double chi = 0;
  for (const double number : seen)
    chi += (number - expected) * (number - expected) / expected;
  const auto freedom = static_cast<double>(seen.size() - 1);
  const double variance = 2 / (9 * freedom);
  return (std::cbrt(chi / freedom) - (1 - variance)) / std::sqrt(variance);
}

/// The number of an order among the n! there are.
template <class T>
std::size_t number_of(const std::vector<T>& order) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto smaller = std::count_if(order.begin() + static_cast<std::ptrdiff_t>(i), order.end(),
                                       [&](T other) { return other < order[i]; });
    number = number * (order.size() - i) + static_cast<std::size_t>(smaller);
  }
  return number;
}

} // namespace

BOOST_AUTO_TEST_SUITE(permutation_)

BOOST_AUTO_TEST_CASE(a_bijection_meets_each_number_once) {
  for (const std::uint64_t count : {1U, 2U, 3U, 4U, 5U, 63U, 64U, 65U, 1000U, 4097U, 300000U}) {
    Numbers numbers = permuted(count, {7, count}, 0, count);
    std::ranges::sort(numbers);

    for (std::uint64_t i = 0; i < count; ++i)
      BOOST_REQUIRE(numbers[i] == i);
  }
}

BOOST_AUTO_TEST_CASE(a_bijection_gives_the_same_on_every_isa_level_and_from_any_start) {
  constexpr std::uint64_t count = (std::uint64_t{1} << 62) + 12345;
  const Numbers whole = permuted(count, {1, 2}, 0, 5000);

  on_every_isa_level([&](IsaLevel) {
    BOOST_TEST((permuted(count, {1, 2}, 0, 5000) == whole));
    BOOST_TEST((permuted(count, {1, 2}, 4321, 100) == Numbers(whole.begin() + 4321, whole.begin() + 4421)));
  });
  BOOST_TEST(std::ranges::all_of(whole, [](std::uint64_t number) { return number < count; }));
}

// 120 orders of five numbers over 60,000 seeds, and of five neighbouring values of a bijection.
BOOST_AUTO_TEST_CASE(all_orders_of_a_few_numbers_are_as_likely) {
  std::vector<double> shuffles(120, 0), bijections(120, 0);
  for (std::uint64_t seed = 0; seed < 60000; ++seed) {
    ++shuffles[number_of(shuffled(5, {seed, 0}))];
    ++bijections[number_of(permuted((1U << 20) + 1, {seed, 1}, seed, 5))];
  }

  BOOST_TEST(std::abs(deviations(shuffles, 500)) < 3.5);
  BOOST_TEST(std::abs(deviations(bijections, 500)) < 3.5);
}

// Where each of 50 numbers goes, over 20,000 seeds.
BOOST_AUTO_TEST_CASE(each_number_goes_everywhere_as_likely) {
  std::vector<double> shuffles(2500, 0), bijections(2500, 0);
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    const auto one = shuffled(50, {seed, 0});
    const Numbers other = permuted(50, {seed, 1}, 0, 50);
    for (std::size_t i = 0; i < 50; ++i) {
      ++shuffles[i * 50 + static_cast<std::size_t>(one[i])];
      ++bijections[i * 50 + other[i]];
    }
  }

  BOOST_TEST(std::abs(deviations(shuffles, 400)) < 3.5);
  BOOST_TEST(std::abs(deviations(bijections, 400)) < 3.5);
}

// Of one long permutation: the pairs of neighbours, by the sixteenths they lie in; the differences of neighbours;
// and how often a number is smaller than the next.
BOOST_AUTO_TEST_CASE(neighbours_in_a_long_bijection_have_nothing_to_do_with_each_other) {
  constexpr std::uint64_t count = 3000000;
  const Numbers numbers = permuted(count, {11, 0}, 0, count);
  std::vector<double> pairs(256, 0), differences(1000, 0);
  double ascents = 0;
  for (std::size_t i = 0; i + 1 < count; i += 2) {
    const std::uint64_t left = numbers[i], right = numbers[i + 1];
    ++pairs[left * 16 / count * 16 + right * 16 / count];
    ++differences[(left + count - right) % count * 1000 / count];
    ascents += left < right ? 1 : 0;
  }

  BOOST_TEST(std::abs(deviations(pairs, count / 512.0)) < 3.5);
  BOOST_TEST(std::abs(deviations(differences, count / 2000.0)) < 3.5);
  BOOST_TEST(std::abs(ascents - count / 4.0) < 3.5 * std::sqrt(count / 8.0));
}

BOOST_AUTO_TEST_CASE(neighbouring_seeds_make_unrelated_bijections) {
  constexpr std::uint64_t count = 2000000;
  std::vector<double> pairs(256, 0);
  const Numbers one = permuted(count, {40, 0}, 0, count), other = permuted(count, {41, 0}, 0, count);
  for (std::size_t i = 0; i < count; ++i)
    ++pairs[one[i] * 16 / count * 16 + other[i] * 16 / count];

  BOOST_TEST(std::abs(deviations(pairs, count / 256.0)) < 3.5);
}

BOOST_AUTO_TEST_SUITE_END()
