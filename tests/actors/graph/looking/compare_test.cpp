// How two graphs differ.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph_difference.hpp>

#include "support/arithmetic.hpp"
#include "support/random_graph.hpp"
#include "support/random_seed.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(graph_difference)

BOOST_AUTO_TEST_CASE(a_graph_does_what_it_does) {
  register_arithmetic();
  const RandomGraph made = random_graph({.seed = random_seed(), .task_count = 100});

  BOOST_TEST(compare(made.graph, made.graph).empty());
}

BOOST_AUTO_TEST_CASE(only_the_task_that_differs_is_listed) {
  register_arithmetic();
  const auto graph_of = [](const Node& first) {
    Graph graph;
    graph.add("x", first);
    graph.add("y", inc(key("x")));
    graph.add("z", add(key("y"), 10));
    return graph;
  };

  const GraphDifference difference = compare(graph_of(literal(1)), graph_of(literal(2)));

  BOOST_REQUIRE(difference.changed.size() == 1U);
  BOOST_TEST(difference.changed[0].key == "x");
  BOOST_TEST(difference.changed[0].what == "constant 2, was 1");
  BOOST_TEST(difference.affected == 2U);
  BOOST_TEST(difference.removed.empty());
  BOOST_TEST(difference.added.empty());
}

BOOST_AUTO_TEST_CASE(annotations_of_the_same_work_are_compared) {
  register_arithmetic();
  const auto graph_of = [](const Annotations& annotations) {
    Graph graph;
    graph.add("x", literal(1));
    graph.add("y", inc(key("x")), annotations);
    return graph;
  };

  const GraphDifference difference =
      compare(graph_of({.retries = 2}), graph_of({.retries = 5, .priority = -1}));

  BOOST_REQUIRE(difference.changed.size() == 1U);
  BOOST_TEST(difference.changed[0].key == "y");
  BOOST_TEST(difference.changed[0].what == "retries 5, was 2; priority -1, was 0");
  BOOST_TEST(difference.affected == 0U);
}

BOOST_AUTO_TEST_CASE(all_ways_to_differ_are_told) {
  register_arithmetic();
  Graph before, after;
  for (Graph* const graph : {&before, &after}) {
    graph->add("x", literal(1));
    graph->add("y", literal(2));
  }
  before.add("call", inc(key("x")));
  after.add("call", dec(key("x")));
  before.add("inputs", add(key("x"), key("y")));
  after.add("inputs", add(key("y"), key("x")));
  before.add("form", add(key("x"), inc(key("x"))));
  after.add("form", add(inc(key("x")), key("x")));
  before.add("chunk", literal(Chunk::from<double>({1}, {1})));
  after.add("chunk", literal(Chunk::from<double>({1}, {2})));
  before.add("old name", neg(key("x")));
  after.add("new name", neg(key("x")));
  before.add("gone", twice(key("x")));
  after.add("come", twice(key("y")));

  const GraphDifference difference = compare(before, after);

  BOOST_REQUIRE(difference.changed.size() == 4U);
  BOOST_TEST(difference.changed[0].what == "calls arithmetic.dec, called arithmetic.inc");
  BOOST_TEST(difference.changed[1].what == "inputs [y, x], were [x, y]");
  BOOST_TEST(difference.changed[2].what == "puts its calls together in another way");
  BOOST_TEST(difference.changed[3].what.starts_with("constant float64 (1,) "), difference.changed[3].what);
  BOOST_REQUIRE(difference.renamed.size() == 1U);
  BOOST_TEST(difference.renamed[0].before == "old name");
  BOOST_TEST(difference.renamed[0].after == "new name");
  BOOST_TEST((difference.removed == std::vector<std::string>{"gone"}));
  BOOST_TEST((difference.added == std::vector<std::string>{"come"}));
}

BOOST_AUTO_TEST_CASE(a_call_far_behind_may_be_the_difference) {
  register_arithmetic();
  const auto five_after = [](Node first) {
    for (int i = 0; i < 5; ++i)
      first = inc(std::move(first));
    return first;
  };
  Graph before, after;
  before.add("x", dec(five_after(literal(1))));
  after.add("x", neg(five_after(literal(1))));

  const GraphDifference difference = compare(before, after);

  BOOST_REQUIRE(difference.changed.size() == 1U);
  BOOST_TEST(difference.changed[0].what == "from call 6 on calls arithmetic.neg, called arithmetic.dec");
}

BOOST_AUTO_TEST_SUITE_END()
