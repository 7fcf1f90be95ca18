#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/statistics/whole_lanes.hpp"
#include "support/array_values.hpp"
#include "support/isa_levels.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// [[3 1 2] [9 7 8]], in one block and cut.
std::vector<Array> matrices() {
  const auto chunk = Chunk::from<std::int32_t>({2, 3}, {3, 1, 2, 9, 7, 8});
  return {from_chunk(chunk), from_chunk(chunk, {1, {2, 1}}),
          from_chunk(chunk, Chunking({{1, 0, 1}, {1, 1, 1}}))};
}

/// Whether `elements` are those of `original`, with each rank in its place.
template <class T>
bool is_partition(std::vector<T> elements, std::vector<T> original, const Integers& ranks) {
  std::ranges::sort(original);
  for (const std::int64_t rank : ranks) {
    const T element = elements[static_cast<std::size_t>(rank)];
    if (element != original[static_cast<std::size_t>(rank)]
        || std::any_of(elements.begin(), elements.begin() + rank, [&](T x) { return x > element; })
        || std::any_of(elements.begin() + rank, elements.end(), [&](T x) { return x < element; }))
      return false;
  }
  std::ranges::sort(elements);
  return elements == original;
}

} // namespace

BOOST_AUTO_TEST_SUITE(topk_)

BOOST_AUTO_TEST_CASE(the_largest_descend_and_the_smallest_ascend) {
  using Numbers = std::vector<std::int32_t>;
  for (const Array& x : matrices()) {
    BOOST_TEST((values_of<std::int32_t>(topk(x, 2)) == Numbers{3, 2, 9, 8}));
    BOOST_TEST((values_of<std::int32_t>(topk(x, -2)) == Numbers{1, 2, 7, 8}));
    BOOST_TEST((values_of<std::int32_t>(topk(x, 1, 0)) == Numbers{9, 7, 8}));
    BOOST_TEST((values_of<std::int32_t>(topk(x, 50, 1)) == Numbers{3, 2, 1, 9, 8, 7}));
    BOOST_TEST((topk(x, 0).shape() == Shape{2, 0}));
    BOOST_TEST((values_of<std::int64_t>(argtopk(x, 2)) == Integers{0, 2, 0, 2}));
    BOOST_TEST((values_of<std::int64_t>(argtopk(x, -1, 0)) == Integers{0, 0, 0}));
    BOOST_TEST((argtopk(x, 1).dtype() == DType::int64));
    BOOST_TEST(values_of<std::int32_t>(topk(x, 0)).empty());
  }
}

BOOST_AUTO_TEST_CASE(nan_is_the_largest) {
  for (const int chunk : {6, 2}) {
    const Array x = from_vector<double>({not_a_number, 1, 5, not_a_number, 3, 0}, chunk);

    const Reals largest = values_of<double>(topk(x, 3));
    BOOST_TEST((std::isnan(largest[0]) && std::isnan(largest[1]) && largest[2] == 5));
    BOOST_TEST((values_of<std::int64_t>(argtopk(x, 3)) == Integers{0, 3, 2}));
    BOOST_TEST((values_of<std::int64_t>(argtopk(x, -5)) == Integers{5, 1, 4, 2, 0}));
  }
}

BOOST_AUTO_TEST_CASE(of_equal_elements_the_first_comes_first) {
  for (const int chunk : {8, 3, 1}) {
    const Array x = from_vector<std::int64_t>({2, 7, 7, 1, 7, 1, 7, 2}, chunk);
    BOOST_TEST((values_of<std::int64_t>(argtopk(x, 3)) == Integers{1, 2, 4}));
    BOOST_TEST((values_of<std::int64_t>(argtopk(x, -3)) == Integers{3, 5, 0}));
  }
}

