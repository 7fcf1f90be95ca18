#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/ordering/sorting.hpp"
#include "expression/apply.hpp"
#include "support/random_seed.hpp"
#include "support/array_values.hpp"
#include "support/plain_order.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Elements = std::tuple<bool, std::int8_t, std::uint16_t, std::int32_t, std::int64_t, float, double,
                            std::complex<float>, std::complex<double>>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Small enough for arrays of some hundred elements to be sorted through runs.
constexpr SortBounds small_bounds{256, 512};

Array sort_within(const Array& array, std::optional<std::int32_t> axis, bool is_argsort = false) {
  return apply(Sort{is_argsort, axis, small_bounds}, {array});
}

template <class T>
Array cut(const std::vector<T>& values, const Shape& shape, const Chunking& chunking) {
  return from_chunk(
      Chunk::generate<T>(shape, [&](std::span<T> out) { std::ranges::copy(values, out.begin()); }), chunking);
}

/// What `values` of that shape are, each lane along an axis ordered by itself; and the positions along the axis.
template <class T>
std::pair<std::vector<T>, Integers> plainly_sorted(const std::vector<T>& values, const Shape& shape,
                                                   std::size_t axis) {
  const auto step = static_cast<std::size_t>(row_major_strides(shape)[axis]);
  const auto length = static_cast<std::size_t>(shape[axis]);
  std::vector<T> result(values);
  Integers positions(values.size());
  for (std::size_t first = 0; first < values.size(); ++first) {
    if (first / step % length != 0)
      continue;
    std::vector<T> lane;
    for (std::size_t i = 0; i < length; ++i)
      lane.push_back(values[first + i * step]);
    const Integers order = plain_argsort(lane);
    for (std::size_t i = 0; i < length; ++i) {
      result[first + i * step] = lane[static_cast<std::size_t>(order[i])];
      positions[first + i * step] = order[i];
    }
  }
  return {result, positions};
}

template <class T>
void require_same(const std::vector<T>& left, const std::vector<T>& right) {
  BOOST_REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i)
    BOOST_REQUIRE(is_same<T>(left[i], right[i]));
}

} // namespace

BOOST_AUTO_TEST_SUITE(sorting)

