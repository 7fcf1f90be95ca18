// What callbacks are told, by whom, and what becomes of what they throw.

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/callbacks.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const std::vector<SessionOptions> every_scheduler{
    {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}};

/// Keeps all that it is told as texts.
class Listener {
public:
  const RunCallbacks& callbacks() const noexcept { return callbacks_; }
  std::multiset<std::string> heard() const { return {lines_.begin(), lines_.end()}; }
  const std::vector<std::string>& lines() const noexcept { return lines_; }

private:
  void hear(std::string line) {
    const std::scoped_lock lock(mutex_);
    lines_.push_back(std::move(line));
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;
  const RunCallbacks callbacks_{
      .run_starts = [this](const RunStart& start) { hear("run of " + std::to_string(start.tasks)); },
      .task_starts =
          [this](const TaskEvent& event) { hear("starts " + event.key() + ": " + event.kernels()); },
      .task_finishes =
          [this](const TaskEvent& event) {
            hear((event.yields_graph ? "yields " : "finishes ") + event.key()
                 + (event.is_spliced ? ", spliced" : ""));
          },
      .task_fails =
          [this](const TaskEvent& event) {
            hear("fails " + event.key() + " " + std::to_string(event.attempt)
                 + (event.is_last_attempt ? ", the last: " : ": ") + std::string(event.reason));
          },
      .run_ends =
          [this](const RunEnd& end) {
            hear(std::string(end.is_complete ? "complete, " : "incomplete, ")
                 + std::to_string(end.report.tasks));
          }};
};

Graph two_tasks() {
  Graph graph;
  graph.add("x", sum({literal(1), literal(2)}));
  graph.add("y", sum({key("x"), literal(3)}));
  return graph;
}

Value yield_a_sum(const KernelCall& call) {
  Graph graph;
  const TaskId inner = graph.add("inner", sum({literal(call.arguments.front()), literal(1)}));
  return yield(std::move(graph), {inner});
}

} // namespace

BOOST_AUTO_TEST_SUITE(callbacks_)

BOOST_AUTO_TEST_CASE(a_run_and_its_tasks_are_told_in_order) {
  const Graph graph = two_tasks();
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    Listener listener;

    BOOST_TEST(session.get(graph, "y", {.callbacks = &listener.callbacks()}).as_integer() == 6);

    const std::vector<std::string> expected{"run of 2",           "starts x: test.sum", "finishes x",
                                            "starts y: test.sum", "finishes y",         "complete, 2"};
    BOOST_TEST(listener.lines() == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(every_attempt_that_throws_is_told) {
  Graph graph;
  graph.add("bad", failing());
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    Listener listener;

    BOOST_CHECK_THROW(session.get(graph, "bad", {.retries = 1, .callbacks = &listener.callbacks()}),
                      TaskError);

    const std::vector<std::string> expected{"run of 1", "starts bad: test.fail", "fails bad 1: no such luck",
                                            "fails bad 2, the last: no such luck", "incomplete, 1"};
    BOOST_TEST(listener.lines() == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(tasks_of_a_yielded_graph_are_told_too) {
  Graph graph;
  graph.add("outer", call_of("test.yield_a_sum", yield_a_sum, {literal(4)}, KernelKind::planning));
  Session session({.threads = 2});
  Listener listener;

  BOOST_TEST(session.get(graph, "outer", {.callbacks = &listener.callbacks()}).as_integer() == 5);

  const std::multiset<std::string> expected{"run of 1",
                                            "starts outer: test.yield_a_sum",
                                            "yields outer",
                                            "starts inner: test.sum",
                                            "finishes inner, spliced",
                                            "complete, 2"};
  BOOST_TEST(listener.heard() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_callback_throws_is_thrown_by_the_compute) {
  const Graph graph = two_tasks();
  const auto fail = [](const auto&) { throw std::runtime_error("enough"); };
  const std::vector<RunCallbacks> all{
      {.run_starts = fail}, {.task_starts = fail}, {.task_finishes = fail}, {.run_ends = fail}};
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (const RunCallbacks& callbacks : all)
      BOOST_CHECK_EXCEPTION(session.get(graph, "y", {.callbacks = &callbacks}), std::runtime_error,
                            [](const auto& error) { return std::string(error.what()) == "enough"; });
    BOOST_TEST(session.get(graph, "y").as_integer() == 6); // the session is as it was
  }
}

// A worker lets go of a run when it wakes up, which may be long after: what was thrown must not wait for that.
BOOST_AUTO_TEST_CASE(what_a_callback_throws_is_gone_when_it_has_been_handled) {
  const Graph graph = two_tasks();
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    for (int round = 0; round < 100; ++round) {
      const auto alive = std::make_shared<int>(round);
      const RunCallbacks callbacks{.task_starts = [&](const TaskEvent&) { throw alive; }};

      BOOST_CHECK_THROW(session.get(graph, "y", {.callbacks = &callbacks}), std::shared_ptr<int>);

      BOOST_TEST(alive.use_count() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_end_is_told_when_the_start_throws) {
  const Graph graph = two_tasks();
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    std::vector<std::string> told;
    const RunCallbacks callbacks{
        .run_starts =
            [&](const RunStart&) {
              told.emplace_back("start");
              throw std::runtime_error("enough");
            },
        .task_starts = [&](const TaskEvent&) { told.emplace_back("task"); },
        .run_ends =
            [&](const RunEnd& end) { told.emplace_back(end.is_complete ? "complete" : "incomplete"); }};

    BOOST_CHECK_THROW(session.get(graph, "y", {.callbacks = &callbacks}), std::runtime_error);

    BOOST_TEST(told == (std::vector<std::string>{"start", "incomplete"}), boost::test_tools::per_element());
    BOOST_TEST(session.report().tasks == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_callback_that_throws_stops_the_run) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 1000; ++i) {
    graph.add("part" + std::to_string(i), sum({literal(i)}));
    all.push_back(key("part" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  Session session({.scheduler = Scheduler::synchronous});
  const RunCallbacks callbacks{.task_finishes = [](const TaskEvent&) { throw std::runtime_error("enough"); }};

  BOOST_CHECK_THROW(session.get(graph, "all", {.callbacks = &callbacks}), std::runtime_error);

  BOOST_TEST(session.report().tasks == 1);
}

BOOST_AUTO_TEST_CASE(a_callback_that_throws_comes_before_a_failure) {
  Graph graph;
  graph.add("bad", failing());
  Session session({.scheduler = Scheduler::synchronous});
  const RunCallbacks callbacks{.task_fails = [](const TaskEvent&) { throw std::logic_error("mine"); }};

  BOOST_CHECK_THROW(session.get(graph, "bad", {.callbacks = &callbacks}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(computes_have_numbers_of_their_own) {
  const Graph graph = two_tasks();
  Session session({.scheduler = Scheduler::synchronous});
  std::vector<std::uint64_t> numbers;
  const RunCallbacks callbacks{.run_starts = [&](const RunStart& start) { numbers.push_back(start.run); },
                               .run_ends = [&](const RunEnd& end) { numbers.push_back(end.run); }};

  session.get(graph, "y", {.callbacks = &callbacks});
  session.get(graph, "y", {.callbacks = &callbacks});

  BOOST_TEST(numbers.size() == 4);
  BOOST_TEST(numbers[0] == numbers[1]);
  BOOST_TEST(numbers[2] == numbers[3]);
  BOOST_TEST(numbers[1] != numbers[2]);
}

BOOST_AUTO_TEST_SUITE_END()
