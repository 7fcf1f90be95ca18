#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/register_kernel.hpp>

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

/// Tells whether it is there.
class Constant final : public ValueObject {
public:
  explicit Constant(bool& is_there) : is_there_(is_there) { is_there_ = true; }
  ~Constant() override { is_there_ = false; }
  std::size_t size_bytes() const noexcept override { return 0; }
  std::string_view type_name() const noexcept override { return "test.constant"; }

private:
  bool& is_there_;
};

std::string kernels_of(const GraphOutline& outline, TaskId task) {
  return outline.kernel_names()[outline.kernels(task)];
}

} // namespace

BOOST_AUTO_TEST_SUITE(graph_outline)

BOOST_AUTO_TEST_CASE(a_graph_has_its_keys_inputs_and_kernels) {
  const Graph graph = mixed_graph();
  const GraphOutline outline(graph);

  BOOST_REQUIRE(outline.size() == graph.size());
  for (TaskId task = 0; task < graph.size(); ++task) {
    BOOST_TEST(outline.key(task) == graph.key(task));
    BOOST_TEST(outline.inputs(task) == graph.inputs(task), boost::test_tools::per_element());
  }
  BOOST_TEST(kernels_of(outline, graph.get("late")) == "test.sum");
  BOOST_TEST(kernels_of(outline, graph.get("x/1/0")) == "test.sum");
  BOOST_TEST(kernels_of(outline, graph.get("early")) == "literal");
  BOOST_TEST(outline.kernel_names().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_graph_without_tasks_is_one_too) {
  const GraphOutline outline{Graph()};
  BOOST_TEST(outline.size() == 0U);
  BOOST_TEST(outline.kernel_names().empty());
}

BOOST_AUTO_TEST_CASE(it_stays_as_the_graph_was) {
  Graph graph = mixed_graph();
  const std::size_t size = graph.size();
  const GraphOutline outline(graph);
  const GraphOutline again(graph);
  graph.add("later", sum({key("late")}));
  const GraphOutline other(graph);
  graph = Graph();

  BOOST_TEST(outline.size() == size);
  BOOST_TEST(outline.key(0) == "late");
  BOOST_TEST(other.size() == size + 1);
  BOOST_TEST(other.key(static_cast<TaskId>(size)) == "later");
  BOOST_TEST(again.tasks() == outline.tasks());
  BOOST_TEST(other.tasks() != outline.tasks());
}

BOOST_AUTO_TEST_CASE(it_holds_no_constant) {
  bool is_there = false;
  Graph graph;
  graph.add("constant", literal(Value::user(std::make_unique<const Constant>(is_there))));
  const GraphOutline outline(graph);
  BOOST_TEST(is_there);
  graph = Graph();

  BOOST_TEST(!is_there);
  BOOST_TEST(kernels_of(outline, 0) == "literal");
}

// As `summarise` and pictures have it.
BOOST_AUTO_TEST_CASE(a_lambda_has_a_name_for_each_line_that_calls_it) {
  const Kernel& lambda = kernel_of([](std::int64_t x) { return x + 5; });
  Graph graph;
  for (const std::uint32_t line : {31U, 55U, 31U})
    graph.add("x" + std::to_string(graph.size()), call(lambda.name, {literal(1)}), {"winds.cpp", line});

  const GraphOutline outline(graph);

  BOOST_TEST(outline.kernels(0) == outline.kernels(2));
  BOOST_TEST(outline.kernels(0) != outline.kernels(1));
  BOOST_TEST(outline.kernel_names()[outline.kernels(1)].ends_with(" of winds.cpp:55"));
}

BOOST_AUTO_TEST_SUITE_END()
