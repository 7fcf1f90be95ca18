// Tasks that yield graphs.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const std::vector<SessionOptions> every_scheduler{
    {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}};

/// Yields 100, 101, … as many as its argument says.
Value yield_numbers(const KernelCall& call) {
  const std::int64_t count = call.arguments.front().as_integer();
  Graph graph;
  std::vector<TaskId> wanted;
  for (std::int64_t i = 0; i < count; ++i)
    wanted.push_back(graph.add("number" + std::to_string(i), sum({literal(100), literal(i)})));
  return yield(std::move(graph), std::move(wanted));
}

Node numbers(std::int64_t count) { return call_of("test.yield_numbers", yield_numbers, {literal(count)}); }

/// Yields nine numbers, and in their midst what fails.
Value yield_some_failing(const KernelCall&) {
  Graph graph;
  std::vector<TaskId> wanted;
  for (std::int64_t i = 0; i < 10; ++i)
    wanted.push_back(i == 5 ? graph.add("bad", failing())
                            : graph.add("number" + std::to_string(i), sum({literal(i)})));
  return yield(std::move(graph), std::move(wanted));
}

/// sum(1 … n), each term by a graph of its own that yields the next.
Value yield_recursively(const KernelCall& call) {
  const std::int64_t depth = call.arguments.front().as_integer();
  if (depth == 0)
    return 0;
  Graph graph;
  graph.add("rest", call_of("test.yield_recursively", yield_recursively, {literal(depth - 1)}));
  const TaskId total = graph.add("total", sum({literal(depth), key("rest")}));
  return yield(std::move(graph), {total});
}

/// As above, with nothing left to do after the next graph.
Value yield_the_next(const KernelCall& call) {
  const std::int64_t depth = call.arguments.front().as_integer();
  if (depth == 0)
    return 7;
  Graph graph;
  const TaskId next = graph.add("next", call_of("test.yield_the_next", yield_the_next, {literal(depth - 1)}));
  return yield(std::move(graph), {next});
}

/// A Fibonacci number, the slow way.
Value yield_fibonacci(const KernelCall& call) {
  const std::int64_t n = call.arguments.front().as_integer();
  if (n < 2)
    return n;
  Graph graph;
  graph.add("a", call_of("test.yield_fibonacci", yield_fibonacci, {literal(n - 1)}));
  graph.add("b", call_of("test.yield_fibonacci", yield_fibonacci, {literal(n - 2)}));
  const TaskId both = graph.add("both", sum({key("a"), key("b")}));
  return yield(std::move(graph), {both});
}

Value yield_cycle(const KernelCall&) {
  Graph graph;
  const TaskId a = graph.add("a", sum({key("b")}));
  graph.add("b", sum({key("a")}));
  return yield(std::move(graph), {a});
}

Value yield_failure(const KernelCall&) {
  Graph graph;
  graph.add("one", literal(1));
  const TaskId bad = graph.add("bad", failing({key("one")}));
  return yield(std::move(graph), {bad});
}

Value yield_the_same_twice(const KernelCall&) {
  Graph graph;
  const TaskId a = graph.add("a", literal(5));
  return yield(std::move(graph), {a, a});
}

TaskId add_promise(Graph& graph, const std::string& name, TaskId of, std::int32_t number) {
  Body body = Body::alias();
  body.promised = number;
  return graph.add(graph.add_name(name), 0, graph.add_body(std::move(body)), std::vector{of});
}

std::string reason_of(Session& session, const Graph& graph, const std::string& wanted) {
  try {
    session.get(graph, wanted);
  } catch (const TaskError& error) {
    return error.details().key + ": " + error.details().reason;
  }
  return "nothing failed";
}

} // namespace

BOOST_AUTO_TEST_SUITE(promise_)

BOOST_AUTO_TEST_CASE(one_result_becomes_the_value_of_the_task) {
  Graph graph;
  graph.add("yields", numbers(1));
  graph.add("after", sum({key("yields"), literal(1)}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    BOOST_TEST(to_string(session.get(graph, Value::list({"yields", "after"}))) == "[100, 101]");

    BOOST_TEST(session.report().spliced_graphs == 1u);
    BOOST_TEST(session.report().tasks == 3u);
    BOOST_TEST(session.report().actors == 3u);
  }
}

BOOST_AUTO_TEST_CASE(several_results_are_a_list_to_who_is_no_promise) {
  Graph graph;
  graph.add("yields", numbers(3));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(to_string(Session(options).get(graph, "yields")) == "[100, 101, 102]");
}

BOOST_AUTO_TEST_CASE(each_promise_gets_its_result) {
  Graph graph;
  const TaskId task = graph.add("yields", numbers(3));
  const TaskId third = add_promise(graph, "third", task, 2);
  const TaskId first = add_promise(graph, "first", task, 0);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    const auto values = session.compute(graph, std::vector{third, first, task});

    BOOST_TEST(values[0].as_integer() == 102);
    BOOST_TEST(values[1].as_integer() == 100);
    BOOST_TEST(to_string(values[2]) == "[100, 101, 102]");
  }
}

