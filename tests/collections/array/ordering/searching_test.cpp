#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/ordering/searching.hpp"
#include "expression/apply.hpp"
#include "support/random_seed.hpp"
#include "support/array_values.hpp"
#include "support/plain_order.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Integers = std::vector<std::int64_t>;
using Elements = std::tuple<bool, std::int8_t, std::int64_t, float, double, std::complex<double>>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class T>
Array cut(const std::vector<T>& values, std::mt19937_64& random) {
  const Shape shape{static_cast<std::int64_t>(values.size())};
  return from_chunk(
      Chunk::generate<T>(shape, [&](std::span<T> out) { std::ranges::copy(values, out.begin()); }),
      random_chunking(shape, random));
}

} // namespace

BOOST_AUTO_TEST_SUITE(searching)

BOOST_AUTO_TEST_CASE_TEMPLATE(places_are_those_of_a_plain_search, T, Elements) {
  std::mt19937_64 random(random_seed());
  for (const auto& [sorted_count, count] : {std::pair{0, 5}, {1, 40}, {500, 3'000}, {40'000, 2'000}}) {
    std::vector<T> sorted = any_elements<T>(static_cast<std::size_t>(sorted_count), random);
    std::sort(sorted.begin(), sorted.end(), comes_before<T>);
    const std::vector<T> values = any_elements<T>(static_cast<std::size_t>(count), random);
    const Array s = cut(sorted, random), v = cut(values, random);
    Integers left, right;
    std::vector<bool> there;
    for (const T value : values) {
      left.push_back(std::lower_bound(sorted.begin(), sorted.end(), value, comes_before<T>) - sorted.begin());
      right.push_back(std::upper_bound(sorted.begin(), sorted.end(), value, comes_before<T>)
                      - sorted.begin());
      there.push_back(left.back() < right.back() && value == value);
    }

    BOOST_TEST((values_of<std::int64_t>(searchsorted(s, v)) == left));
    BOOST_TEST((values_of<std::int64_t>(searchsorted(s, v, SearchSide::right)) == right));
    BOOST_TEST((values_of<std::int64_t>(apply(Searchsorted{SearchSide::left, 100}, {s, v})) == left));
    BOOST_TEST((values_of<std::int64_t>(apply(Searchsorted{SearchSide::right, 100}, {s, v})) == right));
    BOOST_TEST((values_of<bool>(isin(v, s)) == there));
    there.flip();
    BOOST_TEST((values_of<bool>(isin(v, s, {.invert = true})) == there));
  }
}

// More distinct elements than fit in one chunk, or nobody knows how many: each side is looked up in chunk after chunk.
BOOST_AUTO_TEST_CASE(membership_in_several_chunks_is_between_two_places) {
  const Array x = arange(20, {.chunks = 6});
  const Array odd = extract(remainder(x, 2) == 1, x);

  const std::vector<bool> found = values_of<bool>(apply(Isin{false, 1}, {x, concatenate({odd, odd})}));

  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(found[i] == (i % 2 == 1));
}

BOOST_AUTO_TEST_CASE(values_keep_shape_and_chunks) {
  const Array values = reshape(arange(6, {.dtype = DType::float32, .chunks = 2}), {2, 3});

  const Array places = searchsorted(from_vector<std::int64_t>({1, 2, 4}, 2), values);

  BOOST_TEST((places.chunking() == values.chunking()));
  BOOST_TEST((values_of<std::int64_t>(places) == Integers{0, 0, 1, 2, 2, 3}));
}

BOOST_AUTO_TEST_CASE(nan_belongs_last_and_is_nowhere) {
  const Array sorted = from_vector<double>({1, not_a_number}, 1);
  const Array values = from_vector<double>({not_a_number, 2}, 2);

  BOOST_TEST((values_of<std::int64_t>(searchsorted(sorted, values)) == Integers{1, 1}));
  BOOST_TEST((values_of<std::int64_t>(searchsorted(sorted, values, SearchSide::right)) == Integers{2, 1}));
  BOOST_TEST((values_of<bool>(isin(values, sorted)) == std::vector<bool>{false, false}));
}

BOOST_AUTO_TEST_CASE(values_whose_number_the_data_tell_are_looked_up) {
  const Array x = arange(10, {.chunks = 3});

  BOOST_TEST(
      (values_of<std::int64_t>(searchsorted(from_vector<std::int64_t>({2, 7, 9}, 1), extract(x > 5, x)))
       == Integers{1, 1, 2, 2}));
}

BOOST_AUTO_TEST_CASE(a_sorted_array_has_one_axis) {
  BOOST_TEST(message_of<ShapeError>([] {
               searchsorted(zeros({2, 2}), zeros({3}));
             })
             == "searchsorted: the sorted array is of shape (2, 2), not 1-d");
}

BOOST_AUTO_TEST_SUITE_END()
