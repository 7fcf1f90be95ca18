#include <atomic>
#include <chrono>
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
    {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}, {.threads = 5}};

/// x = 1, y = x + 10, z = x + y + y = 23; unused = 7.
Graph small_graph() {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", sum({key("x"), literal(10)}));
  graph.add("z", sum({key("x"), key("y"), key("y")}));
  graph.add("unused", literal(7));
  return graph;
}

/// A binary tree of sums over 2^depth leaves of 1. The root is the last task.
Graph tree(int depth) {
  Graph graph;
  const NameId name = graph.add_name("tree", {std::int64_t{2} << depth});
  const BodyId leaf = graph.add_body(Body::constant(1));
  const BodyId node = graph.add_body(Body::call(test_kernel("test.sum", sum_kernel)));
  std::uint32_t block = 0;
  std::vector<TaskId> level;
  for (int i = 0; i < 1 << depth; ++i)
    level.push_back(graph.add(name, block++, leaf, {}));
  while (level.size() > 1) {
    std::vector<TaskId> next;
    for (std::size_t i = 0; i < level.size(); i += 2)
      next.push_back(graph.add(name, block++, node, std::vector<TaskId>{level[i], level[i + 1]}));
    level = std::move(next);
  }
  return graph;
}

std::atomic<int> arrived{0};

/// Waits until three of them are under way; null if that took too long.
Value meet(const KernelCall&) {
  ++arrived;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (arrived < 3 && std::chrono::steady_clock::now() < give_up)
    std::this_thread::yield();
  return arrived < 3 ? Value() : Value(std::int64_t{1});
}

TaskId last(const Graph& graph) { return static_cast<TaskId>(graph.size() - 1); }

} // namespace

BOOST_AUTO_TEST_SUITE(session_)

BOOST_AUTO_TEST_CASE(computes_wanted_values_in_their_order) {
  const Graph graph = small_graph();
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    const auto values = session.compute(graph, std::vector{graph.get("z"), graph.get("x"), graph.get("z")});

    BOOST_TEST(values.size() == 3u);
    BOOST_TEST(values[0].as_integer() == 23);
    BOOST_TEST(values[1].as_integer() == 1);
    BOOST_TEST(values[2].as_integer() == 23);
  }
}

BOOST_AUTO_TEST_CASE(runs_only_what_is_needed_and_reports_it) {
  const Graph graph = small_graph();
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    session.compute(graph, std::vector{graph.get("z")});

    const RunReport report = session.report();
    BOOST_TEST(report.tasks == 3u);
    BOOST_TEST(report.actors == 3u);
    BOOST_TEST(report.messages == 4u); // x to y and z, y to z, which uses it twice, z to the client
    BOOST_TEST(report.failures == 0u);
    BOOST_TEST(report.scheduler == to_string(options.scheduler));
    BOOST_TEST(session.tasks_run() == 3u);
  }
}

BOOST_AUTO_TEST_CASE(has_one_actor_a_task_and_one_message_an_edge) {
  const Graph graph = tree(12);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    const auto values = session.compute(graph, std::vector{last(graph)});

    BOOST_TEST(values.front().as_integer() == 4096);
    BOOST_TEST(session.report().tasks == 8191u);
    BOOST_TEST(session.report().actors == 8191u);
    BOOST_TEST(session.report().messages == 8191u); // 8190 edges and the root's result
  }
}

BOOST_AUTO_TEST_CASE(keeps_few_results_alive) {
  const Graph graph = tree(14);
  Session synchronous({.scheduler = Scheduler::synchronous});
  Session threads({.threads = 2});

  synchronous.compute(graph, std::vector{last(graph)});
  threads.compute(graph, std::vector{last(graph)});

  // Depth first, one open result a level, and the one that was just made.
  BOOST_TEST(synchronous.report().peak_live_results == 16u);
  BOOST_TEST(threads.report().peak_live_results <= 2 * synchronous.report().peak_live_results);
}

BOOST_AUTO_TEST_CASE(computes_nothing_from_nothing) {
  Session session({.threads = 2});

  BOOST_TEST(session.compute(Graph(), {}).empty());
  session.run(Graph());

  BOOST_TEST(session.report().tasks == 0u);
}

// Long tasks behind few sources: each worker that finds something to do wakes the next one.
BOOST_AUTO_TEST_CASE(few_sources_are_shared_among_the_workers) {
  Graph graph;
  const NameId source = graph.add_name("source", {3});
  const NameId meeting = graph.add_name("meeting", {3});
  const BodyId one = graph.add_body(Body::constant(1));
  const BodyId waits = graph.add_body(Body::call(test_kernel("test.meet", meet)));
  std::vector<TaskId> wanted;
  for (std::uint32_t i = 0; i < 3; ++i)
    wanted.push_back(graph.add(meeting, i, waits, std::vector<TaskId>{graph.add(source, i, one, {})}));
  Session session({.threads = 3});

  for (int round = 0; round < 20; ++round) {
    arrived = 0;
    for (const Value& value : session.compute(graph, wanted))
      BOOST_TEST(!value.is_null());
  }
}

