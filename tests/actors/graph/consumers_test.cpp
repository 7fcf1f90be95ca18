#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"

using namespace troupe;
using namespace troupe::test;

using Keys = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(consumers_)

BOOST_AUTO_TEST_CASE(each_task_knows_who_uses_it_and_as_which_input) {
  Graph graph;
  const TaskId x = graph.add("x", literal(1));
  const TaskId y = graph.add("y", inc(key("x")));
  const TaskId z = graph.add("z", add(key("y"), key("x")));

  const Consumers found = consumers(graph);

  BOOST_REQUIRE(found.of(x).size() == 2U);
  BOOST_TEST(found.of(x)[0].consumer == y);
  BOOST_TEST(found.of(x)[0].slot == 0U);
  BOOST_TEST(found.of(x)[1].consumer == z);
  BOOST_TEST(found.of(x)[1].slot == 1U);
  BOOST_TEST(found.of(y).size() == 1U);
  BOOST_TEST(found.of(z).empty());
}

BOOST_AUTO_TEST_CASE(an_input_used_twice_in_bulk_is_listed_twice) {
  register_arithmetic();
  Graph graph;
  const NameId name = graph.add_name("x", {2});
  const TaskId first = graph.add(name, 0, graph.add_body(Body::constant(1)), {});
  const std::vector<TaskId> inputs{first, first};
  graph.add(name, 1, graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.add"))), inputs);

  const Consumers found = consumers(graph);

  BOOST_REQUIRE(found.of(first).size() == 2U);
  BOOST_TEST(found.of(first)[0].slot == 0U);
  BOOST_TEST(found.of(first)[1].slot == 1U);
}

BOOST_AUTO_TEST_CASE(an_empty_graph_has_no_consumers) {
  const Consumers found = consumers(Graph());

  BOOST_TEST(found.offsets.size() == 1U);
  BOOST_TEST(found.edges.empty());
}

// graph/facts-0001 of the conformance suite
BOOST_AUTO_TEST_CASE(dependencies_are_the_keys_a_task_uses_directly) {
  const Graph graph = seven_key_graph(26);

  BOOST_TEST(dependencies(graph, graph.get("v")) == (Keys{"u", "x", "z"}), boost::test_tools::per_element());
  BOOST_TEST(dependencies(graph, graph.get("q")) == (Keys{"w"}), boost::test_tools::per_element());
  BOOST_TEST(dependencies(graph, graph.get("x")).empty());
}

// graph/facts-0002
BOOST_AUTO_TEST_CASE(dependents_are_the_keys_that_use_a_task_directly) {
  const Graph graph = seven_key_graph(-9);

  BOOST_TEST(dependents(graph, graph.get("x")) == (Keys{"u", "v", "y"}), boost::test_tools::per_element());
  BOOST_TEST(dependents(graph, graph.get("z")) == (Keys{"v", "w"}), boost::test_tools::per_element());
  BOOST_TEST(dependents(graph, graph.get("q")).empty());
}

// graph/facts-0003
BOOST_AUTO_TEST_CASE(a_nested_key_is_a_dependency_once) {
  Graph graph;
  graph.add("a", add(inc(key("b")), list({key("c"), list({key("b")})})));
  graph.add("b", literal(1));
  graph.add("c", literal(2));

  BOOST_TEST(dependencies(graph, graph.get("a")) == (Keys{"b", "c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
