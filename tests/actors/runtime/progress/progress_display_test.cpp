#include <boost/test/unit_test.hpp>
#include <termios.h>

#include "runtime/progress/progress_display.hpp"
#include "terminal.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr ProgressTiming at_once{.first_s = 0, .redraw_s = 0, .line_s = 5};

Progress at(double elapsed_s, std::uint64_t done) {
  return {.tasks_done = done, .tasks_known = 10, .elapsed_s = elapsed_s};
}

} // namespace

BOOST_AUTO_TEST_SUITE(progress_display)

BOOST_AUTO_TEST_CASE(only_a_terminal_that_can_redraw_has_a_bar) {
  const Terminal terminal(80);
  const Pipe pipe;
  {
    const TermIs term("xterm");
    BOOST_CHECK(progress_target(ProgressBar::automatic, terminal.writer()) == ProgressTarget::terminal);
    BOOST_CHECK(progress_target(ProgressBar::always, terminal.writer()) == ProgressTarget::terminal);
    BOOST_CHECK(progress_target(ProgressBar::off, terminal.writer()) == ProgressTarget::none);
    BOOST_CHECK(progress_target(ProgressBar::automatic, pipe.writer()) == ProgressTarget::none);
    BOOST_CHECK(progress_target(ProgressBar::always, pipe.writer()) == ProgressTarget::lines);
    BOOST_CHECK(progress_target(ProgressBar::automatic, -1) == ProgressTarget::none);
  }
  const TermIs term("dumb");
  BOOST_CHECK(progress_target(ProgressBar::automatic, terminal.writer()) == ProgressTarget::none);
  BOOST_CHECK(progress_target(ProgressBar::always, terminal.writer()) == ProgressTarget::lines);
}

BOOST_AUTO_TEST_CASE(a_terminal_has_one_line_which_is_erased) {
  const Terminal terminal(41);
  {
    ProgressDisplay display(ProgressTarget::terminal, at_once, terminal.writer());
    display.show(at(0, 1));
    BOOST_TEST(terminal.text() == "\rcompute [=>        ] 10 %  1 of 10 tasks\033[K");
    display.show(at(1, 3));
    BOOST_TEST(terminal.text() == "\r[==>     ] 30 %  3 of 10 tasks  4 s left\033[K");
    display.hide();
    BOOST_TEST(terminal.text() == "\r\033[K");
    display.hide();
    BOOST_TEST(terminal.text() == "");
    display.show(at(2, 4));
    BOOST_TEST(terminal.text() != "");
  }
  BOOST_TEST(terminal.text() == "\r\033[K");
}

BOOST_AUTO_TEST_CASE(what_is_over_before_it_begins_shows_nothing) {
  const Terminal terminal(80);
  {
    ProgressDisplay display(ProgressTarget::terminal, {}, terminal.writer());
    BOOST_TEST(!display.is_due(0.1));
    BOOST_TEST(display.is_due(0.125));
    display.show(at(0.125, 1));
    BOOST_TEST(!display.is_due(0.2));
    display.show(at(0.99, 9));
  }
  BOOST_TEST(terminal.text() == "");
}

BOOST_AUTO_TEST_CASE(files_get_plain_lines_now_and_then) {
  const Pipe pipe;
  {
    ProgressDisplay display(ProgressTarget::lines, at_once, pipe.writer());
    for (int i = 0; i <= 9; ++i)
      display.show(at(i, 1));
    display.hide();
  }
  BOOST_TEST(pipe.text() == "compute 10 %  1 of 10 tasks\ncompute 10 %  1 of 10 tasks\n");
}

BOOST_AUTO_TEST_CASE(one_is_shown_at_a_time) {
  const Terminal terminal(80);
  ProgressDisplay second(ProgressTarget::terminal, at_once, terminal.writer());
  {
    ProgressDisplay first(ProgressTarget::terminal, at_once, terminal.writer());
    first.show(at(0, 1));
    terminal.text();
    second.show(at(0, 2));
    BOOST_TEST(terminal.text() == "");
  }
  BOOST_TEST(terminal.text() == "\r\033[K");

  second.show(at(1, 2));

  BOOST_TEST(terminal.text() != "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_no_error) {
  Pipe pipe;
  pipe.close_reader();
  ProgressDisplay to_nobody(ProgressTarget::lines, at_once, pipe.writer());
  to_nobody.show(at(0, 1));
  to_nobody.end();

  ProgressDisplay to_nothing(ProgressTarget::lines, at_once, -1);
  to_nothing.show(at(0, 1));
  to_nothing.end();

  const Pipe no_terminal;
  ProgressDisplay to_a_file(ProgressTarget::terminal, at_once, no_terminal.writer());
  to_a_file.show(at(0, 1));
  to_a_file.end();
  BOOST_TEST(no_terminal.text() == "");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_takes_nothing_is_not_waited_for) {
  const Terminal terminal(80);
  BOOST_TEST_REQUIRE(tcflow(terminal.writer(), TCOOFF) == 0);
  ProgressDisplay display(ProgressTarget::terminal, at_once, terminal.writer());

  display.show(at(0, 1)); // would never return
  display.end();

  BOOST_TEST(tcflow(terminal.writer(), TCOON) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
