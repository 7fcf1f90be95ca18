#include <boost/test/unit_test.hpp>

#include <troupe/duration_text.hpp>

using troupe::duration_text;

BOOST_AUTO_TEST_SUITE(duration_texts)

BOOST_AUTO_TEST_CASE(three_digits_and_a_unit) {
  BOOST_TEST(duration_text(1.5) == "1.50 s");
  BOOST_TEST(duration_text(3725) == "3725 s");
  BOOST_TEST(duration_text(0.01234) == "12.3 ms");
  BOOST_TEST(duration_text(45e-6) == "45.0 µs");
  BOOST_TEST(duration_text(120e-9) == "120 ns");
  BOOST_TEST(duration_text(0) == "0 ns");
}

BOOST_AUTO_TEST_SUITE_END()
