// Results one by one: compute_each.

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <stdexcept>
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
    {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}};

std::atomic<int> made = 0;

Value make(const KernelCall& call) {
  ++made;
  return call.arguments.front();
}

Graph many(int count) {
  Graph graph;
  for (int i = 0; i < count; ++i)
    graph.add("x" + std::to_string(i), call_of("test.make", make, {literal(i)}));
  return graph;
}

std::vector<TaskId> all_of(const Graph& graph) {
  std::vector<TaskId> all(graph.size());
  std::iota(all.begin(), all.end(), TaskId{0});
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_actor_)

BOOST_AUTO_TEST_CASE(each_result_is_taken_once_in_the_calling_thread) {
  const Graph graph = many(1000);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    std::vector<std::int64_t> taken(1000, -1);
    bool in_this_thread = true;

    session.compute_each(graph, all_of(graph),
                         [&, caller = std::this_thread::get_id()](std::size_t i, Value value) {
                           BOOST_TEST(taken[i] == -1);
                           taken[i] = value.as_integer();
                           in_this_thread = in_this_thread && std::this_thread::get_id() == caller;
                         });

    std::vector<std::int64_t> expected(1000);
    std::iota(expected.begin(), expected.end(), 0);
    BOOST_TEST(taken == expected);
    BOOST_TEST(in_this_thread);
  }
}

BOOST_AUTO_TEST_CASE(does_not_run_ahead_of_who_takes) {
  const Graph graph = many(5000);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    made = 0;
    int taken = 0;
    int most_ahead = 0;

    session.compute_each(graph, all_of(graph), [&](std::size_t, const Value&) {
      std::this_thread::sleep_for(std::chrono::microseconds(20));
      most_ahead = std::max(most_ahead, made - ++taken);
    });

    BOOST_TEST(taken == 5000);
    BOOST_TEST(most_ahead < 200);
  }
}

BOOST_AUTO_TEST_CASE(what_take_throws_cancels_and_comes_back) {
  const Graph graph = many(5000);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    int taken = 0;
    made = 0;

    BOOST_CHECK_THROW(session.compute_each(graph, all_of(graph),
                                           [&](std::size_t, const Value&) {
                                             if (++taken == 3)
                                               throw std::out_of_range("enough");
                                           }),
                      std::out_of_range);

    BOOST_TEST(taken == 3);
    BOOST_TEST(made < 5000);
  }
}

BOOST_AUTO_TEST_CASE(what_take_throws_is_gone_when_it_has_been_handled) {
  const Graph graph = many(100);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (int round = 0; round < 100; ++round) {
      const auto alive = std::make_shared<int>(round);

      BOOST_CHECK_THROW(
          session.compute_each(graph, all_of(graph), [&](std::size_t, const Value&) { throw alive; }),
          std::shared_ptr<int>);

      BOOST_TEST(alive.use_count() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(failures_arrive_as_from_compute) {
  Graph graph = many(10);
  graph.add("broken", failing());
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    BOOST_CHECK_THROW(session.compute_each(graph, all_of(graph), [](std::size_t, const Value&) {}),
                      TaskError);
  }
}

BOOST_AUTO_TEST_CASE(works_inside_a_task) {
  Graph graph;
  graph.add("outer", call_of("test.compute_each", [](const KernelCall& call) -> Value {
              const Graph inner = many(300);
              std::int64_t total = 0;
              call.context.session().compute_each(inner, all_of(inner), [&](std::size_t, const Value& value) {
                total += value.as_integer();
              });
              return total;
            }));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).get(graph, "outer").as_integer() == 300 * 299 / 2);
}

BOOST_AUTO_TEST_CASE(takes_a_result_that_is_wanted_twice_twice) {
  const Graph graph = many(1);
  Session session({.threads = 2});
  std::vector<std::size_t> places;

  session.compute_each(graph, std::vector<TaskId>{0, 0},
                       [&](std::size_t i, const Value&) { places.push_back(i); });

  std::ranges::sort(places);
  BOOST_TEST(places == (std::vector<std::size_t>{0, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
