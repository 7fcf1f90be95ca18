#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "support/arithmetic.hpp"
#include "support/graph_text.hpp"
#include "support/random_graph.hpp"
#include "support/serial_evaluator.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

Graph fuse_for(const Graph& graph, const std::vector<std::string>& wanted) {
  return fuse(graph, tasks_of(graph, wanted));
}

Graph chain() {
  Graph graph;
  graph.add("a", literal(-9));
  graph.add("b", inc(key("a")));
  graph.add("c", twice(key("b")));
  graph.add("d", neg(key("c")));
  return graph;
}

} // namespace

BOOST_AUTO_TEST_SUITE(fuse_)

// graph/fuse-0001 of the conformance suite
BOOST_AUTO_TEST_CASE(a_chain_becomes_one_task_under_the_last_key) {
  const Graph fused = fuse_for(chain(), {"d"});

  BOOST_TEST(text_of(fused) == (GraphText{{"d", "neg(twice(inc(-9)))"}}));
}

// graph/fuse-0002
BOOST_AUTO_TEST_CASE(a_wanted_key_keeps_its_place) {
  const Graph fused = fuse_for(chain(), {"d", "b"});

  BOOST_TEST(text_of(fused) == (GraphText{{"b", "inc(-9)"}, {"d", "neg(twice(b))"}}));
}

// graph/fuse-0003
BOOST_AUTO_TEST_CASE(branches_are_fused_each_for_itself) {
  Graph graph;
  graph.add("x", literal(7));
  graph.add("a", inc(key("x")));
  graph.add("b", twice(key("a")));
  graph.add("c", neg(key("a")));
  graph.add("d", inc(key("b")));
  graph.add("e", inc(key("c")));
  graph.add("f", add(key("d"), key("e")));
  graph.add("g", twice(key("f")));

  const Graph fused = fuse_for(graph, {"g"});

  BOOST_TEST(text_of(fused)
             == (GraphText{
                 {"a", "inc(7)"}, {"d", "inc(twice(a))"}, {"e", "inc(neg(a))"}, {"g", "twice(add(d, e))"}}));
}

// graph/fuse-0006
BOOST_AUTO_TEST_CASE(a_task_of_two_chains_takes_up_neither) {
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b", inc(key("a")));
  graph.add("x", literal(5));
  graph.add("y", dec(key("x")));
  graph.add("z", add(key("b"), key("y")));

  const Graph fused = fuse_for(graph, {"z"});

  BOOST_TEST(text_of(fused) == (GraphText{{"b", "inc(1)"}, {"y", "dec(5)"}, {"z", "add(b, y)"}}));
}

// The next three: dask.optimization.fuse(graph, ave_width=1, rename_keys=False) of dask 2022.12.
BOOST_AUTO_TEST_CASE(what_the_input_needs_already_does_not_keep_a_task_from_taking_it_up) {
  Graph graph;
  graph.add("s", literal(1));
  graph.add("other", inc(key("s")));
  graph.add("b", inc(key("s")));
  graph.add("c", add(key("b"), key("s")));

  const Graph fused = fuse_for(graph, {"c", "other"});

  BOOST_TEST(text_of(fused) == (GraphText{{"s", "1"}, {"other", "inc(s)"}, {"c", "add(inc(s), s)"}}));
}

BOOST_AUTO_TEST_CASE(a_task_used_twice_is_left_alone) {
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b", inc(key("a")));
  graph.add("c", add(key("b"), key("b")));

  const Graph fused = fuse_for(graph, {"c"});

  BOOST_TEST(text_of(fused) == (GraphText{{"b", "inc(1)"}, {"c", "add(b, b)"}}));
}

BOOST_AUTO_TEST_CASE(lists_and_null_are_not_moved_into_their_users) {
  Graph graph;
  graph.add("a", literal(1));
  graph.add("items", list({key("a")}));
  graph.add("sum", sum_list(key("items")));
  graph.add("null", literal({}));
  graph.add("alias", key("null"));

  const Graph fused = fuse_for(graph, {});

  BOOST_TEST(
      text_of(fused)
      == (GraphText{{"items", "[1]"}, {"sum", "sum_list(items)"}, {"null", "null"}, {"alias", "null"}}));
}

BOOST_AUTO_TEST_CASE(a_fused_task_has_the_last_line_and_if_asked_for_the_strongest_annotations) {
  register_arithmetic();
  const Kernel& kernel = KernelRegistry::instance().get("arithmetic.inc");
  Graph graph;
  const NameId name = graph.add_name("x", {3});
  Body patient = Body::call(kernel, {}, {"user.cpp", 1});
  patient.retries = 4;
  patient.priority = -1;
  const TaskId first = graph.add(name, 0, graph.add_body(Body::constant(1)), {});
  const TaskId second = graph.add(name, 1, graph.add_body(patient), {&first, 1});
  graph.add(name, 2, graph.add_body(Body::call(kernel, {}, {"user.cpp", 2})), {&second, 1});

  const Graph fused = fuse(graph, tasks_of(graph, {"x/2"}), {.annotations = FuseAnnotations::strongest});

  BOOST_TEST(fused.size() == 1U);
  BOOST_TEST(fused.body(0).priority == 0);
  BOOST_TEST(fused.body(0).retries == 4U);
  BOOST_TEST(fused.body(0).line.line == 2U);
}