BOOST_AUTO_TEST_CASE(long_lanes_are_filtered_exactly) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  std::vector<double> elements(60'000);
  std::ranges::generate(elements, [&] { return static_cast<double>(random() % 40'000); });
  std::vector<double> sorted = elements;
  std::ranges::sort(sorted);

  on_every_isa_level([&](IsaLevel) {
    for (const std::int64_t k : {1, 10, 3'000, 50'000}) {
      Reals largest(sorted.rbegin(), sorted.rbegin() + k), smallest(sorted.begin(), sorted.begin() + k);
      BOOST_TEST((values_of<double>(topk(from_vector(elements, 7'001), k)) == largest));
      BOOST_TEST((values_of<double>(topk(from_vector(elements, -1) + 0, -k)) == smallest));
      BOOST_TEST((values_of<std::int64_t>(argtopk(from_vector(elements, 7'001), k))
                  == values_of<std::int64_t>(argtopk(from_vector(elements, -1), k))));
    }
  });
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused) {
  BOOST_CHECK_THROW(topk(zeros({3}), 1, 1), AxisError);
  BOOST_CHECK_THROW(topk(zeros({}), 1), AxisError);
  BOOST_CHECK_THROW(argtopk(zeros({3}, {.dtype = DType::complex64}), 1), DTypeError);
}

BOOST_AUTO_TEST_CASE(lengths_only_the_data_can_tell_are_fine) {
  const Array x = arange(10, {.chunks = 3});
  BOOST_TEST((values_of<std::int64_t>(topk(extract(x < 7, x), 2)) == Integers{6, 5}));
  BOOST_TEST((values_of<std::int64_t>(argtopk(extract(x > 7, x), 5)) == Integers{1, 0}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(partition_)

BOOST_AUTO_TEST_CASE(ranks_are_in_their_places) {
  for (const Array& x : matrices()) {
    const auto rows = values_of<std::int32_t>(partition(x, 1));
    BOOST_TEST(rows[1] == 2);
    BOOST_TEST(rows[4] == 8);
    BOOST_TEST((values_of<std::int32_t>(partition(x, {0, -1}, 0)) == std::vector{3, 1, 2, 9, 7, 8}));
    BOOST_TEST((values_of<std::int32_t>(partition(x, {0, 1, 2, 3, 4, 5}, std::nullopt))
                == std::vector{1, 2, 3, 7, 8, 9}));
    BOOST_TEST((values_of<std::int64_t>(argpartition(x, {0, 1, 2})) == Integers{1, 2, 0, 1, 2, 0}));
    BOOST_TEST((partition(x, 1).chunking() == x.chunking()));
  }
}

BOOST_AUTO_TEST_CASE(nan_is_last) {
  const Array x = from_vector<double>({not_a_number, 2, 1}, 2);
  const Reals found = values_of<double>(partition(x, {0, 2}));
  BOOST_TEST((found[0] == 1 && found[1] == 2 && std::isnan(found[2])));
}

BOOST_AUTO_TEST_CASE(arrays_too_long_for_a_task_are_put_together) {
  std::mt19937_64 random(7);
  const auto count = static_cast<std::size_t>(longest_lane_bytes / 2 + 5);
  std::vector<std::int16_t> elements(count);
  std::ranges::generate(elements, [&] { return static_cast<std::int16_t>(random() % 5'000); });
  const Array x = from_vector(elements, 3'000'000);
  const Integers ranks{10, 4'000'000, 4'000'100};

  const Array found = partition(x, ranks);
  const Array positions = argpartition(x, ranks);

  BOOST_TEST((found.chunking() == x.chunking()));
  BOOST_TEST((is_partition(values_of<std::int16_t>(found), elements, ranks)));
  std::vector<std::int16_t> taken;
  for (const std::int64_t position : values_of<std::int64_t>(positions))
    taken.push_back(elements[static_cast<std::size_t>(position)]);
  BOOST_TEST((is_partition(taken, elements, ranks)));
}

BOOST_AUTO_TEST_CASE(ranks_outside_are_refused) {
  BOOST_TEST(message_of<IndexError>([] { partition(zeros({3}), 3); })
             == "partition: rank 3 is outside an axis of length 3");
  BOOST_CHECK_THROW(argpartition(zeros({3}), -4), IndexError);
  BOOST_CHECK_THROW(partition(zeros({3}), 0, 1), AxisError);
}

BOOST_AUTO_TEST_SUITE_END()
