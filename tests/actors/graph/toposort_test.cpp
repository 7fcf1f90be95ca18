#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "support/arithmetic.hpp"
#include "support/error_message.hpp"
#include "support/graph_text.hpp"
#include "support/random_graph.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

std::vector<std::string> sorted_keys(const Graph& graph) {
  std::vector<std::string> keys;
  for (const TaskId task : toposort(graph))
    keys.push_back(graph.key(task));
  return keys;
}

} // namespace

BOOST_AUTO_TEST_SUITE(toposort_)

BOOST_AUTO_TEST_CASE(tasks_built_from_the_inputs_up_keep_their_order) {
  BOOST_TEST(sorted_keys(seven_key_graph(1)) == (std::vector<std::string>{"x", "y", "z", "u", "v", "w", "q"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(inputs_come_first_otherwise) {
  Graph graph;
  graph.add("c", add(key("b"), key("a")));
  graph.add("b", inc(key("a")));
  graph.add("a", literal(1));

  BOOST_TEST(sorted_keys(graph) == (std::vector<std::string>{"a", "b", "c"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_graph_has_an_empty_order) { BOOST_TEST(toposort(Graph()).empty()); }

// graph/errors-0001 to errors-0004 of the conformance suite
BOOST_AUTO_TEST_CASE(a_cycle_is_listed) {
  Graph two;
  two.add("a", inc(key("b")));
  two.add("b", inc(key("a")));
  two.add("z", add(key("a"), literal(1)));
  Graph itself;
  itself.add("z", inc(key("z")));
  Graph aliases;
  aliases.add("a", key("b"));
  aliases.add("b", key("a"));

  const std::string begin = "toposort: the tasks wait for each other: ";
  BOOST_CHECK_EXCEPTION(toposort(two), CycleError, says<CycleError>(begin + R"("a" -> "b" -> "a")"));
  BOOST_CHECK_EXCEPTION(toposort(itself), CycleError, says<CycleError>(begin + R"("z" -> "z")"));
  BOOST_CHECK_EXCEPTION(toposort(aliases), CycleError, says<CycleError>(begin + R"("a" -> "b" -> "a")"));
}

BOOST_AUTO_TEST_CASE(a_long_cycle_is_cut) {
  Graph graph;
  for (int i = 0; i < 100'000; ++i)
    graph.add("k" + std::to_string(i), inc(key("k" + std::to_string((i + 1) % 100'000))));

  BOOST_CHECK_EXCEPTION(
      toposort(graph), CycleError,
      says<CycleError>(
          "toposort: the tasks wait for each other: \"k0\" -> \"k1\" -> \"k2\" -> \"k3\" -> \"k4\" -> "
          "\"k5\" -> \"k6\" -> \"k7\" -> \"k8\" -> (99990 more) -> \"k99999\" -> \"k0\""));
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_named_with_its_user) {
  Graph graph;
  graph.add("z", inc(key("gone")));

  BOOST_CHECK_EXCEPTION(toposort(graph), KeyError,
                        says<KeyError>("toposort: there is no key \"gone\", which \"z\" uses"));
}

// graph/facts-0005
BOOST_AUTO_TEST_CASE(only_cycles_that_can_be_reached_count) {
  Graph graph;
  graph.add("a", inc(key("b")));
  graph.add("b", inc(key("a")));
  graph.add("z", literal(1));

  BOOST_TEST(!is_acyclic(graph, tasks_of(graph, {"a"})));
  BOOST_TEST(is_acyclic(graph, tasks_of(graph, {"z"})));
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_hand_made_tasks_added_backwards) {
  constexpr int length = 1'000'000;
  Graph graph;
  for (int i = length - 1; i > 0; --i)
    graph.add("k" + std::to_string(i), inc(key("k" + std::to_string(i - 1))));
  graph.add("k0", literal(0));

  const std::vector<TaskId> tasks = toposort(graph);

  BOOST_TEST(tasks.size() == 1'000'000U);
  BOOST_TEST(graph.key(tasks.front()) == "k0");
  BOOST_TEST(graph.key(tasks.back()) == "k999999");
}

BOOST_AUTO_TEST_CASE(every_task_of_a_random_graph_comes_once_and_after_its_inputs) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Graph graph = random_graph({.seed = seed}).graph;
    std::vector<bool> seen(graph.size(), false);
    for (const TaskId task : toposort(graph)) {
      for (const TaskId input : graph.inputs(task))
        BOOST_REQUIRE_MESSAGE(seen[input], "seed " << seed);
      BOOST_REQUIRE_MESSAGE(!seen[task], "seed " << seed);
      seen[task] = true;
    }
    BOOST_TEST(std::ranges::count(seen, true) == static_cast<std::ptrdiff_t>(graph.size()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