BOOST_AUTO_TEST_CASE(a_deep_chain_needs_no_stack) {
  Graph graph;
  const NameId name = graph.add_name("chain", {200'000});
  const BodyId first = graph.add_body(Body::constant(0));
  const BodyId next =
      graph.add_body(Body::call(test_kernel("test.increment", [](const KernelCall& call) -> Value {
        return call.arguments.front().as_integer() + 1;
      })));
  TaskId task = graph.add(name, 0, first, {});
  for (std::uint32_t i = 1; i < 200'000; ++i)
    task = graph.add(name, i, next, std::vector{task});
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).compute(graph, std::vector{task}).front().as_integer() == 199'999);
}

BOOST_AUTO_TEST_CASE(a_wide_fan_out_and_in_arrives_whole) {
  Graph graph;
  graph.add("one", literal(1));
  std::vector<Node> all;
  for (int i = 0; i < 3000; ++i) {
    graph.add("copy" + std::to_string(i), sum({key("one"), literal(i)}));
    all.push_back(key("copy" + std::to_string(i)));
  }
  graph.add("total", sum(std::move(all)));
  for (const SessionOptions& options : every_scheduler)
    BOOST_TEST(Session(options).get(graph, "total").as_integer() == 3000 + 3000 * 2999 / 2);
}

BOOST_AUTO_TEST_CASE(runs_every_task_and_keeps_nothing) {
  const Graph graph = tree(10);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);

    session.run(graph);

    BOOST_TEST(session.report().tasks == 2047u);
    BOOST_TEST(session.report().messages == 2046u);
  }
}

BOOST_AUTO_TEST_CASE(running_everything_finds_cycles) {
  Graph graph;
  graph.add("a", sum({key("b")}));
  graph.add("b", sum({key("a")}));
  Session session({.threads = 1});

  BOOST_CHECK_THROW(session.run(graph), CycleError);
}

BOOST_AUTO_TEST_CASE(refuses_cycles_and_missing_keys_before_anything_runs) {
  Graph graph;
  graph.add("a", sum({key("b")}));
  graph.add("b", sum({key("a")}));
  graph.add("c", sum({key("nowhere")}));
  Session session({.threads = 1});

  BOOST_CHECK_THROW(session.get(graph, "a"), CycleError);
  BOOST_CHECK_THROW(session.get(graph, "c"), KeyError);
  BOOST_CHECK_THROW(session.compute(graph, std::vector<TaskId>{99}), KeyError);
  BOOST_TEST(session.tasks_run() == 0u);
}

BOOST_AUTO_TEST_CASE(get_returns_the_nesting_of_the_keys) {
  const Graph graph = small_graph();
  Session session({.threads = 2});

  const Value value = session.get(graph, Value::list({"x", Value::list({"z", Value::list({}), "y"}), "x"}));

  BOOST_TEST(to_string(value) == "[1, [23, [], 11], 1]");
}

BOOST_AUTO_TEST_CASE(several_threads_compute_on_one_session) {
  const Graph graph = tree(8);
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;

    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int j = 0; j < 20; ++j)
          right += session.compute(graph, std::vector{last(graph)}).front().as_integer() == 256;
      });
    for (std::thread& thread : threads)
      thread.join();

    BOOST_TEST(right == 80);
    BOOST_TEST(session.tasks_run() == 80u * 511u);
  }
}

BOOST_AUTO_TEST_CASE(several_sessions_live_side_by_side) {
  const Graph graph = tree(9);
  Session first({.threads = 2});
  Session second({.threads = 1});
  std::atomic<int> right = 0;

  const auto compute_on = [&](Session& session) {
    for (int j = 0; j < 10; ++j)
      right += session.compute(graph, std::vector{last(graph)}).front().as_integer() == 512;
  };
  std::thread other([&] { compute_on(first); });
  compute_on(second);
  other.join();

  BOOST_TEST(right == 20);
}

BOOST_AUTO_TEST_CASE(many_small_computes_wake_and_finish) {
  const Graph graph = small_graph();
  Session session({.threads = 2});
  std::int64_t total = 0;

  for (int i = 0; i < 2000; ++i)
    total += session.get(graph, "z").as_integer();

  BOOST_TEST(total == 2000 * 23);
}

