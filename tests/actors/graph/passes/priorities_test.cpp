#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/pass.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"
#include "support/random_graph.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Keys = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(priorities)

BOOST_AUTO_TEST_CASE(what_is_urgent_comes_first_with_what_it_needs) {
  Graph graph;
  graph.add("a1", seven());
  graph.add("a2", inc(key("a1")));
  graph.add("b1", seven());
  graph.add("b2", inc(key("b1")), {.priority = 1});
  graph.add("b3", inc(key("b2")));
  graph.add("c1", seven());
  graph.add("c2", inc(key("c1")), {.priority = 2});

  BOOST_TEST(sequence(graph, {"a2", "b3", "c2"}) == (Keys{"c1", "c2", "b1", "b2", "a1", "a2", "b3"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_urgent_comes_last_with_what_waits_for_it) {
  Graph graph;
  graph.add("a1", seven());
  graph.add("a2", inc(key("a1")), {.priority = -1});
  graph.add("b1", seven());
  graph.add("sum", add(key("a2"), key("b1")));
  graph.add("c", seven());

  // a1 is needed by nothing else than a2, b1 could run at once.
  BOOST_TEST(sequence(graph, {"sum", "c"}) == (Keys{"b1", "c", "a1", "a2", "sum"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_something_urgent_needs_is_urgent_whatever_it_says_itself) {
  Graph graph;
  graph.add("a", seven());
  graph.add("late", seven(), {.priority = -9});
  graph.add("urgent", inc(key("late")), {.priority = 1});

  BOOST_TEST(sequence(graph, {"a", "urgent"}) == (Keys{"late", "urgent", "a"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_priority_that_all_have_and_retries_change_no_rank) {
  for (const Annotations& annotations : {Annotations{.retries = 3}, Annotations{.priority = 4}, {}}) {
    Graph graph;
    graph.add("c", literal(1));
    for (const char* name : {"a", "b", "d"}) {
      graph.add(std::string(name) + "1", inc(key("c")), annotations);
      graph.add(std::string(name) + "2", add(key(std::string(name) + "1"), key("c")), annotations);
    }

    BOOST_TEST(sequence(graph, {"a2", "b2", "d2"}) == (Keys{"c", "a1", "a2", "b1", "b2", "d1", "d2"}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(no_priority_puts_a_task_before_its_inputs) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RandomGraph random = random_graph({.seed = seed, .task_count = 30});
    std::mt19937_64 numbers(seed);
    Graph graph;
    std::vector<TaskId> wanted;
    for (TaskId task = 0; task < random.graph.size(); ++task) {
      std::vector<Node> inputs;
      for (const TaskId input : random.graph.inputs(task))
        inputs.push_back(key(random.graph.key(input)));
      graph.add(random.graph.key(task), list(std::move(inputs)),
                {.priority = static_cast<std::int32_t>(numbers() % 5) - 2});
    }
    for (const TaskId task : random.wanted)
      wanted.push_back(graph.get(random.graph.key(task)));

    const auto ranks = order(graph, wanted);

    for (TaskId task = 0; task < graph.size(); ++task)
      for (const TaskId input : graph.inputs(task))
        BOOST_TEST((ranks[task] == unranked || ranks[input] < ranks[task]), "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
