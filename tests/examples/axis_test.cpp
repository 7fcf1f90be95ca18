#include <vector>

#include <boost/test/unit_test.hpp>

#include "drawing/axis.hpp"

using namespace drawing;

BOOST_AUTO_TEST_SUITE(axis)

BOOST_AUTO_TEST_CASE(ticks_are_round_numbers_inside_the_range) {
  const std::vector<double> expected{0, 2, 4, 6, 8, 10, 12, 14};

  BOOST_TEST(ticks(-0.5, 15.4, 8) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(both_ends_get_a_tick_when_they_are_round) {
  const std::vector<double> expected{-8000, -6000, -4000, -2000, 0, 2000, 4000, 6000};

  BOOST_TEST(ticks(-8000, 6000, 8) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_range_has_no_ticks) {
  BOOST_TEST(ticks(3, 3, 8).empty());
  BOOST_TEST(ticks(3, 2, 8).empty());
}

BOOST_AUTO_TEST_CASE(texts_are_short) {
  BOOST_TEST(tick_text(0.1 + 0.2 - 0.3) == "0");
  BOOST_TEST(tick_text(2.5) == "2.5");
  BOOST_TEST(tick_text(-400) == "-400");
}

BOOST_AUTO_TEST_CASE(a_round_range_holds_both_ends) {
  const Range range = round_range(0.3, 13.2);

  BOOST_TEST(range.low == 0);
  BOOST_TEST(range.high == 14);
}

BOOST_AUTO_TEST_CASE(one_value_gets_a_range_around_it) {
  const Range range = round_range(5, 5);

  BOOST_TEST(range.low == 4);
  BOOST_TEST(range.high == 6);
}

BOOST_AUTO_TEST_SUITE_END()
