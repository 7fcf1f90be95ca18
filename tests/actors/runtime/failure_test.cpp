// How computes fail, are tried again, are cancelled and run out of time.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/block_pool.hpp>
#include <troupe/chunk.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const std::vector<SessionOptions> every_scheduler{
    {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}};

std::atomic<int> failures_to_come = 0;
std::atomic<int> kernels_run = 0;

Value fail_some_times(const KernelCall&) {
  ++kernels_run;
  if (failures_to_come.fetch_sub(1) > 0)
    throw std::runtime_error("not yet");
  return 42;
}

Value count_a_call(const KernelCall&) {
  ++kernels_run;
  return 1;
}

/// Waits until the run is cancelled.
Value wait_for_the_end(const KernelCall& call) {
  ++kernels_run;
  while (!call.context.cancelled())
    std::this_thread::yield();
  return 0;
}

Value take_a_while(const KernelCall&) {
  ++kernels_run;
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return 0;
}

/// What other kernels do not throw.
struct Unlucky {
  int number;
};

Value fail_with_a_number(const KernelCall& call) {
  throw Unlucky{static_cast<int>(call.arguments.front().as_integer())};
}

std::shared_ptr<int> thrown; ///< Kernels have no captures.

Graph graph_of(std::string key, const Node& node, SourceLine line = {}) {
  Graph graph;
  graph.add(key, node, line);
  return graph;
}