BOOST_AUTO_TEST_CASE(elements_ascend_and_nan_comes_last) {
  const std::vector<double> values{3, not_a_number, -1, 2, not_a_number, -5};
  for (const Chunking& chunking : {Chunking::whole({6}), Chunking(std::vector<Integers>{{2, 0, 1, 3}})}) {
    const Array x = cut(values, {6}, chunking);

    const Reals sorted = values_of<double>(sort(x));

    BOOST_TEST((Reals(sorted.begin(), sorted.begin() + 4) == Reals{-5, -1, 2, 3}));
    BOOST_TEST((std::isnan(sorted[4]) && std::isnan(sorted[5])));
    BOOST_TEST((values_of<std::int64_t>(argsort(x)) == Integers{5, 2, 3, 0, 1, 4}));
    BOOST_TEST((sort(x).chunking() == chunking));
    BOOST_TEST((argsort(x).chunking() == chunking));
    BOOST_TEST((argsort(x).dtype() == DType::int64));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_array_is_sorted_along_any_axis, T, Elements) {
  std::mt19937_64 random(random_seed());
  for (const Shape& shape : {Shape{700}, Shape{40, 25}, Shape{7, 30, 6}, Shape{0, 3}, Shape{1, 1}}) {
    const std::vector<T> values = any_elements<T>(static_cast<std::size_t>(element_count(shape)), random);
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const Array x = cut(values, shape, random_chunking(shape, random));
      const auto [sorted, positions] = plainly_sorted(values, shape, axis);
      const auto along = static_cast<std::int32_t>(axis);

      require_same(values_of<T>(sort_within(x, along)), sorted);
      require_same(values_of<T>(sort(x, {.axis = along})), sorted);
      BOOST_REQUIRE((values_of<std::int64_t>(sort_within(x, along, true)) == positions));
      BOOST_REQUIRE((values_of<std::int64_t>(argsort(x, {.axis = along - static_cast<int>(shape.size())}))
                     == positions));
      BOOST_REQUIRE((sort_within(x, along).chunking() == x.chunking()));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_an_axis_the_flat_array_is_sorted) {
  const Array x = cut(std::vector<std::int32_t>{4, 1, 3, 2, 0, 5}, {2, 3}, Chunking({{1, 1}, {2, 1}}));

  BOOST_TEST((values_of<std::int32_t>(sort(x, {.axis = std::nullopt}))
              == std::vector<std::int32_t>{0, 1, 2, 3, 4, 5}));
  BOOST_TEST((values_of<std::int64_t>(argsort(x, {.axis = std::nullopt})) == Integers{4, 1, 3, 2, 0, 5}));
  BOOST_TEST(
      (values_of<std::int64_t>(sort(from_chunk(Chunk::scalar<std::int64_t>(3)), {.axis = std::nullopt}))
       == Integers{3}));
}

// What all blocks are made of one element, or lie in order already, or the other way round, is cut by rank.
BOOST_AUTO_TEST_CASE(elements_that_are_badly_spread_are_sorted_as_well) {
  constexpr std::int64_t count = 4'000;
  const Chunking chunking = Chunking::regular({count}, {150});
  for (const std::int64_t kind : {0, 1, 2, 3}) {
    Integers values;
    for (std::int64_t i = 0; i < count; ++i)
      values.push_back(kind == 0 ? 7 : kind == 1 ? i : kind == 2 ? count - i : (i < 300 ? i : 1'000'000));
    const Array x = cut(values, {count}, chunking);
    const auto [sorted, positions] = plainly_sorted(values, {count}, 0);

    BOOST_TEST((values_of<std::int64_t>(sort_within(x, 0)) == sorted));
    BOOST_TEST((values_of<std::int64_t>(sort_within(x, 0, true)) == positions));
  }
}

BOOST_AUTO_TEST_CASE(lengths_only_the_data_can_tell_are_sorted) {
  std::mt19937_64 random(5);
  const std::vector<double> values = any_elements<double>(500, random);
  std::vector<double> positive;
  std::ranges::copy_if(values, std::back_inserter(positive), [](double value) { return value > 0; });
  const auto [sorted, positions] = plainly_sorted(positive, {static_cast<std::int64_t>(positive.size())}, 0);
  for (const Chunking& chunking : {Chunking::whole({500}), Chunking::regular({500}, {60})}) {
    const Array x = cut(values, {500}, chunking);
    const Array chosen = extract(x > 0, x);

    BOOST_TEST((sort(chosen).shape() == Shape{unknown_extent}));
    require_same(values_of<double>(sort(chosen)), sorted);
    require_same(values_of<double>(sort_within(chosen, 0)), sorted);
    BOOST_TEST((values_of<std::int64_t>(sort_within(chosen, 0, true)) == positions));
  }
}

BOOST_AUTO_TEST_CASE(one_thread_and_several_give_the_same_bits) {
  std::mt19937_64 random(11);
  const Array x = cut(any_elements<double>(5'000, random), {5'000}, Chunking::regular({5'000}, {170}));
  Session session({.threads = 3});

  BOOST_TEST(identical(session.compute(sort_within(x, 0)), synchronous_session().compute(sort_within(x, 0))));
  BOOST_TEST(
      identical(session.compute(sort_within(x, 0)), synchronous_session().compute(sort(rechunk(x, -1)))));
}

BOOST_AUTO_TEST_CASE(an_axis_that_is_not_there_is_refused) {
  const Array x = zeros({3, 4});

  BOOST_TEST(message_of<AxisError>([&] { sort(x, {.axis = 2}); }).starts_with("sort: axis 2"));
  BOOST_TEST(message_of<AxisError>([&] { argsort(x, {.axis = -3}); }).starts_with("argsort: axis -3"));
  BOOST_TEST(message_of<AxisError>([&] { sort(zeros({})); }).starts_with("sort: axis -1"));
}

BOOST_AUTO_TEST_SUITE_END()