BOOST_AUTO_TEST_CASE(tasks_that_read_or_plan_stay_by_themselves) {
  const auto kernel_of_kind = [](const std::string& name, KernelKind kind) {
    Kernel kernel;
    kernel.name = name;
    kernel.kind = kind;
    kernel.run = [](const KernelCall& called) { return called.arguments[0]; };
    return &KernelRegistry::instance().add(kernel);
  };
  const Kernel* reading = kernel_of_kind("fuse_test.reading", KernelKind::io);
  const Kernel* planning = kernel_of_kind("fuse_test.planning", KernelKind::planning);
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b", call(reading->name, {key("a")}));
  graph.add("c", inc(key("b")));
  graph.add("d", call(planning->name, {key("c")}));
  graph.add("e", inc(key("d")));

  BOOST_TEST(text_of(fuse_for(graph, {"e"})) == text_of(graph));
}

BOOST_AUTO_TEST_CASE(chains_of_one_shape_share_a_body) {
  register_arithmetic();
  Graph graph;
  const BodyId one = graph.add_body(Body::constant(1));
  const BodyId next = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.inc")));
  const NameId first = graph.add_name("first", {100});
  const NameId second = graph.add_name("second", {100});
  for (std::uint32_t block = 0; block < 100; ++block) {
    const TaskId task = graph.add(first, block, one, {});
    graph.add(second, block, next, {&task, 1});
  }

  const Graph fused = fuse_for(graph, {});

  BOOST_TEST(fused.size() == 100U);
  BOOST_TEST(fused.body_count() == 1U);
  BOOST_TEST(text_of(fused).at("second/99") == "inc(1)");
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_tasks_is_fused_without_recursion) {
  register_arithmetic();
  constexpr std::uint32_t length = 1'000'000;
  Graph graph;
  const NameId name = graph.add_name("x", {length});
  const BodyId next = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.inc")));
  TaskId last = graph.add(name, 0, graph.add_body(Body::constant(0)), {});
  for (std::uint32_t block = 1; block < length; ++block)
    last = graph.add(name, block, next, {&last, 1});

  const Graph fused = fuse(graph, {&last, 1});

  BOOST_TEST(fused.size() == 1U);
  BOOST_TEST((run_serially(fused, tasks_of(fused, {"x/999999"})).values.at(0) == Value(999999)));
}

// Cases 30 of the behaviour cases, for a width of our own definition: branches that could run at once.
BOOST_AUTO_TEST_CASE(branches_are_joined_up_to_the_width) {
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b1", inc(key("a")));
  graph.add("b2", neg(key("a")));
  graph.add("b3", twice(key("a")));
  graph.add("two", add(key("b1"), key("b2")));
  graph.add("three", add3(key("b1"), key("b2"), key("b3")));

  BOOST_TEST(text_of(fuse_for(graph, {"b1", "three"})).at("three") == "add3(b1, b2, b3)");
  const auto fused = [](const Graph& given, const std::string& wanted, std::size_t width) {
    const std::vector<TaskId> tasks = tasks_of(given, {wanted});
    return text_of(fuse(cull(given, tasks), tasks_of(cull(given, tasks), {wanted}), {.max_width = width}));
  };
  BOOST_TEST(fused(graph, "two", 1).size() == 4U);
  BOOST_TEST(fused(graph, "two", 2) == (GraphText{{"a", "1"}, {"two", "add(inc(a), neg(a))"}}));
  BOOST_TEST(fused(graph, "three", 2).size() == 5U);
  BOOST_TEST(fused(graph, "three", 3)
             == (GraphText{{"a", "1"}, {"three", "add3(inc(a), neg(a), twice(a))"}}));
}

BOOST_AUTO_TEST_CASE(what_must_be_waited_for_besides_counts_as_a_branch) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", literal(2));
  graph.add("other", add(key("x"), key("y")));
  graph.add("b", inc(key("x")));
  graph.add("c", add(key("b"), key("y")));
  const std::vector<TaskId> wanted = tasks_of(graph, {"c", "other"});

  BOOST_TEST(text_of(fuse(graph, wanted)) == text_of(graph));
  BOOST_TEST(text_of(fuse(graph, wanted, {.max_width = 2}))
             == (GraphText{{"x", "1"}, {"y", "2"}, {"other", "add(x, y)"}, {"c", "add(inc(x), y)"}}));
}

