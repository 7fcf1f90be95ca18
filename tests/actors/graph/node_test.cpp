#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"
#include "support/serial_evaluator.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(node_)

BOOST_AUTO_TEST_CASE(a_call_of_distinct_keys_is_a_plain_body) {
  Graph graph;
  graph.add("z", add(key("y"), key("x")));

  const Body& body = graph.body(graph.get("z"));
  BOOST_TEST(body.plain);
  BOOST_TEST(body.steps.size() == 1U);
  BOOST_TEST(dependencies(graph, graph.get("z")) == (std::vector<std::string>{"x", "y"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_key_used_twice_is_one_input) {
  Graph graph;
  graph.add("z", add(key("x"), key("x")));

  const TaskId task = graph.get("z");
  BOOST_TEST(graph.inputs(task).size() == 1U);
  BOOST_TEST(!graph.body(task).plain);
  BOOST_TEST((graph.body(task).steps[0].operands
              == std::vector<Operand>{{Operand::Kind::input, 0}, {Operand::Kind::input, 0}}));
}

// graph/get-0006 of the conformance suite
BOOST_AUTO_TEST_CASE(nested_calls_become_the_steps_of_one_body) {
  Graph graph;
  graph.add("x", literal(26));
  graph.add("y", add(inc(key("x")), sub(key("x"), inc(literal(2)))));

  const Body& body = graph.body(graph.get("y"));
  BOOST_TEST(body.steps.size() == 4U);
  BOOST_TEST(text_of(graph).at("y") == "add(inc(x), sub(x, inc(2)))");
  BOOST_TEST((run_serially(graph, tasks_of(graph, {"y"})).values.at(0) == Value(50)));
}

BOOST_AUTO_TEST_CASE(inputs_are_in_the_order_of_first_use) {
  Graph graph;
  graph.add("z", list({key("c"), list({key("a")}), add(key("c"), key("b"))}));

  std::vector<std::string> keys;
  for (const TaskId input : graph.inputs(graph.get("z")))
    keys.push_back(graph.key(input));
  BOOST_TEST(keys == (std::vector<std::string>{"c", "a", "b"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(aliases_literals_lists_and_maps_need_no_kernel) {
  Graph graph;
  graph.add("x", literal("text"));
  graph.add("alias", key("x"));
  graph.add("list", list({key("x"), literal(2), list({})}));
  graph.add("map", map({{"left", key("x")}, {"right", literal(2.5)}}));

  const auto run = run_serially(graph, tasks_of(graph, {"alias", "list", "map"}));

  BOOST_TEST((run.values[0] == Value("text")));
  BOOST_TEST((run.values[1] == Value::list({"text", 2, Value::list({})})));
  BOOST_TEST((run.values[2] == Value::map({{"left", "text"}, {"right", 2.5}})));
  BOOST_TEST(graph.body(graph.get("alias")).steps.empty());
}

BOOST_AUTO_TEST_CASE(a_literal_text_is_not_a_key) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", literal("x"));

  BOOST_TEST(graph.inputs(graph.get("y")).empty());
}

BOOST_AUTO_TEST_CASE(a_node_used_twice_is_one_step) {
  Graph graph;
  const Node shared = inc(key("x"));
  graph.add("z", add(shared, shared));

  BOOST_TEST(graph.body(graph.get("z")).steps.size() == 2U);
  BOOST_TEST(text_of(graph).at("z") == "add(inc(x), inc(x))");
}

BOOST_AUTO_TEST_CASE(a_shared_call_without_arguments_runs_once) {
  const Node shared = seven();
  Graph graph;
  const TaskId task = graph.add("z", add(shared, shared));

  BOOST_TEST(graph.body(task).steps.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_number_among_nodes_is_a_literal) {
  Graph graph;
  graph.add("x", literal(5));
  graph.add("list", list({2, key("x")}));

  BOOST_TEST(text_of(graph).at("list") == "[2, x]");
}

// Written out it would have 2^200 calls.
BOOST_AUTO_TEST_CASE(nodes_shared_again_and_again_stay_few_steps) {
  Graph graph;
  Node node = key("x");
  for (int i = 0; i < 200; ++i)
    node = add(node, node);
  graph.add("z", node);

  BOOST_TEST(graph.body(graph.get("z")).steps.size() == 200U);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_nested_calls_need_no_stack) {
  constexpr int depth = 100'000;
  Graph graph;
  graph.add("x", literal(0));
  {
    Node node = key("x");
    for (int i = 0; i < depth; ++i)
      node = inc(std::move(node));
    graph.add("z", node);
    graph.add("copy", std::move(node));
  }

  BOOST_TEST(graph.body(graph.get("z")).steps.size() == 100'000U);
  BOOST_TEST((run_serially(graph, tasks_of(graph, {"z"})).values.at(0) == Value(depth)));
}

BOOST_AUTO_TEST_CASE(an_unknown_kernel_is_named_with_the_task) {
  register_arithmetic();
  Graph graph;

  BOOST_CHECK_EXCEPTION(
      graph.add("z", inc(call("arithmetic.incc", {key("x")}))), KeyError, [](const KeyError& error) {
        BOOST_TEST(error.what()
                   == "task \"z\": there is no kernel \"arithmetic.incc\"; near it: \"arithmetic.inc\", "
                      "\"arithmetic.dec\", \"arithmetic.neg\"");
        return true;
      });
  BOOST_TEST(graph.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_wrong_number_of_arguments_is_named_with_the_task) {
  register_arithmetic();
  Graph graph;

  BOOST_CHECK_EXCEPTION(
      graph.add("z", call("arithmetic.add", {key("x")})), ValueError, [](const ValueError& error) {
        BOOST_TEST(error.what() == "task \"z\": the kernel \"arithmetic.add\" takes 2 arguments and got 1");
        return true;
      });
}

BOOST_AUTO_TEST_CASE(parameters_for_a_kernel_that_takes_none_are_refused) {
  register_arithmetic();
  Graph graph;

  BOOST_CHECK_THROW(graph.add("z", call("arithmetic.inc", {key("x")}, Parameters::of(std::string("unused")))),
                    ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