BOOST_AUTO_TEST_CASE(a_promise_of_one_result_is_its_value) {
  Graph graph;
  const TaskId task = graph.add("yields", numbers(1));
  const TaskId only = add_promise(graph, "only", task, 0);
  Session session({.threads = 1});

  BOOST_TEST(session.compute(graph, std::vector{only}).front().as_integer() == 100);
}

BOOST_AUTO_TEST_CASE(a_list_in_place_of_a_graph_keeps_promises_too) {
  Graph graph;
  const TaskId task = graph.add("list", list({literal(4), literal(5)}));
  const TaskId second = add_promise(graph, "second", task, 1);
  Session session({.threads = 1});

  BOOST_TEST(session.compute(graph, std::vector{second}).front().as_integer() == 5);
}

BOOST_AUTO_TEST_CASE(more_promised_than_yielded_is_an_error) {
  Graph graph;
  const TaskId task = graph.add("yields", numbers(2));
  add_promise(graph, "third", task, 2);
  Session session({.threads = 2});

  BOOST_TEST(reason_of(session, graph, "third")
             == "yields: yield: \"third\" is promised result 2 of a graph that yields 2");
}

BOOST_AUTO_TEST_CASE(nothing_wanted_yields_an_empty_list) {
  Graph graph;
  graph.add("yields", numbers(0));
  Session session({.threads = 2});

  BOOST_TEST(to_string(session.get(graph, "yields")) == "[]");
  BOOST_TEST(session.report().spliced_graphs == 0u);
}

BOOST_AUTO_TEST_CASE(a_result_may_be_wanted_twice) {
  Graph graph;
  graph.add("yields", call_of("test.yield_the_same_twice", yield_the_same_twice));
  Session session({.threads = 2});

  BOOST_TEST(to_string(session.get(graph, "yields")) == "[5, 5]");
}

BOOST_AUTO_TEST_CASE(recursion_of_thousands_needs_no_stack) {
  Graph graph;
  graph.add("total", call_of("test.yield_recursively", yield_recursively, {literal(5000)}));
  graph.add("last", call_of("test.yield_the_next", yield_the_next, {literal(20000)}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    BOOST_TEST(session.get(graph, "total").as_integer() == 5000 * 5001 / 2);
    BOOST_TEST(session.get(graph, "last").as_integer() == 7);

    BOOST_TEST(session.report().spliced_graphs == 20000u);
  }
}

BOOST_AUTO_TEST_CASE(branching_recursion_keeps_few_results) {
  Graph graph;
  graph.add("f", call_of("test.yield_fibonacci", yield_fibonacci, {literal(18)}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    BOOST_TEST(session.get(graph, "f").as_integer() == 2584);

    // Depth first: at most about two open results a level and worker.
    BOOST_TEST(session.report().peak_live_results <= 36u * static_cast<unsigned>(session.options().threads));
  }
}

BOOST_AUTO_TEST_CASE(a_bad_graph_is_the_fault_of_who_yields_it) {
  Graph graph;
  graph.add("cyclic", call_of("test.yield_cycle", yield_cycle));
  graph.add("after", sum({key("cyclic")}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    const std::string reason = reason_of(session, graph, "after");
    BOOST_TEST(reason.starts_with("cyclic: "));
    BOOST_TEST(reason.find("\"a\" -> \"b\" -> \"a\"") != std::string::npos, reason);
  }
}

BOOST_AUTO_TEST_CASE(a_failure_in_a_yielded_graph_says_where_it_came_from) {
  Graph graph;
  graph.add("parent", call_of("test.yield_failure", yield_failure));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    BOOST_TEST(reason_of(session, graph, "parent")
               == "bad: no such luck (in the graph yielded by \"parent\")");
    BOOST_TEST(session.get(graph, Value::list({})).as_list().empty());
  }
}

BOOST_AUTO_TEST_CASE(a_failure_among_several_results_reaches_who_gets_the_list) {
  Graph graph;
  graph.add("parent", call_of("test.yield_some_failing", yield_some_failing));
  graph.add("all", list({key("parent")}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (int i = 0; i < 100; ++i)
      BOOST_TEST(reason_of(session, graph, "all").starts_with("bad"));
  }
}

BOOST_AUTO_TEST_CASE(only_the_last_step_of_a_task_may_yield) {
  Graph graph;
  graph.add("inside", sum({numbers(1), literal(1)}));
  Session session({.threads = 1});

  BOOST_TEST(reason_of(session, graph, "inside")
             == "inside: test.yield_numbers: yields a graph, which only the last step of a task may; "
                "passes leave its calls alone if it is of KernelKind::planning");
}

BOOST_AUTO_TEST_CASE(a_failing_run_lets_go_of_waiting_splices) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 50; ++i) {
    graph.add("yields" + std::to_string(i), numbers(20));
    all.push_back(key("yields" + std::to_string(i)));
  }
  graph.add("bad", call_of("test.yield_failure", yield_failure));
  all.push_back(key("bad"));
  graph.add("all", list(std::move(all)));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (int i = 0; i < 10; ++i)
      BOOST_CHECK_THROW(session.get(graph, "all"), TaskError);
  }
}

BOOST_AUTO_TEST_SUITE_END()
