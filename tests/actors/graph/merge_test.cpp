#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"
#include "support/serial_evaluator.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(merge_)

// graph/mixed-0001 of the conformance suite
BOOST_AUTO_TEST_CASE(under_an_equal_key_the_later_task_wins) {
  Graph earlier;
  earlier.add("x", literal(1));
  earlier.add("y", inc(key("x")));
  Graph later;
  later.add("x", literal(22));
  later.add("z", twice(key("x")));

  const Graph merged = merge(earlier, later);

  BOOST_TEST(text_of(merged) == (GraphText{{"x", "22"}, {"y", "inc(x)"}, {"z", "twice(x)"}}));
}

BOOST_AUTO_TEST_CASE(a_key_one_graph_only_refers_to_is_the_other_ones_task) {
  Graph earlier;
  earlier.add("y", inc(key("x")));
  earlier.add("a", literal(1));
  Graph later;
  later.add("x", literal(2));
  later.add("b", inc(key("a")));

  const GraphText expected{{"a", "1"}, {"b", "inc(a)"}, {"x", "2"}, {"y", "inc(x)"}};
  BOOST_TEST(text_of(merge(earlier, later)) == expected);
  BOOST_TEST(text_of(merge(later, earlier)) == expected);
}

BOOST_AUTO_TEST_CASE(blocks_of_one_name_meet) {
  register_arithmetic();
  const auto blocks = [](std::uint32_t begin, std::uint32_t end, std::int64_t value) {
    Graph graph;
    const NameId name = graph.add_name("x", {6});
    const BodyId body = graph.add_body(Body::constant(value));
    for (std::uint32_t block = begin; block < end; ++block)
      graph.add(name, block, body, {});
    return graph;
  };

  const Graph merged = merge(blocks(0, 4, 1), blocks(3, 6, 2));

  BOOST_TEST(
      text_of(merged)
      == (GraphText{{"x/0", "1"}, {"x/1", "1"}, {"x/2", "1"}, {"x/3", "2"}, {"x/4", "2"}, {"x/5", "2"}}));
}

BOOST_AUTO_TEST_CASE(a_name_with_two_grids_keeps_all_keys) {
  Graph earlier;
  earlier.add(earlier.add_name("x", {2, 2}), 3, earlier.add_body(Body::constant(1)), {});
  Graph later;
  later.add(later.add_name("x", {2}), 1, later.add_body(Body::constant(2)), {});

  const Graph merged = merge(earlier, later);

  BOOST_TEST(text_of(merged) == (GraphText{{"x/1", "2"}, {"x/1/1", "1"}}));
  BOOST_TEST(merged.find("x/1/1").has_value());
}

BOOST_AUTO_TEST_CASE(a_hand_made_key_and_a_block_of_one_text_are_one_key) {
  Graph earlier;
  earlier.add("x/1", literal(1));
  earlier.add("y", inc(key("x/0")));
  Graph later;
  const NameId name = later.add_name("x", {2});
  const BodyId body = later.add_body(Body::constant(2));
  later.add(name, 0, body, {});
  later.add(name, 1, body, {});

  BOOST_TEST(text_of(merge(earlier, later)) == (GraphText{{"x/0", "2"}, {"x/1", "2"}, {"y", "inc(x/0)"}}));
  BOOST_TEST(text_of(merge(later, earlier)) == (GraphText{{"x/0", "2"}, {"x/1", "1"}, {"y", "inc(x/0)"}}));
}

BOOST_AUTO_TEST_SUITE_END()
