#include <set>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>
#include <troupe/register_kernel.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

struct Factor {
  double by = 1;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(by);
  }
};

Digest digest_of(const Graph& graph, const std::string& key) { return digests(graph).at(graph.get(key)); }

} // namespace

BOOST_AUTO_TEST_SUITE(digests_)

BOOST_AUTO_TEST_CASE(equal_work_has_equal_digests_whatever_its_keys) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("other x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("other y", inc(key("other x")));

  BOOST_TEST((digest_of(graph, "x") == digest_of(graph, "other x")));
  BOOST_TEST((digest_of(graph, "y") == digest_of(graph, "other y")));
}

BOOST_AUTO_TEST_CASE(kernel_arguments_and_their_order_literals_and_containers_tell_tasks_apart) {
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b", literal(2));
  graph.add("real", literal(1.0));
  graph.add("true", literal(true));
  graph.add("text", literal("1"));
  graph.add("inc", inc(key("a")));
  graph.add("dec", dec(key("a")));
  graph.add("ab", sub(key("a"), key("b")));
  graph.add("ba", sub(key("b"), key("a")));
  graph.add("list", list({key("a"), key("b")}));
  graph.add("nested", list({list({key("a"), key("b")})}));
  graph.add("halves", list({list({key("a")}), list({key("b")})}));
  graph.add("map", map({{"p", key("a")}, {"q", key("b")}}));
  graph.add("other map", map({{"p", key("a")}, {"r", key("b")}}));
  graph.add("empty", list({}));

  const std::vector<Digest> found = digests(graph);

  BOOST_TEST(std::set<Digest>(found.begin(), found.end()).size() == graph.size());
}

BOOST_AUTO_TEST_CASE(parameters_and_version_count) {
  const auto scale = [](const Factor& factor, double x) { return factor.by * x; };
  const Kernel& first = register_kernel("digests_test.scale", scale, {.version = 1});
  const Kernel& second = register_kernel("digests_test.scale", scale, {.version = 2});
  Graph graph;
  const NameId name = graph.add_name("x", {5});
  const TaskId x = graph.add(name, 0, graph.add_body(Body::constant(1.5)), {});
  const auto add_scaled = [&](std::uint32_t block, const Kernel& kernel, double by) {
    graph.add(name, block, graph.add_body(Body::call(kernel, Parameters::of(Factor{by}))), {&x, 1});
  };
  add_scaled(1, first, 2);
  add_scaled(2, first, 2);
  add_scaled(3, first, 3);
  add_scaled(4, second, 2);

  BOOST_TEST((digest_of(graph, "x/1") == digest_of(graph, "x/2")));
  BOOST_TEST((digest_of(graph, "x/1") != digest_of(graph, "x/3")));
  BOOST_TEST((digest_of(graph, "x/1") != digest_of(graph, "x/4")));
}

BOOST_AUTO_TEST_CASE(the_form_in_which_a_call_is_written_does_not_count) {
  register_arithmetic();
  const Kernel& kernel = KernelRegistry::instance().get("arithmetic.add");
  Body written_out;
  Step& step = written_out.steps.emplace_back();
  step.kernel = &kernel;
  step.operands = {{Operand::Kind::input, 0}, {Operand::Kind::input, 1}};
  written_out.result = {Operand::Kind::step, 0};
  Graph graph;
  const NameId name = graph.add_name("t", {4});
  const std::vector<TaskId> inputs{graph.add(name, 0, graph.add_body(Body::constant(1)), {}),
                                   graph.add(name, 1, graph.add_body(Body::constant(2)), {})};
  graph.add(name, 2, graph.add_body(written_out), inputs);
  graph.add(name, 3, graph.add_body(Body::call(kernel)), inputs);

  BOOST_TEST((digest_of(graph, "t/2") == digest_of(graph, "t/3")));
}

BOOST_AUTO_TEST_CASE(a_nested_call_has_the_digest_of_its_parts_as_tasks) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("z", add(key("y"), literal(10)));
  graph.add("nested", add(inc(literal(1)), literal(10)));
  graph.add("alias", key("z"));

  BOOST_TEST((digest_of(graph, "nested") == digest_of(graph, "z")));
  BOOST_TEST((digest_of(graph, "alias") == digest_of(graph, "z")));
}

BOOST_AUTO_TEST_CASE(retries_and_source_lines_do_not_count) {
  register_arithmetic();
  const Kernel& kernel = KernelRegistry::instance().get("arithmetic.seven");
  Body patient = Body::call(kernel, {}, {"user.cpp", 12});
  patient.retries = 3;
  Graph graph;
  const NameId name = graph.add_name("x", {2});
  graph.add(name, 0, graph.add_body(patient), {});
  graph.add(name, 1, graph.add_body(Body::call(kernel)), {});

  BOOST_TEST((digest_of(graph, "x/0") == digest_of(graph, "x/1")));
}

BOOST_AUTO_TEST_CASE(promised_results_differ_by_their_number) {
  register_arithmetic();
  Graph graph;
  const NameId name = graph.add_name("x", {3});
  const TaskId yielding =
      graph.add(name, 0, graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.seven"))), {});
  for (std::uint32_t result = 0; result < 2; ++result) {
    Body promised;
    promised.promised = static_cast<std::int32_t>(result);
    graph.add(name, result + 1, graph.add_body(promised), {&yielding, 1});
  }

  const std::vector<Digest> found = digests(graph);

  BOOST_TEST(std::set<Digest>(found.begin(), found.end()).size() == 3U);
}

BOOST_AUTO_TEST_CASE(cycles_and_missing_keys_are_refused) {
  Graph cycle;
  cycle.add("a", inc(key("a")));
  Graph gap;
  gap.add("a", inc(key("gone")));

  BOOST_CHECK_THROW(digests(cycle), CycleError);
  BOOST_CHECK_THROW(digests(gap), KeyError);
}

// The digest must stay what it is on every machine and in every version: stores will hold it.
BOOST_AUTO_TEST_CASE(a_digest_is_the_same_everywhere) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", add(inc(key("x")), list({literal("abc"), literal(2.5)})));

  BOOST_TEST(to_string(digest_of(graph, "y")) == "e50f7f146d72d3184c08ed72e4e63cc8");
}

BOOST_AUTO_TEST_SUITE_END()