BOOST_AUTO_TEST_CASE(widths_of_branches_add_up) {
  Graph graph;
  for (const char* leaf : {"a", "b", "c", "d"})
    graph.add(leaf, literal(1));
  graph.add("ab", add(key("a"), key("b")));
  graph.add("cd", add(key("c"), key("d")));
  graph.add("all", add(key("ab"), key("cd")));
  const std::vector<TaskId> wanted = tasks_of(graph, {"all"});

  BOOST_TEST(text_of(fuse(graph, wanted, {.max_width = 3}))
             == (GraphText{{"ab", "add(1, 1)"}, {"cd", "add(1, 1)"}, {"all", "add(ab, cd)"}}));
  BOOST_TEST(text_of(fuse(graph, wanted, {.max_width = 4}))
             == (GraphText{{"all", "add(add(1, 1), add(1, 1))"}}));
}

BOOST_AUTO_TEST_CASE(chains_longer_than_the_depth_are_cut) {
  Graph graph = chain();
  graph.add("e", inc(key("d")));
  const std::vector<TaskId> wanted = tasks_of(graph, {"e"});

  BOOST_TEST(text_of(fuse(graph, wanted, {.max_depth = 1})) == text_of(graph));
  BOOST_TEST(text_of(fuse(graph, wanted, {.max_depth = 2}))
             == (GraphText{{"b", "inc(-9)"}, {"d", "neg(twice(b))"}, {"e", "inc(d)"}}));
  BOOST_TEST(text_of(fuse(graph, wanted, {.max_depth = 3}))
             == (GraphText{{"c", "twice(inc(-9))"}, {"e", "inc(neg(c))"}}));
}

BOOST_AUTO_TEST_CASE(bounds_of_zero_are_refused) {
  BOOST_CHECK_THROW(fuse(chain(), {}, {.max_width = 0}), ValueError);
  BOOST_CHECK_THROW(fuse(chain(), {}, {.max_depth = 0}), ValueError);
}

BOOST_AUTO_TEST_CASE(only_tasks_of_equal_annotations_are_joined) {
  Graph graph;
  graph.add("a", seven());
  graph.add("b", inc(key("a")), {.retries = 2});
  graph.add("c", twice(key("b")), {.retries = 2});
  graph.add("d", neg(key("c")), {.retries = 2, .priority = 5});

  const Graph fused = fuse_for(graph, {"d"});

  BOOST_TEST(text_of(fused) == (GraphText{{"a", "seven()"}, {"c", "twice(inc(a))"}, {"d", "neg(c)"}}));
  BOOST_TEST((annotations_of(fused.body(fused.get("a"))) == Annotations{}));
  BOOST_TEST((annotations_of(fused.body(fused.get("c"))) == Annotations{2, 0}));
  BOOST_TEST((annotations_of(fused.body(fused.get("d"))) == Annotations{2, 5}));
}

BOOST_AUTO_TEST_CASE(literals_and_aliases_that_say_nothing_join_any_task) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", key("x"));
  graph.add("z", inc(key("y")), {.retries = 2, .priority = -5});

  const Graph fused = fuse_for(graph, {"z"});

  BOOST_TEST(text_of(fused) == (GraphText{{"z", "inc(1)"}}));
  BOOST_TEST((annotations_of(fused.body(0)) == Annotations{2, -5}));
}

BOOST_AUTO_TEST_CASE(an_alias_does_not_carry_a_call_into_a_task_of_other_annotations) {
  Graph graph;
  graph.add("x", seven());
  graph.add("y", key("x"));
  graph.add("z", inc(key("y")), {.priority = -5});

  BOOST_TEST(text_of(fuse_for(graph, {"z"})) == (GraphText{{"y", "seven()"}, {"z", "inc(y)"}}));
}

BOOST_AUTO_TEST_CASE(a_ring_that_nothing_leads_to_is_refused) {
  Graph graph;
  graph.add("a", inc(key("c")));
  graph.add("b", inc(key("a")));
  graph.add("c", inc(key("b")));

  BOOST_CHECK_EXCEPTION(fuse(graph, {}), CycleError, [](const CycleError& error) {
    return error.what()
           == std::string("fuse: the tasks wait for each other: \"a\" -> \"c\" -> \"b\" -> \"a\"");
  });
}

BOOST_AUTO_TEST_CASE(values_stay_the_same_and_nothing_runs_twice_on_random_graphs) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const RandomGraph random = random_graph({.seed = seed, .task_count = 40, .reach = seed % 7});
      std::vector<std::string> keys;
      for (const TaskId task : random.wanted)
        keys.push_back(random.graph.key(task));
      const SerialRun before = run_serially(random.graph, random.wanted);

      const Graph fused = fuse(
          random.graph, random.wanted,
          {.max_width = 1 + seed % 4, .max_depth = seed % 3 == 0 ? FuseBounds::unlimited : 1 + seed % 5});
      const SerialRun after = run_serially(fused, tasks_of(fused, keys));

      BOOST_TEST((after.values == before.values));
      BOOST_TEST(after.call_count == before.call_count);
      BOOST_TEST(after.task_count <= before.task_count);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
