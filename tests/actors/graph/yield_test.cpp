#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(yield_)

BOOST_AUTO_TEST_CASE(a_yielded_graph_is_found_in_the_value) {
  Graph graph = seven_key_graph(1);
  const std::vector<TaskId> wanted = tasks_of(graph, {"v", "q"});

  const Value value = yield(graph, wanted);

  const auto* yielded = value.find<YieldedGraph>();
  BOOST_REQUIRE(yielded != nullptr);
  BOOST_TEST(yielded->wanted == wanted, boost::test_tools::per_element());
  BOOST_TEST(text_of(yielded->graph) == text_of(graph));
  BOOST_TEST(value.size_bytes() >= yielded->graph.size_bytes());
  BOOST_TEST(Value(1).find<YieldedGraph>() == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
