#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>
#include <troupe/visualize.hpp>

#include "support/arithmetic.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(to_dot_)

BOOST_AUTO_TEST_CASE(nodes_carry_key_and_kernel) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("z", add(twice(key("y")), key("gone")));
  graph.add("alias", key("x"));

  BOOST_TEST(to_dot(graph) == R"(digraph troupe {
  rankdir=BT;
  0 [label="x\nliteral", shape=box];
  1 [label="y\narithmetic.inc", shape=ellipse];
  2 [label="z\narithmetic.twice, arithmetic.add", shape=ellipse];
  3 [label="gone\nmissing", shape=box, style=dashed];
  4 [label="alias\nalias", shape=box];
  0 -> 1;
  1 -> 2;
  3 -> 2;
  0 -> 4;
}
)");
}

BOOST_AUTO_TEST_CASE(labels_are_escaped) {
  Graph graph;
  graph.add("say \"hi\"\\\nnow\x01", list({}));

  BOOST_TEST(to_dot(graph)
             == "digraph troupe {\n  rankdir=BT;\n"
                "  0 [label=\"say \\\"hi\\\"\\\\\\nnow \\nlist\", shape=ellipse];\n}\n");
}

BOOST_AUTO_TEST_CASE(a_task_of_many_calls_names_the_first) {
  Graph graph;
  Node node = key("x");
  for (int i = 0; i < 20; ++i)
    node = inc(node);
  graph.add("y", node);

  const std::string calls = "arithmetic.inc, arithmetic.inc, arithmetic.inc, arithmetic.inc, 16 more";
  BOOST_TEST(to_dot(graph).find("y\\n" + calls + "\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(too_many_tasks_are_refused_with_advice) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));

  BOOST_CHECK_EXCEPTION(to_dot(graph, 1), ValueError, [](const ValueError& error) {
    BOOST_TEST(
        error.what()
        == "to_dot: 2 tasks are more than the limit of 1; cull the graph to fewer keys, or raise the limit");
    return true;
  });
}

BOOST_AUTO_TEST_CASE(a_wanted_id_beyond_the_graph_is_refused) {
  Graph graph;
  graph.add("x", literal(1));

  BOOST_CHECK_EXCEPTION(to_dot(graph, std::vector<TaskId>{99}, {}), KeyError,
                        says<KeyError>("to_dot: task 99 is wanted, the graph has 1"));
}

BOOST_AUTO_TEST_SUITE_END()
