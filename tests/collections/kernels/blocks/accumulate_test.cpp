#include <cmath>
#include <complex>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "kernels/blocks/accumulate.hpp"

using namespace troupe;

namespace {

constexpr AccumulateParameters sum_along(std::int64_t axis) {
  return {ReductionKind::sum, NanRule::spread, axis};
}
constexpr AccumulateParameters product_along(std::int64_t axis) {
  return {ReductionKind::product, NanRule::spread, axis};
}

} // namespace

BOOST_AUTO_TEST_SUITE(accumulate_)

using Numbers =
    std::tuple<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
               std::uint32_t, std::uint64_t, float, double, std::complex<float>, std::complex<double>>;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_dtype_accumulates_along_every_axis, T, Numbers) {
  const auto chunk = Chunk::from<T>({2, 3}, {T(1), T(2), T(3), T(4), T(5), T(6)});

  BOOST_TEST(identical(accumulate(sum_along(0), chunk, nullptr),
                       Chunk::from<T>({2, 3}, {T(1), T(2), T(3), T(5), T(7), T(9)})));
  BOOST_TEST(identical(accumulate(sum_along(1), chunk, nullptr),
                       Chunk::from<T>({2, 3}, {T(1), T(3), T(6), T(4), T(9), T(15)})));
  BOOST_TEST(identical(accumulate(product_along(1), chunk, nullptr),
                       Chunk::from<T>({2, 3}, {T(1), T(2), T(6), T(4), T(20), T(120)})));
}

BOOST_AUTO_TEST_CASE(it_goes_on_from_what_comes_before) {
  const auto chunk = Chunk::from<float>({2, 2}, {1, 2, 3, 4});
  const auto before = Chunk::from<double>({2, 1}, {10, 20});

  BOOST_TEST(
      identical(accumulate(sum_along(1), chunk, &before), Chunk::from<float>({2, 2}, {11, 13, 23, 27})));
}

BOOST_AUTO_TEST_CASE(integers_wrap) {
  const auto chunk = Chunk::from<std::int64_t>({2}, {INT64_MAX, 1});

  BOOST_TEST(identical(accumulate(sum_along(0), chunk, nullptr),
                       Chunk::from<std::int64_t>({2}, {INT64_MAX, INT64_MIN})));
}

BOOST_AUTO_TEST_CASE(a_nan_spreads_or_is_skipped) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto chunk = Chunk::from<double>({3}, {1, nan, 2});

  const Chunk spread = accumulate(sum_along(0), chunk, nullptr);
  const Chunk skipped = accumulate({ReductionKind::product, NanRule::skip, 0}, chunk, nullptr);

  BOOST_TEST(std::isnan(spread.values<double>()[2]));
  BOOST_TEST(identical(skipped, Chunk::from<double>({3}, {1, 1, 2})));
}

BOOST_AUTO_TEST_CASE(nothing_accumulates_to_nothing) {
  const auto none = Chunk::from<double>({0, 3}, {});

  BOOST_TEST(identical(accumulate(sum_along(0), none, nullptr), none));
  BOOST_TEST(identical(accumulate(sum_along(1), none, nullptr), none));
}

BOOST_AUTO_TEST_CASE(bools_are_refused) {
  BOOST_CHECK_THROW(accumulate(sum_along(0), Chunk::from<bool>({1}, {true}), nullptr), DTypeError);
}

BOOST_AUTO_TEST_CASE(what_does_not_come_before_the_chunk_is_refused) {
  const auto chunk = Chunk::from<float>({2, 2}, {1, 2, 3, 4});
  const auto of_another_dtype = Chunk::from<float>({2, 1}, {1, 2});
  const auto of_another_size = Chunk::from<double>({3, 1}, {1, 2, 3});

  BOOST_CHECK_THROW(accumulate(sum_along(1), chunk, &of_another_dtype), ValueError);
  BOOST_CHECK_THROW(accumulate(sum_along(1), chunk, &of_another_size), ValueError);
}

// Of what lies beyond the end only what leads up to it without turning is moved.
BOOST_AUTO_TEST_CASE(a_running_sum_ends_where_the_next_chunk_goes_on) {
  const auto chunk = Chunk::from<double>({5}, {4, -1, 2, 0, 1});
  const auto below = Chunk::from<double>({1}, {4.5}), above = Chunk::from<double>({1}, {6.5});

  BOOST_TEST(identical(accumulate(sum_along(0), chunk, nullptr, &below),
                       Chunk::from<double>({5}, {4, 3, 4.5, 4.5, 4.5})));
  BOOST_TEST(identical(accumulate(sum_along(0), chunk, nullptr, &above),
                       Chunk::from<double>({5}, {4, 3, 5, 5, 6.5})));
}

BOOST_AUTO_TEST_SUITE_END()
