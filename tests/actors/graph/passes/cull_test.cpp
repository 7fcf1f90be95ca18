#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

Graph cull_to(const Graph& graph, const std::vector<std::string>& keys) {
  return cull(graph, tasks_of(graph, keys));
}

} // namespace

BOOST_AUTO_TEST_SUITE(cull_)

// graph/cull-0001 of the conformance suite
BOOST_AUTO_TEST_CASE(keeps_only_what_the_wanted_keys_need) {
  const Graph culled = cull_to(seven_key_graph(21), {"z"});

  BOOST_TEST(text_of(culled) == (GraphText{{"x", "21"}, {"y", "inc(x)"}, {"z", "add(y, 10)"}}));
}

// graph/cull-0004
BOOST_AUTO_TEST_CASE(keeps_everything_if_everything_is_needed) {
  const Graph culled = cull_to(seven_key_graph(21), {"v", "q"});

  BOOST_TEST(text_of(culled) == text_of(seven_key_graph(21)));
}

BOOST_AUTO_TEST_CASE(follows_aliases) {
  const Graph culled = cull_to(seven_key_graph(21), {"w"});

  BOOST_TEST(text_of(culled) == (GraphText{{"w", "z"}, {"x", "21"}, {"y", "inc(x)"}, {"z", "add(y, 10)"}}));
}

BOOST_AUTO_TEST_CASE(nothing_wanted_leaves_nothing) {
  const Graph culled = cull_to(seven_key_graph(21), {});

  BOOST_TEST(culled.size() == 0U);
}

BOOST_AUTO_TEST_CASE(keeps_the_keys_of_blocks) {
  register_arithmetic();
  Graph graph;
  const NameId name = graph.add_name("x", {4});
  const BodyId body = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.seven")));
  for (std::uint32_t block = 0; block < 4; ++block)
    graph.add(name, block, body, {});

  const Graph culled = cull_to(graph, {"x/3", "x/1"});

  BOOST_TEST(text_of(culled) == (GraphText{{"x/1", "seven()"}, {"x/3", "seven()"}}));
  BOOST_TEST(culled.get("x/3") == 1U);
  BOOST_TEST(!culled.find("x/0").has_value());
}

BOOST_AUTO_TEST_CASE(a_missing_input_is_named_with_its_user) {
  Graph graph;
  graph.add("z", inc(key("gone")));

  BOOST_CHECK_EXCEPTION(cull_to(graph, {"z"}), KeyError, [](const KeyError& error) {
    return error.what() == std::string("cull: there is no key \"gone\", which \"z\" uses");
  });
}

BOOST_AUTO_TEST_CASE(a_missing_input_of_what_is_not_needed_does_not_matter) {
  Graph graph = seven_key_graph(21);
  graph.add("bad", inc(key("gone")));

  BOOST_TEST(cull_to(graph, {"x"}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_cycle_is_kept) {
  Graph graph;
  graph.add("a", inc(key("b")));
  graph.add("b", inc(key("a")));

  BOOST_TEST(cull_to(graph, {"a"}).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
