#include <boost/test/unit_test.hpp>

#include "runtime/progress/progress_line.hpp"

using namespace troupe;

namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

const Progress halfway{.tasks_done = 12'345,
                       .tasks_known = 29'000,
                       .elapsed_s = 4,
                       .live_bytes = gib + gib / 5,
                       .limit_bytes = 2 * gib};
const Speed fast{.tasks_per_s = 3086, .left_s = 11.2};

std::string time_left(double left_s) { return progress_text({.tasks_known = 1}, {std::nullopt, left_s}); }
std::string rate(double tasks_per_s) {
  return progress_text({.tasks_known = 1}, {tasks_per_s, std::nullopt});
}

} // namespace

BOOST_AUTO_TEST_SUITE(progress_line_of_a_terminal)

BOOST_AUTO_TEST_CASE(a_wide_terminal_has_all_parts) {
  BOOST_TEST(progress_line(halfway, fast, 200)
             == "compute [============>                 ] 42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  "
                "3 100/s  12 s left");
  BOOST_TEST(
      progress_line(halfway, fast, 92)
      == "compute [=====>       ] 42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  3 100/s  12 s left");
}

BOOST_AUTO_TEST_CASE(narrower_ones_have_fewer) {
  BOOST_TEST(progress_line(halfway, fast, 79)
             == "[===>    ] 42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  3 100/s  12 s left");
  BOOST_TEST(progress_line(halfway, fast, 78)
             == "[======>         ] 42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  12 s left");
  BOOST_TEST(progress_line(halfway, fast, 60)
             == "42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  12 s left");
  BOOST_TEST(progress_line(halfway, fast, 40) == "42 %  12 345 of 29 000 tasks  12 s left");
  BOOST_TEST(progress_line(halfway, fast, 20) == "42 %  12 s left");
  BOOST_TEST(progress_line(halfway, fast, 5) == "42 %");
  BOOST_TEST(progress_line(halfway, fast, 3) == "");
  BOOST_TEST(progress_line(halfway, fast, -1) == "");
}

BOOST_AUTO_TEST_CASE(no_width_is_exceeded) {
  for (int width = 0; width < 150; ++width)
    BOOST_TEST(progress_line(halfway, fast, width).size() <= static_cast<std::size_t>(width));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_left_out) {
  BOOST_TEST(progress_line({}, {}, 40) == "compute [>           ] 0 %  0 of 0 tasks");
  BOOST_TEST(progress_line({.tasks_done = 7, .tasks_known = 7}, {}, 44)
             == "compute [==============] 100 %  7 of 7 tasks");
}

BOOST_AUTO_TEST_CASE(files_get_no_bar) {
  BOOST_TEST(progress_text(halfway, fast)
             == "compute 42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  3 100/s  12 s left");
}

BOOST_AUTO_TEST_CASE(times_have_two_units) {
  BOOST_TEST(time_left(0.2) == "compute 0 %  0 of 1 tasks  1 s left");
  BOOST_TEST(time_left(200) == "compute 0 %  0 of 1 tasks  3 min 20 s left");
  BOOST_TEST(time_left(4800) == "compute 0 %  0 of 1 tasks  1 h 20 min left");
  BOOST_TEST(time_left(183'600) == "compute 0 %  0 of 1 tasks  2 d 3 h left");
  BOOST_TEST(time_left(120) == "compute 0 %  0 of 1 tasks  2 min left");
  BOOST_TEST(time_left(1e30) == "compute 0 %  0 of 1 tasks");
}

BOOST_AUTO_TEST_CASE(rates_have_two_digits) {
  BOOST_TEST(rate(1'234'567) == "compute 0 %  0 of 1 tasks  1 200 000/s");
  BOOST_TEST(rate(99.7) == "compute 0 %  0 of 1 tasks  100/s");
  BOOST_TEST(rate(42.4) == "compute 0 %  0 of 1 tasks  42/s");
  BOOST_TEST(rate(4.24) == "compute 0 %  0 of 1 tasks  4.2/s");
  BOOST_TEST(rate(0.25) == "compute 0 %  0 of 1 tasks  0.25/s");
  BOOST_TEST(rate(0.001) == "compute 0 %  0 of 1 tasks");
}

BOOST_AUTO_TEST_SUITE_END()
