#include <unordered_set>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>

#include "runtime/tracing/run_record.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(run_record)

BOOST_AUTO_TEST_CASE(graphs_that_runs_share_are_counted_once) {
  Graph graph, other;
  graph.add("x", literal(1));
  other.add("y", literal(1));
  RunRecord first, second, third;
  for (RunRecord* const run : {&first, &second})
    run->networks.emplace_back().outline = GraphOutline(graph);
  third.networks.emplace_back().outline = GraphOutline(other);
  third.networks.emplace_back().outline = GraphOutline(graph); // which the other one yields
  const std::size_t graph_bytes = first.networks[0].outline.tasks_bytes();
  const std::size_t other_bytes = third.networks[0].outline.tasks_bytes();

  std::unordered_set<const void*> counted;
  const std::size_t first_bytes = first.size_bytes(counted);
  BOOST_TEST(second.size_bytes(counted) == first_bytes - graph_bytes);
  BOOST_TEST(third.size_bytes(counted) == 2 * (first_bytes - graph_bytes) + other_bytes);
  counted.clear();
  BOOST_TEST(second.size_bytes(counted) == first_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
