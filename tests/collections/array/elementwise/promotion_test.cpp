#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "array/elementwise/promotion.hpp"
#include "support/array_values.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(promotion)

BOOST_AUTO_TEST_CASE(many_are_promoted_by_the_highest_kind_first) {
  BOOST_TEST((promote_all({DType::int16, DType::uint16}) == DType::int32));
  BOOST_TEST((promote_all({DType::int16, DType::uint16, DType::float32}) == DType::float32));
  BOOST_TEST((promote_all({DType::boolean, DType::int64, DType::uint64}) == DType::float64));
  BOOST_TEST((promote_all({DType::float64, DType::int8, DType::complex64}) == DType::complex128));
}

BOOST_AUTO_TEST_CASE(only_the_kind_of_a_scalar_counts) {
  BOOST_TEST((promote_weakly(DType::int8, 100000) == DType::int8));
  BOOST_TEST((promote_weakly(DType::boolean, 1) == DType::int64));
  BOOST_TEST((promote_weakly(DType::uint64, 0.5) == DType::float64));
  BOOST_TEST((promote_weakly(DType::float32, 0.5) == DType::float32));
  BOOST_TEST((promote_weakly(DType::float32, std::complex<double>()) == DType::complex64));
  BOOST_TEST((promote_weakly(DType::boolean, true) == DType::boolean));
}

BOOST_AUTO_TEST_CASE(unsigned_scalars_are_integers_like_others_where_they_fit) {
  BOOST_TEST((Scalar(7U).dtype() == DType::int64));
  BOOST_TEST((Scalar(std::numeric_limits<std::uint64_t>::max()).dtype() == DType::uint64));
}

BOOST_AUTO_TEST_CASE(operations_work_on_what_numpy_lifts_to) {
  BOOST_TEST((working_dtype(TileOperation::add, DType::int8) == DType::int8));
  BOOST_TEST((working_dtype(TileOperation::sqrt, DType::int8) == DType::float64));
  BOOST_TEST((working_dtype(TileOperation::floor, DType::uint8) == DType::float64));
  BOOST_TEST((working_dtype(TileOperation::square, DType::boolean) == DType::int8));
  BOOST_TEST(!working_dtype(TileOperation::negative, DType::boolean));
  BOOST_TEST(!working_dtype(TileOperation::bitwise_or, DType::float32));
  BOOST_TEST(!working_dtype(TileOperation::arctan2, DType::complex64));
}

BOOST_AUTO_TEST_CASE(a_weak_scalar_must_keep_its_value) {
  BOOST_TEST(constant_of(-128, DType::int8).as<std::int8_t>() == -128);
  BOOST_TEST(message_of<ValueError>([] { constant_of(128, DType::int8); }) == "128 is no int8");
  BOOST_TEST(message_of<ValueError>([] { constant_of(0.5, DType::int64); }) == "0.5 is no int64");
  BOOST_TEST(message_of<ValueError>([] { constant_of(std::complex<double>(1, 2), DType::float64); })
             == "1+2i is no float64");
}

BOOST_AUTO_TEST_CASE(a_real_number_is_cut_only_into_an_integer_that_can_hold_it) {
  BOOST_TEST(converted(-2.9, DType::int8).as<std::int8_t>() == -2);
  BOOST_TEST(converted(127.9, DType::int8).as<std::int8_t>() == 127);
  BOOST_TEST(converted(-0.9, DType::uint8).as<std::uint8_t>() == 0);
  BOOST_TEST(converted(-0x1p63, DType::int64).as<std::int64_t>() == std::numeric_limits<std::int64_t>::min());
  BOOST_TEST(message_of<ValueError>([] { converted(128.0, DType::int8); }) == "128 is no int8");
  BOOST_TEST(message_of<ValueError>([] { converted(0x1p63, DType::int64); }) == "9.22337e+18 is no int64");
  BOOST_TEST(message_of<ValueError>([] { converted(std::nan(""), DType::int8); }) == "nan is no int8");
}

BOOST_AUTO_TEST_CASE(a_real_number_beyond_float32_becomes_infinite) {
  const double halfway = std::ldexp(1.0, 128) - std::ldexp(1.0, 103);

  BOOST_TEST(converted(1e300, DType::float32).as<float>() == std::numeric_limits<float>::infinity());
  BOOST_TEST(converted(-1e300, DType::float32).as<float>() == -std::numeric_limits<float>::infinity());
  BOOST_TEST(converted(halfway, DType::float32).as<float>() == std::numeric_limits<float>::infinity());
  BOOST_TEST(converted(std::nextafter(halfway, 0.0), DType::float32).as<float>()
             == std::numeric_limits<float>::max());
}

BOOST_AUTO_TEST_SUITE_END()