/// `count` tasks of a kernel, and one that needs them all.
Graph many(const std::string& name, KernelFunction run, int count) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < count; ++i) {
    graph.add("part" + std::to_string(i), call_of(name, run));
    all.push_back(key("part" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  return graph;
}

TaskError::Details details_of(Session& session, const Graph& graph, const std::string& wanted,
                              const ComputeOptions& options = {}) {
  try {
    session.get(graph, wanted, options);
  } catch (const TaskError& error) {
    return error.details();
  }
  BOOST_FAIL("nothing failed");
  return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(failure_)

BOOST_AUTO_TEST_CASE(names_the_task_the_kernel_and_its_arguments) {
  Graph graph;
  graph.add("x", literal(Chunk::from<double>({2, 1}, {1, 2})));
  graph.add("broken", failing({key("x"), literal("abc")}), {"winds.cpp", 31});
  graph.add("after", sum({key("broken")}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    const TaskError::Details details = details_of(session, graph, "after");

    BOOST_TEST(details.key == "broken");
    BOOST_TEST(details.kernel == "test.fail");
    BOOST_TEST(details.reason == "no such luck");
    BOOST_REQUIRE(details.inputs.size() == 2u);
    BOOST_TEST(details.inputs[0] == "float64 (2, 1)");
    BOOST_TEST(details.inputs[1] == "\"abc\"");
    BOOST_TEST(details.file == "winds.cpp");
    BOOST_TEST(details.line == 31u);
    BOOST_TEST(details.attempts == 1);
    BOOST_TEST(session.report().failures == 1u);
  }
}

BOOST_AUTO_TEST_CASE(what_was_thrown_is_there_with_its_type) {
  Graph graph;
  graph.add("broken", call_of("test.fail_with_a_number", fail_with_a_number, {literal(7)}));
  graph.add("after", sum({key("broken")}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    const TaskError::Details details = details_of(session, graph, "after", {.retries = 1});

    BOOST_TEST(details.reason == "the kernel threw something that is not a std::exception");
    BOOST_REQUIRE(details.cause != nullptr);
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(details.cause), Unlucky,
                          [](const Unlucky& thrown) { return thrown.number == 7; });
  }
}

// As what callbacks throw: no worker may be the one to destroy it.
BOOST_AUTO_TEST_CASE(what_was_thrown_is_gone_when_it_has_been_handled) {
  Graph graph;
  graph.add("broken", call_of("test.fail_with_a_pointer", [](const KernelCall&) -> Value { throw thrown; }));
  graph.add("after", sum({key("broken")}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (int round = 0; round < 100; ++round) {
      thrown = std::make_shared<int>(round);

      BOOST_CHECK_THROW(session.get(graph, "after"), TaskError);

      BOOST_TEST(thrown.use_count() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_well) {
  const Graph graph = graph_of("broken", failing({literal(3)}), {"winds.cpp", 31});
  Session session({.scheduler = Scheduler::synchronous});

  BOOST_CHECK_EXCEPTION(session.get(graph, "broken", {.retries = 2}), TaskError, [](const TaskError& error) {
    BOOST_TEST(error.what()
               == "task \"broken\" failed: no such luck\n  in test.fail(3)\n  asked for at winds.cpp:31\n"
                  "  after 3 attempts");
    return true;
  });
}

BOOST_AUTO_TEST_CASE(a_call_within_a_task_is_the_one_named) {
  const Graph graph = graph_of("outer", sum({sum({literal(1), literal(2)}), failing({sum({literal(4)})})}));
  Session session({.threads = 1});

  const TaskError::Details details = details_of(session, graph, "outer");

  BOOST_TEST(details.key == "outer");
  BOOST_TEST(details.kernel == "test.fail");
  BOOST_TEST(details.inputs == std::vector<std::string>{"4"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(anything_thrown_becomes_an_error) {
  const Graph number = graph_of("x", call_of("test.throw_int", [](const KernelCall&) -> Value { throw 5; }));
  const Graph memory = graph_of(
      "x", call_of("test.throw_bad_alloc", [](const KernelCall&) -> Value { throw std::bad_alloc(); }));
  Session session({.threads = 2});

  BOOST_TEST(details_of(session, number, "x").reason
             == "the kernel threw something that is not a std::exception");
  BOOST_TEST(details_of(session, memory, "x").reason == "std::bad_alloc");
}

BOOST_AUTO_TEST_CASE(leaves_the_session_as_it_was) {
  Graph graph = graph_of("broken", failing());
  graph.add("fine", literal(1));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (int i = 0; i < 50; ++i) {
      BOOST_CHECK_THROW(session.get(graph, "broken"), TaskError);
      BOOST_TEST(session.get(graph, "fine").as_integer() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(stops_what_has_not_started) {
  Graph graph = many("test.count", count_a_call, 1000);
  graph.add("broken", failing());
  Session session({.scheduler = Scheduler::synchronous});
  kernels_run = 0;

  // Wanted first, so it has the first rank.
  BOOST_CHECK_THROW(session.get(graph, Value::list({"broken", "all"})), TaskError);

  BOOST_TEST(kernels_run == 0);
  BOOST_TEST(session.report().failures == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_no_results_of_a_compute_that_failed) {
  const auto make_chunk = [](const KernelCall&) -> Value {
    return Chunk::generate<double>({100'000}, [](std::span<double> out) { std::ranges::fill(out, 1.0); });
  };
  Graph graph;
  std::vector<Value> wanted;
  std::vector<Node> all;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "chunk" + std::to_string(i);
    graph.add(name, call_of("test.make_chunk", make_chunk));
    wanted.emplace_back(name);
    all.push_back(key(name));
  }
  graph.add("broken", failing(std::move(all)));
  wanted.emplace_back("broken");
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    const std::size_t before = pool_use().live_bytes;
    BOOST_CHECK_THROW(session.get(graph, Value::list(wanted)), TaskError);
    BOOST_TEST(pool_use().live_bytes == before);
  }
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  Session session({.threads = 1});
  const Graph graph = graph_of("x", literal(1));

  BOOST_CHECK_THROW(session.get(graph, "x", {.retries = -1}), ValueError);
  BOOST_TEST(session.get(graph, "x").as_integer() == 1);
}

BOOST_AUTO_TEST_CASE(a_task_by_hand_has_the_line_of_its_add) {
  Graph graph;
  graph.add("broken", failing());
  const std::uint32_t line = __LINE__ - 1;
  Session session({.threads = 1});

  const TaskError::Details details = details_of(session, graph, "broken");

  BOOST_TEST(details.line == line);
  BOOST_TEST(details.file.ends_with("failure_test.cpp"));
}

BOOST_AUTO_TEST_CASE(tears_down_actors_that_wait) {
  // Most of them wait for "broken" and for something else that comes first.
  Graph graph;
  graph.add("first", literal(1));
  graph.add("broken", failing({key("first")}));
  std::vector<Node> all;
  for (int i = 0; i < 500; ++i) {
    graph.add("waiting" + std::to_string(i), sum({key("first"), key("broken")}));
    all.push_back(key("waiting" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    BOOST_TEST(details_of(session, graph, "all").key == "broken");
  }
}

BOOST_AUTO_TEST_CASE(tries_again_as_often_as_told) {
  const Graph graph = graph_of("x", call_of("test.fail_some_times", fail_some_times));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    failures_to_come = 2;

    BOOST_TEST(session.get(graph, "x", {.retries = 2}).as_integer() == 42);

    BOOST_TEST(session.report().failures == 2u);
    BOOST_TEST(session.report().retries == 2u);
    BOOST_TEST(session.report().tasks == 1u);
  }
}

BOOST_AUTO_TEST_CASE(gives_up_after_the_retries) {
  const Graph graph = graph_of("x", call_of("test.fail_some_times", fail_some_times));
  Session session({.threads = 1});
  failures_to_come = 100;

  const TaskError::Details details = details_of(session, graph, "x", {.retries = 3});
  failures_to_come = 0;

  BOOST_TEST(details.attempts == 4);
  BOOST_TEST(session.report().failures == 4u);
  BOOST_TEST(session.report().retries == 3u);
}

BOOST_AUTO_TEST_CASE(a_task_may_say_its_retries_itself) {
  Graph graph;
  Body body = Body::call(test_kernel("test.fail_some_times", fail_some_times));
  body.retries = 2;
  const TaskId task = graph.add(graph.add_name("x"), 0, graph.add_body(std::move(body)), {});
  Session session({.threads = 1});
  failures_to_come = 2;

  BOOST_TEST(session.compute(graph, std::vector{task}).front().as_integer() == 42);
}

BOOST_AUTO_TEST_CASE(a_token_cancels_before_the_next_task) {
  const Graph graph = many("test.wait_for_the_end", wait_for_the_end, 100);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    CancellationToken token;
    kernels_run = 0;
    std::thread canceller([token]() mutable {
      while (kernels_run == 0)
        std::this_thread::yield();
      token.cancel();
    });

    BOOST_CHECK_THROW(session.get(graph, "all", {.token = token}), CancelledError);
    canceller.join();

    BOOST_TEST(kernels_run <= options.threads + 1);
  }
}

BOOST_AUTO_TEST_CASE(a_cancelled_token_starts_nothing) {
  const Graph graph = many("test.count", count_a_call, 10);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    CancellationToken token;
    token.cancel();
    kernels_run = 0;

    BOOST_CHECK_THROW(session.get(graph, "all", {.token = token}), CancelledError);

    BOOST_TEST(kernels_run == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_timeout_stops_a_long_run) {
  const Graph graph = many("test.take_a_while", take_a_while, 1000);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    kernels_run = 0;

    BOOST_CHECK_THROW(session.get(graph, "all", {.timeout = std::chrono::milliseconds(30)}), TimeoutError);

    BOOST_TEST(kernels_run < 1000);
  }
}

BOOST_AUTO_TEST_CASE(a_single_long_task_is_too_late_too) {
  const Graph graph = graph_of("x", call_of("test.take_a_while", take_a_while));
  Session session({.threads = 1});

  BOOST_CHECK_THROW(session.get(graph, "x", {.timeout = std::chrono::milliseconds(1)}), TimeoutError);
  BOOST_CHECK_THROW(session.get(graph, "x", {.timeout = std::chrono::seconds(-1)}), TimeoutError);
  BOOST_CHECK_THROW(session.get(graph, "x", {.timeout = std::chrono::duration<double>(std::nan(""))}),
                    ValueError);
  BOOST_TEST(session.get(graph, "x", {.timeout = std::chrono::duration<double>(1e300)}).as_integer() == 0);
}

BOOST_AUTO_TEST_CASE(a_kernel_hears_of_a_failure_elsewhere) {
  Graph graph = graph_of("patient", call_of("test.wait_for_the_end", wait_for_the_end));
  graph.add("broken", call_of("test.fail_after_start", [](const KernelCall&) -> Value {
              while (kernels_run == 0)
                std::this_thread::yield();
              throw std::runtime_error("gone");
            }));
  graph.add("both", sum({key("patient"), key("broken")}));
  Session session({.threads = 2});
  kernels_run = 0;

  BOOST_TEST(details_of(session, graph, "both").key == "broken");
}

BOOST_AUTO_TEST_CASE(the_message_writes_out_what_a_terminal_would_obey) {
  Graph graph;
  graph.add("red \033[31m\nkey", failing());
  Session session({.threads = 1});

  BOOST_CHECK_EXCEPTION(session.get(graph, Value("red \033[31m\nkey")), TaskError,
                        [](const TaskError& error) {
                          BOOST_TEST(error.details().key == "red \033[31m\nkey");
                          return std::string_view(error.what())
                              .starts_with("task \"red \\x1b[31m\\nkey\" failed: no such luck");
                        });
}

BOOST_AUTO_TEST_SUITE_END()
