#include <boost/test/unit_test.hpp>

#include "graph/passes/body_facts.hpp"
#include "support/arithmetic.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const Body& body_of(Graph& graph, const Node& node) {
  graph.add("z", node);
  return graph.body(graph.get("z"));
}

using Counts = std::vector<std::uint8_t>;

Counts counts_of(const Node& node) {
  Graph graph;
  const Body& body = body_of(graph, node);
  return use_counts(body, graph.inputs(graph.get("z")).size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(body_facts)

BOOST_AUTO_TEST_CASE(uses_are_counted_in_the_calls_a_body_stands_for) {
  const Node shared = inc(key("y"));

  BOOST_TEST(counts_of(inc(key("x"))) == (Counts{1}), boost::test_tools::per_element());
  BOOST_TEST(counts_of(key("x")) == (Counts{1}), boost::test_tools::per_element());
  BOOST_TEST(counts_of(add(key("x"), key("x"))) == (Counts{2}), boost::test_tools::per_element());
  BOOST_TEST(counts_of(add3(key("x"), shared, shared)) == (Counts{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(counts_of(list({key("x"), add(key("y"), literal(1))})) == (Counts{1, 1}),
             boost::test_tools::per_element());
}

// Written out, x would be used 2^100 times.
BOOST_AUTO_TEST_CASE(two_stands_for_many_uses) {
  Node node = key("x");
  for (int i = 0; i < 100; ++i)
    node = add(node, node);

  BOOST_TEST(counts_of(node) == (Counts{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tells_aliases_constants_and_results_apart) {
  Graph graph;
  const Body& call = body_of(graph, inc(key("x")));
  Body promised;
  promised.promised = 0;

  BOOST_TEST(is_alias(Body::alias()));
  BOOST_TEST(!is_alias(promised));
  BOOST_TEST(!is_alias(call));
  BOOST_TEST(is_constant(Body::constant(1)));
  BOOST_TEST(!is_constant(Body::alias()));
  BOOST_TEST(result_step(call) == &call.steps[0]);
  BOOST_TEST(result_step(promised) == nullptr);
  BOOST_TEST(result_step(Body::constant(1)) == nullptr);
  BOOST_TEST(can_be_spliced(call));
  BOOST_TEST(!can_be_spliced(promised));
}

BOOST_AUTO_TEST_SUITE_END()
