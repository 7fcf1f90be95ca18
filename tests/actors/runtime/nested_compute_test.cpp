// A kernel that computes on the session it runs in.

#include <atomic>
#include <chrono>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const std::vector<SessionOptions> every_scheduler{
    {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}, {.threads = 4}};

/// nest(n) is nest(n - 1) + 1, computed by a compute; nest(0) is 0.
Value nest(const KernelCall& call);

Node nest_node(std::int64_t depth) { return call_of("test.nest", nest, {literal(depth)}); }

Value nest(const KernelCall& call) {
  const std::int64_t depth = call.arguments.front().as_integer();
  if (depth == 0)
    return 0;
  Graph graph;
  graph.add("one", literal(1));
  graph.add("below", nest_node(depth - 1));
  graph.add("sum", sum({key("one"), key("below")}));
  return call.context.session().get(graph, "sum");
}

/// Two computes at each of `depth` levels: 2^depth.
Value branch(const KernelCall& call) {
  const std::int64_t depth = call.arguments.front().as_integer();
  if (depth == 0)
    return 1;
  Graph graph;
  graph.add("left", call_of("test.branch", branch, {literal(depth - 1)}));
  graph.add("right", call_of("test.branch", branch, {literal(depth - 1)}));
  graph.add("sum", sum({key("left"), key("right")}));
  return call.context.session().get(graph, "sum");
}

Value fail_inside(const KernelCall& call) {
  Graph graph;
  graph.add("inner", failing());
  return call.context.session().get(graph, "inner");
}

std::atomic<bool> has_started = false;

Value wait_inside(const KernelCall& call) {
  Graph graph;
  graph.add("inner", call_of("test.wait_inside_inner", [](const KernelCall& inner) -> Value {
              has_started = true;
              while (!inner.context.cancelled())
                std::this_thread::yield();
              return 0;
            }));
  return call.context.session().get(graph, "inner");
}

} // namespace

BOOST_AUTO_TEST_SUITE(nested_compute_)

BOOST_AUTO_TEST_CASE(goes_deep_on_any_number_of_threads) {
  Graph graph;
  graph.add("deep", nest_node(60));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).get(graph, "deep").as_integer() == 60);
}

BOOST_AUTO_TEST_CASE(branches_without_deadlock) {
  Graph graph;
  graph.add("bush", call_of("test.branch", branch, {literal(7)}));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).get(graph, "bush").as_integer() == 128);
}

BOOST_AUTO_TEST_CASE(many_at_once) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 40; ++i) {
    graph.add("nest" + std::to_string(i), nest_node(i % 5));
    all.push_back(key("nest" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).get(graph, "all").as_integer() == 80);
}

BOOST_AUTO_TEST_CASE(a_failure_inside_shows_both_keys) {
  Graph graph;
  graph.add("outer", call_of("test.fail_inside", fail_inside));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    BOOST_CHECK_EXCEPTION(session.get(graph, "outer"), TaskError, [](const TaskError& error) {
      BOOST_TEST(error.details().key == "outer");
      BOOST_TEST(error.details().reason.find("task \"inner\" failed: no such luck") != std::string::npos);
      BOOST_CHECK_THROW(std::rethrow_exception(error.details().cause), TaskError);
      return true;
    });
  }
}

BOOST_AUTO_TEST_CASE(is_cancelled_with_what_is_around_it) {
  Graph graph;
  graph.add("outer", call_of("test.wait_inside", wait_inside));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    CancellationToken token;
    has_started = false;
    std::thread canceller([token]() mutable {
      while (!has_started)
        std::this_thread::yield();
      token.cancel();
    });

    BOOST_CHECK_THROW(session.get(graph, "outer", {.token = token}), CancelledError);
    canceller.join();
  }
}

BOOST_AUTO_TEST_CASE(works_from_the_io_pool) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 10; ++i) {
    graph.add("read" + std::to_string(i), call_of(
                                              "test.nest_in_io",
                                              [](const KernelCall& call) -> Value {
                                                Graph inner;
                                                inner.add("deep", nest_node(3));
                                                return call.context.session().get(inner, "deep");
                                              },
                                              {}, KernelKind::io));
    all.push_back(key("read" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).get(graph, "all").as_integer() == 30);
}

Value read_slowly(const KernelCall&) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return 1;
}

Value read_by_a_compute(const KernelCall& call) {
  Graph inner;
  std::vector<Node> parts;
  for (int i = 0; i < 8; ++i) {
    const std::string name = "part" + std::to_string(i);
    inner.add(name, call_of("test.read_a_part", read_slowly, {}, KernelKind::io));
    parts.push_back(key(name));
  }
  inner.add("all", sum(std::move(parts)));
  return call.context.session().get(inner, "all");
}

// The one I/O thread waits for a compute that reads, too.
BOOST_AUTO_TEST_CASE(an_io_thread_that_computes_does_not_wait_for_itself) {
  Graph graph;
  graph.add("outer", call_of("test.read_by_a_compute", read_by_a_compute, {}, KernelKind::io));
  for (const int threads : {1, 2}) {
    Session session({.threads = threads, .io_threads = 1});
    BOOST_TEST(session.get(graph, "outer").as_integer() == 8);
  }
}

// A kernel of one session computes on another, and that one's on the first again, all in one thread.
BOOST_AUTO_TEST_CASE(sessions_of_one_thread_may_compute_in_each_other) {
  static Session* other = nullptr;
  static Session* first = nullptr;
  const auto compute_on_first = [](const KernelCall&) -> Value {
    Graph graph;
    graph.add("deepest", sum({literal(1), literal(2)}));
    return first->get(graph, "deepest");
  };
  const auto compute_on_other = [](const KernelCall& call) -> Value {
    Graph graph;
    graph.add("deeper", troupe::call(call.arguments.front().as_text(), {}));
    return other->get(graph, "deeper");
  };
  test_kernel("test.compute_on_first", compute_on_first);
  Graph graph;
  graph.add("outer", call_of("test.compute_on_other", compute_on_other, {literal("test.compute_on_first")}));
  Session one({.scheduler = Scheduler::synchronous}), two({.scheduler = Scheduler::synchronous});
  first = &one;
  other = &two;

  BOOST_TEST(one.get(graph, "outer").as_integer() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
