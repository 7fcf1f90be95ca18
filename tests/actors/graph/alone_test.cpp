#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/error_message.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(alone_)

BOOST_AUTO_TEST_CASE(a_task_has_its_inputs_as_constants) {
  Graph graph;
  graph.add("x", sum({literal(1)}));
  graph.add("y", sum({key("x")}));
  graph.add("z", sum({key("x"), key("y"), literal(10), key("x")}));
  const std::vector<Value> values{5, 7};

  const Graph one = alone(graph, graph.get("z"), values);

  BOOST_TEST(one.size() == 3U);
  BOOST_TEST(one.body(one.get("x")).literals.front().as_integer() == 5);
  Session session({.scheduler = Scheduler::synchronous});
  BOOST_TEST(session.get(one, "z").as_integer() == 5 + 7 + 10 + 5);
}

BOOST_AUTO_TEST_CASE(a_block_of_a_name_keeps_its_key) {
  Graph graph;
  const NameId name = graph.add_name("x-1a", {2});
  const BodyId body = graph.add_body(Body::call(test_kernel("test.sum", sum_kernel)));
  const TaskId first = graph.add(name, 0, body, {});
  const TaskId second = graph.add(name, 1, body, std::vector{first, first});

  const Graph one = alone(graph, second, std::vector<Value>{3, 3});

  BOOST_TEST(dependencies(one, one.get("x-1a/1")) == std::vector<std::string>{"x-1a/0"},
             boost::test_tools::per_element());
  BOOST_TEST(Session::default_session().get(one, "x-1a/1").as_integer() == 6);
}

BOOST_AUTO_TEST_CASE(another_number_of_inputs_is_refused) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", sum({key("x")}));

  BOOST_TEST(message_of<ValueError>([&] { alone(graph, graph.get("y"), {}); })
             == "alone: the task \"y\" has 1 inputs, and 0 values are given");
}

BOOST_AUTO_TEST_SUITE_END()
