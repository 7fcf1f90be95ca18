#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>

#include "graph/outline/graph_outline.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

Graph mixed_graph() {
  Graph graph;
  graph.add("late", sum({key("early"), key("x/0/1")})); // refers before they are there
  const NameId x = graph.add_name("x", {2, 2});
  const BodyId body = graph.add_body(Body::call(test_kernel("test.sum", sum_kernel)));
  for (std::uint32_t block : {0U, 2U, 3U, 1U})
    graph.add(x, block, body, {});
  graph.add("early", literal(1));
  std::vector<Node> all;
  for (int i = 0; i < 300; ++i) {
    graph.add("part" + std::to_string(i), literal(i));
    all.push_back(key("part" + std::to_string(i)));
  }
  graph.add("all", sum(std::move(all)));
  return graph;
}

void require_equal(GraphOutline::Reader& outline, const Graph& graph, TaskId task) {
  BOOST_TEST(outline.key(task) == graph.key(task));
  BOOST_TEST(outline.inputs(task) == graph.inputs(task), boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(graph_outline)

BOOST_AUTO_TEST_CASE(a_whole_graph_has_its_keys_inputs_and_kernels) {
  const Graph graph = mixed_graph();
  const GraphOutline outline(graph);
  GraphOutline::Reader reader(outline);

  for (TaskId task = 0; task < graph.size(); ++task)
    require_equal(reader, graph, task);
  BOOST_TEST(reader.kernel_names()[reader.kernels(graph.get("late"))] == "test.sum");
  BOOST_TEST(reader.kernel_names()[reader.kernels(graph.get("early"))] == "literal");
}

BOOST_AUTO_TEST_CASE(some_tasks_have_theirs) {
  const Graph graph = mixed_graph();
  std::vector<TaskId> tasks{graph.get("late"), graph.get("x/1/0"), graph.get("part7"), graph.get("all")};
  std::ranges::sort(tasks);
  const GraphOutline outline(graph, tasks);
  GraphOutline::Reader reader(outline);

  for (const TaskId task : tasks)
    require_equal(reader, graph, task);
  BOOST_TEST(reader.kernel_names()[reader.kernels(graph.get("part7"))] == "literal");
}

BOOST_AUTO_TEST_CASE(a_graph_without_tasks_is_one_too) {
  const GraphOutline outline{Graph()};
  GraphOutline::Reader reader(outline);
  BOOST_TEST(reader.kernel_names().empty());
}

BOOST_AUTO_TEST_CASE(blocks_in_order_take_a_byte_each) {
  Graph graph;
  const NameId x = graph.add_name("x", {100'000});
  const BodyId body = graph.add_body(Body::call(test_kernel("test.sum", sum_kernel)));
  for (std::uint32_t block = 0; block < 100'000; ++block)
    graph.add(x, block, body, {});

  BOOST_TEST(GraphOutline(graph).size_bytes() < 101'000);
}

BOOST_AUTO_TEST_SUITE_END()
