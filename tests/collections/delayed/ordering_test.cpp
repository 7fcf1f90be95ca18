#include <mutex>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

std::mutex mutex;
std::vector<std::string> events;

int noted(const std::string& event, int value) {
  const std::scoped_lock lock(mutex);
  events.push_back(event);
  return value;
}

const auto note = delayed<noted>({.name = "note"});
const auto plus = delayed([](int a, int b) { return noted("add", a + b); });

} // namespace

BOOST_AUTO_TEST_SUITE(ordering)

BOOST_AUTO_TEST_CASE(nothing_starts_before_what_it_comes_after) {
  const Delayed<int> x = plus(note("left", 1), note("right", 2));
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .threads = 2});
    events.clear();

    const Delayed<int> after = start_after(x, plus(note("first", 3), 4));

    BOOST_TEST(session.compute(after) == 3);
    BOOST_TEST(events.size() == 5U);
    BOOST_TEST(events[0] == "first");
    BOOST_TEST(events[1] == "add");
    BOOST_TEST(after.key() != x.key());
  }
}

BOOST_AUTO_TEST_CASE(what_is_waited_for_is_no_argument) {
  const auto source = delayed([] { return noted("source", 5); });

  BOOST_TEST(synchronous_session().compute(start_after(source(), source())) == 5);
}

BOOST_AUTO_TEST_CASE(an_array_can_be_waited_for) {
  const Array slow = from_delayed(delayed([] {
                                    noted("array", 0);
                                    return Chunk::scalar(1.0);
                                  })(),
                                  {}, DType::float64);
  events.clear();

  BOOST_TEST(synchronous_session().compute(start_after(note("x", 1), slow)) == 1);

  BOOST_TEST((events == std::vector<std::string>{"array", "x"}));
}

BOOST_AUTO_TEST_CASE(values_are_passed_on_when_all_are_there) {
  events.clear();
  const auto [a, b] = wait_on(note("a", 1), note("b", 2));

  const auto [x, y] = synchronous_session().compute(plus(a, 10), plus(b, 20));

  BOOST_TEST(x == 11);
  BOOST_TEST(y == 22);
  BOOST_TEST(events.size() == 4U);
  BOOST_TEST(events[2] == "add");
  BOOST_TEST(events[3] == "add");
}

BOOST_AUTO_TEST_SUITE_END()
