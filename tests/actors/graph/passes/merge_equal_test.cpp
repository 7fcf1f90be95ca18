#include <boost/test/unit_test.hpp>

#include <troupe/pass.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"
#include "support/random_graph.hpp"
#include "support/serial_evaluator.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(merge_equal_)

BOOST_AUTO_TEST_CASE(users_of_the_later_of_two_equal_tasks_turn_to_the_first) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("a", inc(key("x")));
  graph.add("b", inc(key("x")));
  graph.add("z", add(key("a"), key("b")));

  const Graph merged = merge_equal(graph, tasks_of(graph, {"z"}));

  BOOST_TEST(text_of(merged) == (GraphText{{"x", "1"}, {"a", "inc(x)"}, {"z", "add(a, a)"}}));
}

BOOST_AUTO_TEST_CASE(equal_inputs_make_their_users_equal) {
  Graph graph;
  for (const char* side : {"left", "right"}) {
    const std::string name(side);
    graph.add(name, literal(1));
    graph.add(name + " inc", inc(key(name)));
    graph.add(name + " twice", twice(key(name + " inc")));
  }

  const Graph merged = merge_equal(graph, {});

  BOOST_TEST(text_of(merged)
             == (GraphText{{"left", "1"}, {"left inc", "inc(left)"}, {"left twice", "twice(left inc)"}}));
}

BOOST_AUTO_TEST_CASE(a_wanted_key_stays_as_an_alias) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("a", inc(key("x")));
  graph.add("b", inc(key("x")));
  graph.add("c", key("b"));

  const Graph merged = merge_equal(graph, tasks_of(graph, {"b", "c"}));

  BOOST_TEST(text_of(merged) == (GraphText{{"x", "1"}, {"a", "inc(x)"}, {"b", "a"}, {"c", "a"}}));
}

/// A task that waits for another one, which its body does not look at.
TaskId add_waiting(Graph& graph, const std::string& name, Body body, const std::string& awaited) {
  body.plain = false;
  const TaskId input = graph.get(awaited);
  return graph.add(name, graph.add_body(std::move(body)), std::span(&input, 1));
}

BOOST_AUTO_TEST_CASE(tasks_that_wait_for_others_stay) {
  register_arithmetic();
  const Body body = Body::call(KernelRegistry::instance().get("arithmetic.seven"));
  Graph graph;
  graph.add("at once", seven());
  graph.add("slow", inc(key("at once")));
  graph.add("other", dec(key("at once")));
  add_waiting(graph, "later", body, "slow"); // a task before it needs what is equal to it but for that
  add_waiting(graph, "later too", body, "slow");
  add_waiting(graph, "after other", body, "other");
  graph.add("z", add3(key("later"), key("later too"), key("after other")));

  const Graph merged = merge_equal(graph, tasks_of(graph, {"z"}));

  BOOST_TEST(dependencies(merged, merged.get("later")) == std::vector<std::string>{"slow"},
             boost::test_tools::per_element());
  const std::vector<std::string> expected{"after other", "later"}; // sorted, each once
  BOOST_TEST(dependencies(merged, merged.get("z")) == expected, boost::test_tools::per_element());
  BOOST_TEST((run_serially(merged, tasks_of(merged, {"z"})).values == std::vector<Value>{21}));
}

// What is waited for may have become a step whose result nothing uses.
BOOST_AUTO_TEST_CASE(what_a_fused_task_runs_besides_is_run_still) {
  register_arithmetic();
  const Body body = Body::call(KernelRegistry::instance().get("arithmetic.seven"));
  Graph graph;
  graph.add("first", inc(literal(1)));
  graph.add("second", inc(literal(2)));
  add_waiting(graph, "after first", body, "first");
  add_waiting(graph, "after second", body, "second");
  graph.add("list", list({key("after first"), key("after second")}));
  const std::vector<TaskId> wanted = tasks_of(graph, {"list", "after first", "after second"});
  const std::size_t calls = run_serially(graph, wanted).call_count;

  const Graph fused = fuse(graph, wanted);
  const Graph merged = merge_equal(fused, tasks_of(fused, {"list"}));

  BOOST_TEST(fused.size() == 3U);
  BOOST_TEST(run_serially(merged, tasks_of(merged, {"list"})).call_count == calls);
}

BOOST_AUTO_TEST_CASE(aliases_that_nobody_wants_go) {
  Graph graph;
  graph.add("z", inc(key("alias")));
  graph.add("alias", key("x"));
  graph.add("x", literal(1));

  const Graph merged = merge_equal(graph, tasks_of(graph, {"z"}));

  BOOST_TEST(text_of(merged) == (GraphText{{"x", "1"}, {"z", "inc(x)"}}));
}

BOOST_AUTO_TEST_CASE(the_most_retries_win) {
  register_arithmetic();
  const Kernel& kernel = KernelRegistry::instance().get("arithmetic.seven");
  Body patient = Body::call(kernel);
  patient.retries = 3;
  Graph graph;
  const NameId name = graph.add_name("x", {2});
  graph.add(name, 0, graph.add_body(Body::call(kernel)), {});
  graph.add(name, 1, graph.add_body(patient), {});

  const Graph merged = merge_equal(graph, {});

  BOOST_TEST(merged.size() == 1U);
  BOOST_TEST(merged.body(0).retries == 3U);
}

BOOST_AUTO_TEST_CASE(tasks_that_become_one_get_the_strongest_annotations_and_aliases_keep_theirs) {
  Graph graph;
  graph.add("a", seven(), {.retries = 3, .priority = -2});
  graph.add("b", seven(), {.retries = 1, .priority = 5});
  graph.add("c", seven(), {.priority = -7});

  const Graph merged = merge_equal(graph, tasks_of(graph, {"b"}));

  BOOST_TEST(text_of(merged) == (GraphText{{"a", "seven()"}, {"b", "a"}}));
  BOOST_TEST((annotations_of(merged.body(merged.get("a"))) == Annotations{3, 5}));
  BOOST_TEST((annotations_of(merged.body(merged.get("b"))) == Annotations{1, 5}));
}

BOOST_AUTO_TEST_CASE(equal_tasks_that_are_both_late_become_one_that_is_late) {
  Graph graph;
  graph.add("a", seven(), {.priority = -2});
  graph.add("b", seven(), {.priority = -7});

  const Graph merged = merge_equal(graph, {});

  BOOST_TEST(merged.body(0).priority == -2);
}

BOOST_AUTO_TEST_CASE(values_stay_the_same_and_fewer_tasks_run_on_random_graphs) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const RandomGraph random = random_graph({.seed = seed, .task_count = 40});
      std::vector<std::string> keys;
      for (const TaskId task : random.wanted)
        keys.push_back(random.graph.key(task));
      const SerialRun before = run_serially(random.graph, random.wanted);

      const Graph merged = merge_equal(random.graph, random.wanted);
      const SerialRun after = run_serially(merged, tasks_of(merged, keys));

      BOOST_TEST((after.values == before.values));
      BOOST_TEST(after.call_count <= before.call_count);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
