#include <atomic>
#include <set>
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

std::atomic<int> reading = 0;
std::atomic<int> most_reading = 0;

/// Takes long enough for others to come along.
Value read_slowly(const KernelCall& call) {
  const int now = ++reading;
  int most = most_reading;
  while (now > most && !most_reading.compare_exchange_weak(most, now)) {
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  --reading;
  return static_cast<std::int64_t>(call.arguments.size());
}

std::atomic<int> read_ahead = 0;
std::atomic<int> most_read_ahead = 0;

Value read_quickly(const KernelCall& call) {
  const int now = ++read_ahead;
  int most = most_read_ahead;
  while (now > most && !most_read_ahead.compare_exchange_weak(most, now)) {
  }
  return call.arguments.front();
}

Value work_slowly(const KernelCall& call) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  --read_ahead;
  return call.arguments.front();
}

Value thread_number(const KernelCall&) {
  return static_cast<std::int64_t>(std::hash<std::thread::id>()(std::this_thread::get_id()) >> 1);
}

Graph reads(int count) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < count; ++i) {
    graph.add("read" + std::to_string(i),
              call_of("test.read_slowly", read_slowly, {literal(i)}, KernelKind::io));
    all.push_back(key("read" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  return graph;
}

} // namespace

BOOST_AUTO_TEST_SUITE(io_pool_)

BOOST_AUTO_TEST_CASE(reads_are_in_flight_at_a_time_on_one_worker) {
  Session session({.threads = 1, .io_threads = 4});
  most_reading = 0;

  BOOST_TEST(session.get(reads(16), "all").as_integer() == 16);

  BOOST_TEST(most_reading > 1);
  BOOST_TEST(most_reading <= 4);
  BOOST_TEST(session.report().actors == 17u);
  BOOST_TEST(session.report().tasks == 17u);
}

BOOST_AUTO_TEST_CASE(reads_do_not_run_ahead_of_slow_workers) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 300; ++i) {
    const std::string number = std::to_string(i);
    graph.add("read" + number, call_of("test.read_quickly", read_quickly, {literal(1)}, KernelKind::io));
    graph.add("work" + number, call_of("test.work_slowly", work_slowly, {key("read" + number)}));
    all.push_back(key("work" + number));
  }
  graph.add("all", sum(std::move(all)));
  Session session({.threads = 2, .io_threads = 3});
  read_ahead = 0;
  most_read_ahead = 0;

  BOOST_TEST(session.get(graph, "all").as_integer() == 300);

  // Two for each I/O thread, and what the workers have in hand.
  BOOST_TEST(most_read_ahead > 2);
  BOOST_TEST(most_read_ahead <= 8);
}

BOOST_AUTO_TEST_CASE(the_synchronous_scheduler_reads_in_the_calling_thread) {
  Session session({.scheduler = Scheduler::synchronous});
  Graph graph;
  graph.add("where", call_of("test.thread_number", thread_number, {}, KernelKind::io));

  BOOST_TEST(session.get(graph, "where").as_integer()
             == static_cast<std::int64_t>(std::hash<std::thread::id>()(std::this_thread::get_id()) >> 1));
}

BOOST_AUTO_TEST_CASE(a_run_may_end_with_a_read) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("last", call_of("test.read_slowly", read_slowly, {key("x")}, KernelKind::io));
  Session session({.threads = 2});

  for (int i = 0; i < 5; ++i)
    BOOST_TEST(session.get(graph, "last").as_integer() == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_drops_reads_that_wait) {
  Session session({.threads = 1, .io_threads = 2});
  const Graph graph = reads(500);
  const auto begin = std::chrono::steady_clock::now();

  BOOST_CHECK_THROW(session.get(graph, "all", {.timeout = std::chrono::milliseconds(30)}), TimeoutError);

  // 500 reads of 20 ms by two threads would take 5 s.
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(a_failing_read_is_a_task_error) {
  Graph graph;
  graph.add("read", call_of(
                        "test.fail_reading", [](const KernelCall&) -> Value { throw FileError("gone"); }, {},
                        KernelKind::io));
  Session session({.threads = 1});

  BOOST_CHECK_EXCEPTION(session.get(graph, "read"), TaskError,
                        [](const TaskError& error) { return error.details().reason == "gone"; });
}

BOOST_AUTO_TEST_SUITE_END()
