#include <array>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/delayed.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

template <class... C>
auto run(const C&... collections) {
  return synchronous_session().compute(collections...);
}

} // namespace

BOOST_AUTO_TEST_SUITE(delayed_value_)

BOOST_AUTO_TEST_CASE(parts_of_tuples_are_got_and_bound) {
  const auto divide = delayed([](int a, int b) { return std::tuple(a / b, a % b, std::string("done")); });
  const Delayed<std::tuple<int, int, std::string>> both = divide(17, 5);

  const auto [quotient, remainder, text] = both;

  BOOST_TEST(run(quotient) == 3);
  BOOST_TEST(run(get<1>(both)) == 2);
  BOOST_TEST((run(both) == std::tuple(3, 2, std::string("done"))));
  BOOST_TEST(run(text) == "done");
}

BOOST_AUTO_TEST_CASE(items_are_tasks_that_take_them) {
  const Delayed<std::vector<double>> numbers = delayed_value(std::vector<double>{1, 2, 4});
  const auto add = delayed([](double a, double b) { return a + b; }, {.pure = true});

  BOOST_TEST(run(numbers[0]) == 1);
  BOOST_TEST(run(numbers[-1]) == 4);
  BOOST_TEST(run(delayed_value(std::vector<std::string>{"a", "b"})[1]) == "b");
  // The list, its first item, the sum.
  BOOST_TEST(graph_of({add(numbers[0], numbers[0])}).graph.size() == 3U);
}

BOOST_AUTO_TEST_CASE(arrays_and_maps_have_parts_too) {
  const Delayed<std::array<int, 2>> pair = delayed_value(std::array{5, 6});
  const auto map = delayed_value(std::map<std::string, std::vector<int>>{{"a", {1}}, {"b", {2, 3}}});

  BOOST_TEST(run(pair[-1]) == 6);
  BOOST_TEST(run(get<0>(pair)) == 5);
  BOOST_TEST(run(map["b"][1]) == 3);
  BOOST_TEST(message_of<IndexError>([&] { pair[2]; }) == "delayed: there is no item 2 of 2");
}

BOOST_AUTO_TEST_CASE(an_item_that_is_not_there_fails_at_its_line) {
  const auto numbers = delayed_value(std::vector<int>{1, 2});
  const int line = __LINE__ + 1;
  const Delayed<int> third = numbers[2];

  try {
    run(third);
    BOOST_FAIL("nothing was thrown");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().reason == "there is no item 2 of 2");
    BOOST_TEST(error.details().line == line);
  }
  BOOST_CHECK_THROW(run(delayed_value(std::map<std::string, int>{})["a"]), TaskError);
}

BOOST_AUTO_TEST_CASE(equal_constants_are_one) {
  BOOST_TEST(delayed_value(5).key() == delayed_value(5).key());
  BOOST_TEST(delayed_value(5).key() != delayed_value(6).key());
  BOOST_TEST(delayed_value(5).key().starts_with("value-"));
}

BOOST_AUTO_TEST_SUITE_END()