BOOST_AUTO_TEST_CASE(idle_workers_do_not_burn_the_processor) {
  Session session({.threads = 2});
  session.get(small_graph(), "z");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));

  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));

  BOOST_TEST(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.05);
}

BOOST_AUTO_TEST_CASE(says_what_it_has) {
  BOOST_TEST(Session({.threads = 3}).options().threads == 3);
  BOOST_TEST(Session({.scheduler = Scheduler::synchronous, .threads = 3}).options().threads == 1);
  BOOST_TEST(Session().options().threads >= 1);
  BOOST_CHECK_THROW(Session({.threads = -1}), ValueError);
  BOOST_CHECK_THROW(Session({.threads = 100'000}), ValueError);
  BOOST_CHECK_THROW(Session({.threads = 1, .io_threads = 100'000}), ValueError);
  BOOST_CHECK_THROW(Session({.io_threads = 0}), ValueError);
}

BOOST_AUTO_TEST_CASE(schedulers_have_names) {
  BOOST_TEST((scheduler_from_name("synchronous") == Scheduler::synchronous));
  BOOST_TEST((scheduler_from_name("threads") == Scheduler::threads));
  BOOST_CHECK_THROW(scheduler_from_name("processes"), ValueError);
}

BOOST_AUTO_TEST_CASE(the_default_session_is_one) {
  BOOST_TEST(&Session::default_session() == &Session::default_session());
  BOOST_TEST(Session::default_session().get(small_graph(), "z").as_integer() == 23);
}

Value take_two_milliseconds(const KernelCall&) {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return 1;
}

BOOST_AUTO_TEST_CASE(progress_is_told_while_a_compute_runs_and_at_its_end) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 100; ++i) {
    graph.add("part" + std::to_string(i), call_of("test.take_two_milliseconds", take_two_milliseconds));
    all.push_back(key("part" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .threads = 2});
    std::vector<Progress> told;

    session.get(graph, "all",
                {.progress = [&](const Progress& progress) { told.push_back(progress); },
                 .progress_interval = std::chrono::milliseconds(5)});

    BOOST_TEST_REQUIRE(told.size() > 1U);
    BOOST_TEST(told.front().tasks_done < 101U);
    BOOST_TEST(told.back().tasks_done == 101U);
    BOOST_TEST(told.back().tasks_known == 101U);
    for (std::size_t i = 1; i < told.size(); ++i)
      BOOST_TEST(told[i].tasks_done >= told[i - 1].tasks_done);
  }
}

BOOST_AUTO_TEST_CASE(progress_that_is_never_due_is_told_at_the_end_only) {
  Graph graph;
  graph.add("0", literal(0));
  for (int i = 1; i <= 100; ++i)
    graph.add(std::to_string(i), sum({key(std::to_string(i - 1)), literal(1)}));
  for (const SessionOptions& options : every_scheduler) {
    Session session(options);
    int told = 0;

    session.get(graph, "100",
                {.progress = [&](const Progress&) { ++told; },
                 .progress_interval = std::chrono::milliseconds::max()});

    BOOST_TEST(told == 1);
  }
}

BOOST_AUTO_TEST_CASE(what_progress_throws_cancels_the_compute) {
  Graph graph;
  graph.add("x", literal(1));
  Session session({.threads = 2});

  BOOST_CHECK_THROW(
      session.get(graph, "x", {.progress = [](const Progress&) { throw std::runtime_error("enough"); }}),
      std::runtime_error);
  BOOST_TEST(session.get(graph, "x").as_integer() == 1);
}

BOOST_AUTO_TEST_CASE(urgent_tasks_run_first_and_late_ones_last) {
  static std::string begun; // kernels have no captures
  const auto note = [](std::int64_t letter, const Annotations& annotations, Graph& graph) {
    const std::string name(1, static_cast<char>(letter));
    graph.add(name,
              call_of("test.note",
                      [](const KernelCall& call) {
                        begun += static_cast<char>(call.arguments[0].as_integer());
                        return call.arguments[0];
                      },
                      {literal(letter)}),
              annotations);
    graph.add("after " + name, sum({key(name)}), annotations);
  };
  Graph graph;
  note('a', {.priority = -1}, graph);
  note('b', {}, graph);
  note('c', {.priority = 2}, graph);
  note('d', {.priority = 1}, graph);
  std::vector<TaskId> wanted;
  for (const char* key : {"after a", "after b", "after c", "after d"})
    wanted.push_back(graph.get(key));

  for (const SessionOptions& options :
       {SessionOptions{.scheduler = Scheduler::synchronous}, {.threads = 1}}) {
    begun.clear();
    Session(options).compute(graph, wanted);
    BOOST_TEST(begun == "cdba");
  }
}

BOOST_AUTO_TEST_SUITE_END()
