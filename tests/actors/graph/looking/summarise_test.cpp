// What a graph is made of, without running it.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph_summary.hpp>

#include "support/arithmetic.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

std::vector<std::string> keys_of(const Graph& graph, const std::vector<TaskId>& tasks) {
  std::vector<std::string> keys;
  for (const TaskId task : tasks)
    keys.push_back(graph.key(task));
  return keys;
}

} // namespace

BOOST_AUTO_TEST_SUITE(graph_summary)

BOOST_AUTO_TEST_CASE(tasks_are_counted_by_what_they_call) {
  register_arithmetic();
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("z", inc(key("y")));
  graph.add("w", add(key("z"), neg(key("x"))));
  graph.add("apart", inc(key("x")));

  const GraphSummary summary = summarise(graph, std::vector{graph.get("w")});

  BOOST_TEST(summary.tasks == 4U);
  BOOST_TEST(summary.unneeded == 1U);
  BOOST_TEST(summary.edges == 4U);
  BOOST_REQUIRE(summary.rows.size() == 3U);
  BOOST_TEST(summary.rows[0].kernels == "arithmetic.inc");
  BOOST_TEST(summary.rows[0].tasks == 2U);
  BOOST_TEST(summary.rows[0].unknown == 2U);
  BOOST_TEST(summary.rows[1].kernels == "arithmetic.neg, arithmetic.add");
  BOOST_TEST(summary.rows[2].kernels == "literal");
  BOOST_TEST((keys_of(graph, summary.critical_path) == std::vector<std::string>{"x", "y", "z", "w"}));
}

BOOST_AUTO_TEST_CASE(bytes_are_added_as_far_as_they_are_known) {
  register_arithmetic();
  const Chunk ramp = Chunk::from<double>({3}, {1, 2, 3});
  Graph graph;
  const NameId name = graph.add_name("x", {4});
  const BodyId constant = graph.add_body(Body::constant(ramp));
  Body body = Body::call(KernelRegistry::instance().get("arithmetic.neg"));
  body.output_bytes = 100;
  const BodyId neg = graph.add_body(std::move(body));
  const TaskId first = graph.add(name, 0, constant, {});
  std::vector<TaskId> wanted;
  for (std::uint32_t i = 1; i < 4; ++i)
    wanted.push_back(graph.add(name, i, neg, std::vector{first}));

  const GraphSummary summary = summarise(graph, wanted);

  BOOST_TEST(summary.rows[0].bytes_in == 3 * Value(ramp).size_bytes());
  BOOST_TEST(summary.rows[0].bytes_out == 300U);
  BOOST_TEST(summary.rows[1].bytes_out == Value(ramp).size_bytes());
  BOOST_TEST(summary.constant_bytes == Value(ramp).size_bytes());
  BOOST_TEST(summary.widest_level == 3U);
  BOOST_TEST(summary.critical_path.size() == 2U);
}

BOOST_AUTO_TEST_CASE(chains_of_any_length_and_nothing_at_all) {
  register_arithmetic();
  Graph graph;
  graph.add("0", literal(1));
  for (int i = 1; i < 100'000; ++i)
    graph.add(std::to_string(i), inc(key(std::to_string(i - 1))));

  BOOST_TEST(summarise(graph, std::vector{graph.get("99999")}).critical_path.size() == 100'000U);
  BOOST_TEST(summarise(graph, {}).tasks == 0U);
  BOOST_TEST(summarise(graph, {}).critical_path.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_run_is_refused) {
  register_arithmetic();
  Graph graph;
  graph.add("x", inc(key("missing")));
  graph.add("a", inc(key("b")));
  graph.add("b", inc(key("a")));

  BOOST_CHECK_THROW(summarise(graph, std::vector{graph.get("x")}), KeyError);
  BOOST_CHECK_THROW(summarise(graph, std::vector{graph.get("a")}), CycleError);
  BOOST_CHECK_EXCEPTION(summarise(graph, std::vector<TaskId>{99}), KeyError,
                        says<KeyError>("summarise: task 99 is wanted, the graph has 4"));
}

BOOST_AUTO_TEST_SUITE_END()
