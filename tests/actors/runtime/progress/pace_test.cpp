#include <boost/test/unit_test.hpp>

#include "runtime/progress/pace.hpp"

using namespace troupe;

namespace {

Progress at(double elapsed_s, std::uint64_t done, std::uint64_t known) {
  return {.tasks_done = done, .tasks_known = known, .elapsed_s = elapsed_s};
}

} // namespace

BOOST_AUTO_TEST_SUITE(pace)

BOOST_AUTO_TEST_CASE(an_even_pace_tells_rate_and_time_left) {
  Pace pace;
  for (int i = 0; i <= 16; ++i)
    pace.observe(at(i * 0.125, 100U * i, 2600));

  BOOST_TEST(pace.speed().tasks_per_s.value() == 800.0);
  BOOST_TEST(pace.speed().left_s.value() == 1.25);
}

BOOST_AUTO_TEST_CASE(nothing_is_told_of_what_was_seen_once_or_stands) {
  Pace pace;
  BOOST_TEST(!pace.speed().tasks_per_s);
  pace.observe(at(1, 5, 10));
  BOOST_TEST(!pace.speed().tasks_per_s);
  pace.observe(at(30, 5, 10));

  BOOST_TEST(!pace.speed().tasks_per_s);
  BOOST_TEST(!pace.speed().left_s);
}

BOOST_AUTO_TEST_CASE(the_last_seconds_count) {
  Pace pace;
  for (int i = 0; i <= 100; ++i)
    pace.observe(at(i, 10U * i, 3000));
  for (int i = 1; i <= 20; ++i)
    pace.observe(at(100 + i, 1000U + 50 * i, 3000));

  BOOST_TEST(pace.speed().tasks_per_s.value() == 50.0);
  BOOST_TEST(pace.speed().left_s.value() == 20.0);
}

BOOST_AUTO_TEST_CASE(tasks_that_take_long_are_measured_over_more) {
  Pace pace;
  for (int i = 0; i <= 5; ++i)
    pace.observe(at(60 * i, i, 10));

  BOOST_TEST(pace.speed().left_s.value() == 300.0);
}

BOOST_AUTO_TEST_CASE(graphs_that_are_yielded_all_the_time_make_it_longer) {
  Pace pace;
  for (int i = 0; i <= 8; ++i)
    pace.observe(at(i, 100U * i, 2000U + 50 * i));

  BOOST_TEST(pace.speed().tasks_per_s.value() == 100.0);
  BOOST_TEST(pace.speed().left_s.value() == 32.0); // 1600 of which 50 a second go
}

BOOST_AUTO_TEST_CASE(many_tasks_at_once_begin_the_measure_anew) {
  Pace pace;
  pace.observe(at(0, 0, 3));
  pace.observe(at(1, 2, 3));
  pace.observe(at(2, 3, 10'003));
  BOOST_TEST(!pace.speed().left_s);
  pace.observe(at(3, 1'003, 10'003));

  BOOST_TEST(pace.speed().left_s.value() == 9.0);
}

BOOST_AUTO_TEST_CASE(tasks_that_are_done_stay_done) {
  Pace pace;
  pace.observe(at(1, 7, 10));
  pace.observe(at(2, 5, 10));

  BOOST_TEST(pace.latest().tasks_done == 7U);
  BOOST_TEST(pace.latest().elapsed_s == 2.0);
}

BOOST_AUTO_TEST_SUITE_END()
