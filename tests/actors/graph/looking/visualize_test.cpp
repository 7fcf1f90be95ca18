// Pictures of graphs.

#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/visualize.hpp>

#include "support/arithmetic.hpp"
#include "support/error_message.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

Graph small_graph() {
  register_arithmetic();
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("z", inc(key("y")));
  return graph;
}

std::size_t entries_of(const std::filesystem::path& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(visualization)

BOOST_AUTO_TEST_CASE(tasks_that_call_the_same_have_one_colour) {
  const Graph graph = small_graph();

  const std::string text = to_dot(graph, std::vector{graph.get("z")}, {.colouring = Colouring::kernel});

  BOOST_TEST(text == R"(digraph troupe {
  rankdir=BT;
  0 [label="x\nliteral", shape=box, style=filled, fillcolor="0.550 0.350 1.000"];
  1 [label="y\narithmetic.inc", shape=ellipse, style=filled, fillcolor="0.168 0.350 1.000"];
  2 [label="z\narithmetic.inc", shape=ellipse, style=filled, fillcolor="0.168 0.350 1.000", penwidth=3];
  0 -> 1;
  1 -> 2;
}
)");
}

BOOST_AUTO_TEST_CASE(the_order_is_told_and_what_is_not_needed_has_none) {
  Graph graph = small_graph();
  graph.add("apart", inc(key("x")));

  const std::string text = to_dot(graph, std::vector{graph.get("z")}, {.colouring = Colouring::order});

  BOOST_TEST(text.find(R"(label="x\nliteral\n#0")") != std::string::npos, text);
  BOOST_TEST(text.find(R"(label="z\narithmetic.inc\n#2")") != std::string::npos, text);
  BOOST_TEST(text.find(R"(label="apart\narithmetic.inc", shape=ellipse];)") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(larger_results_are_darker) {
  register_arithmetic();
  Graph graph;
  const NameId name = graph.add_name("x", {3});
  for (std::uint32_t i = 0; i < 3; ++i) {
    Body body = Body::constant(i);
    body.output_bytes = i == 0 ? -1 : i == 1 ? 1'000 : 1'000'000;
    graph.add(name, i, graph.add_body(std::move(body)), {});
  }

  const std::string text = to_dot(graph, {}, {.colouring = Colouring::bytes});

  BOOST_TEST(text.find("0 [label=\"x/0\\nliteral\", shape=box];") != std::string::npos, text);
  BOOST_TEST(text.find("fillcolor=\"0.080 0.475 1.000\"") != std::string::npos, text);
  BOOST_TEST(text.find("fillcolor=\"0.080 0.900 1.000\"") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(pictures_are_drawn) {
  const Graph graph = small_graph();
  const TemporaryDirectory directory;
  visualize(graph, {}, directory.path() / "graph.svg");
  visualize(graph, {}, directory.path() / "graph.png");
  visualize(graph, {}, directory.path() / "graph.dot", {.colouring = Colouring::none});

  BOOST_TEST(read_bytes(directory.path() / "graph.svg").find("arithmetic.inc</text>") != std::string::npos);
  BOOST_TEST(read_bytes(directory.path() / "graph.png").substr(1, 3) == "PNG");
  BOOST_TEST(read_bytes(directory.path() / "graph.dot") == to_dot(graph));
  BOOST_TEST(entries_of(directory.path()) == 3U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_refused_and_leaves_nothing) {
  const Graph graph = small_graph();
  const TemporaryDirectory directory;

  BOOST_TEST(message_of<ValueError>([&] { visualize(graph, {}, directory.path() / "graph.jpg"); })
             == "visualize: " + (directory.path() / "graph.jpg").string()
                    + " is no .svg, .png, .pdf or .dot");
  BOOST_TEST(
      message_of<ValueError>([&] { visualize(graph, {}, directory.path() / "graph.svg", {.max_tasks = 2}); })
      == "to_dot: 3 tasks are more than the limit of 2; cull the graph to fewer keys, or raise the limit");
  BOOST_CHECK_THROW(visualize(graph, {}, directory.path() / "no" / "graph.svg"), FileError);
  BOOST_TEST(entries_of(directory.path()) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
