#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

template <class Number>
struct Line {
  Number slope{}, offset{};
  std::vector<Number> points;
  template <class V>
  void members(V& visit) {
    visit(slope, offset, points);
  }
};

double at_one(const Line<double>& line) { return line.slope + line.offset + line.points.at(0); }

const auto sum_of = delayed([](const std::vector<double>& items) {
  double sum = 0;
  for (const double item : items)
    sum += item;
  return sum;
});
const auto one = delayed([] { return 1.0; });

template <class... C>
auto run(const C&... collections) {
  return synchronous_session().compute(collections...);
}

} // namespace

// Which arguments may stand for which parameters.
BOOST_AUTO_TEST_SUITE(call_body)

BOOST_AUTO_TEST_CASE(lists_hold_values_and_delayed_values) {
  const Delayed<double> x = one();

  BOOST_TEST(run(sum_of(std::vector<Delayed<double>>{x, one()})) == 2);
  BOOST_TEST(run(sum_of(std::array<Delayed<double>, 2>{x, x})) == 2);
  BOOST_TEST(run(sum_of(std::tuple(x, 2.5, 3))) == 6.5);
  BOOST_TEST(run(sum_of({x, 2.5, 3})) == 6.5);
  BOOST_TEST(run(sum_of({1, 2})) == 3);
  BOOST_TEST(run(sum_of({})) == 0);
  BOOST_TEST(run(sum_of(std::vector<double>{1, 2})) == 3);
  BOOST_TEST(run(sum_of(delayed_value(std::vector<double>{1, 2}))) == 3);
}

BOOST_AUTO_TEST_CASE(containers_nest) {
  using Nested = std::map<std::string, std::vector<std::pair<int, std::optional<double>>>>;
  const auto count = delayed([](const Nested& nested) {
    double sum = 0;
    for (const auto& [name, items] : nested)
      for (const auto& [number, item] : items)
        sum += static_cast<double>(name.size()) * number * item.value_or(100);
    return sum;
  });
  using Lazy = std::map<std::string, std::vector<std::pair<int, std::optional<Delayed<double>>>>>;

  BOOST_TEST(run(count(Lazy{{"ab", {{3, one()}, {1, std::nullopt}}}, {"a", {}}})) == 206);
  BOOST_TEST(run(count({{"ab", {{3, one()}, {delayed_value(2), 5.0}}}})) == 26);
}

BOOST_AUTO_TEST_CASE(tuples_and_arrays_are_taken_apart) {
  const auto join = delayed([](const std::tuple<std::string, double, std::array<int, 2>>& all) {
    return std::get<0>(all) + std::to_string(static_cast<int>(std::get<1>(all)))
           + std::to_string(std::get<2>(all)[1]);
  });
  const Delayed<std::string> text = delayed([](std::string_view t) { return std::string(t) + "!"; })("a");

  BOOST_TEST(run(join(std::tuple(text, 2.0, std::array{delayed_value(3), delayed_value(4)}))) == "a!24");
  BOOST_TEST(run(join({text, one(), {5, delayed_value(6)}})) == "a!16");
}

BOOST_AUTO_TEST_CASE(members_of_structs_are_matched_by_position) {
  const auto evaluate = delayed<at_one>();
  const Line<Delayed<double>> lazy{one(), one(), {one(), one()}};

  BOOST_TEST(run(evaluate(lazy)) == 3);
  BOOST_TEST(run(evaluate(Line<double>{1, 2, {4}})) == 7);
  BOOST_TEST(run(evaluate(delayed([] { return Line<double>{1, 2, {3}}; })())) == 6);
}

BOOST_AUTO_TEST_CASE(arrays_arrive_whole) {
  for_each_cut({6, 4}, [](const Array& x) {
    const auto shape_and_last = delayed([](const Chunk& chunk) {
      return std::tuple(chunk.shape(), chunk.at<std::int64_t>({-1, -1}));
    });
    const auto total = delayed([](std::span<const std::int64_t> elements) {
      std::int64_t sum = 0;
      for (const std::int64_t element : elements)
        sum += element;
      return sum;
    });

    const auto [shape, last] = run(shape_and_last(x + 1));

    BOOST_TEST((shape == Shape{6, 4}));
    BOOST_TEST(last == 24);
    BOOST_TEST(run(total(x)) == 276);
    BOOST_TEST(run(delayed([](const std::vector<Chunk>& all) { return all[1].size(); })({x, x[0]})) == 4U);
  });
}

BOOST_AUTO_TEST_CASE(an_array_of_unknown_length_arrives_whole) {
  const Array x = arange(20, {.chunks = 6});

  BOOST_TEST(run(delayed([](const Chunk& chunk) { return chunk.size(); })(x[x > 7])) == 12U);
}

BOOST_AUTO_TEST_CASE(elements_of_another_dtype_are_an_error_of_the_task) {
  const auto total = delayed([](std::span<const double> elements) { return elements.size(); });

  const std::string message = message_of<TaskError>([&] { run(total(arange(3))); });

  BOOST_TEST(message.find("argument 1: ") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(a_value_is_given_as_it_is) {
  const auto kind = delayed([](const Value& value) { return to_string(value); });

  BOOST_TEST(run(kind(one())) == "1.0");
  BOOST_TEST(run(kind(std::vector<Delayed<double>>{one()})) == "[1.0]");
  BOOST_TEST(run(kind(std::string("a"))) == "\"a\"");
}

BOOST_AUTO_TEST_CASE(an_argument_that_comes_twice_is_one_input) {
  const Delayed<double> x = one();
  const CollectionGraph planned = graph_of({sum_of({x, x, x})});

  BOOST_TEST(planned.graph.inputs(planned.blocks[0][0]).size() == 1U);
  BOOST_TEST(planned.graph.size() == 2U);
}

BOOST_AUTO_TEST_CASE(many_arguments_are_one_input_each) {
  std::vector<Delayed<double>> many;
  for (int i = 0; i < 1000; ++i)
    many.push_back(one());
  for (int i = 0; i < 1000; ++i)
    many.push_back(Delayed<double>(many[static_cast<std::size_t>(i)]));

  const Delayed<double> sum = sum_of(many);

  const CollectionGraph planned = graph_of({sum});
  BOOST_TEST(planned.graph.inputs(planned.blocks[0][0]).size() == 1000U);
  BOOST_TEST(run(sum) == 2000);
}

BOOST_AUTO_TEST_SUITE_END()
