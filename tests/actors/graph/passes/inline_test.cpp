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

Graph inline_keys(const Graph& graph, const std::vector<std::string>& keys, Constants constants) {
  return inline_tasks(graph, tasks_of(graph, keys), constants);
}

Graph inline_kernels(const Graph& graph, const std::vector<std::string>& wanted,
                     std::vector<std::string> kernels, Constants constants = Constants::keep) {
  for (std::string& kernel : kernels)
    kernel.insert(0, "arithmetic.");
  return inline_functions(graph, tasks_of(graph, wanted), kernels, constants);
}

Value value_of(const Graph& graph, const std::string& key) {
  return run_serially(graph, tasks_of(graph, {key})).values.at(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(inline_)

// graph/inline-0002 of the conformance suite
BOOST_AUTO_TEST_CASE(puts_tasks_in_place_of_their_keys) {
  const Graph inlined = inline_keys(seven_key_graph(16), {"y", "u"}, Constants::keep);

  BOOST_TEST(text_of(inlined)
             == (GraphText{{"x", "16"},
                           {"y", "inc(x)"},
                           {"z", "add(inc(x), 10)"},
                           {"u", "twice(x)"},
                           {"v", "sum_list([twice(x), z, x])"},
                           {"w", "z"},
                           {"q", "neg(w)"}}));
}

// graph/inline-0003
BOOST_AUTO_TEST_CASE(constants_are_aliases_and_numbers) {
  const Graph inlined = inline_keys(seven_key_graph(-1), {"y"}, Constants::inline_too);

  BOOST_TEST(text_of(inlined)
             == (GraphText{{"x", "-1"},
                           {"y", "inc(-1)"},
                           {"z", "add(inc(-1), 10)"},
                           {"u", "twice(-1)"},
                           {"v", "sum_list([u, z, -1])"},
                           {"w", "z"},
                           {"q", "neg(z)"}}));
}

// graph/inline-0005
BOOST_AUTO_TEST_CASE(an_alias_of_an_inlined_task_becomes_that_task) {
  const Graph inlined = inline_keys(seven_key_graph(4), {"z"}, Constants::keep);

  BOOST_TEST(text_of(inlined).at("w") == "add(y, 10)");
  BOOST_TEST(text_of(inlined).at("v") == "sum_list([u, add(y, 10), x])");
  BOOST_TEST(text_of(inlined).at("q") == "neg(w)");
}

// Dask takes every list for a constant whose items use no key; texts and lists given as literals it does not.
BOOST_AUTO_TEST_CASE(constants_are_lists_without_keys_but_not_texts_or_list_literals) {
  Graph graph;
  graph.add("list", list({literal(1), inc(literal(2))}));
  graph.add("list_literal", literal(Value::list({1, 2})));
  graph.add("text", literal("abc"));
  graph.add("null", literal({}));
  graph.add("all", list({key("list"), key("list_literal"), key("text"), key("null")}));

  const Graph inlined = inline_keys(graph, {}, Constants::inline_too);

  BOOST_TEST(text_of(inlined).at("all") == "[[1, inc(2)], list_literal, text, null]");
}

BOOST_AUTO_TEST_CASE(a_task_used_twice_runs_once_in_its_user) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("z", add(key("y"), twice(key("y"))));

  const Graph inlined = inline_keys(graph, {"y"}, Constants::keep);

  BOOST_TEST(text_of(inlined).at("z") == "add(inc(x), twice(inc(x)))");
  BOOST_TEST(inlined.body(inlined.get("z")).steps.size() == 3U);
}

BOOST_AUTO_TEST_CASE(one_call_of_distinct_keys_in_order_is_a_plain_body_again) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("a", key("x"));
  graph.add("z", inc(key("a")));

  const Graph inlined = inline_keys(graph, {}, Constants::inline_too);
  const Graph aliases_only = inline_keys(graph, {"a"}, Constants::keep);

  BOOST_TEST(!inlined.body(inlined.get("z")).plain);
  BOOST_TEST(aliases_only.body(aliases_only.get("z")).plain);
}

BOOST_AUTO_TEST_CASE(tasks_that_inline_the_same_way_share_a_body) {
  Graph graph;
  const NameId name = graph.add_name("x", {3});
  register_arithmetic();
  const BodyId body = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.inc")));
  graph.add("start", literal(5));
  const TaskId start = graph.get("start");
  for (std::uint32_t block = 0; block < 3; ++block)
    graph.add(name, block, body, {&start, 1});

  const Graph inlined = inline_keys(graph, {}, Constants::inline_too);

  BOOST_TEST(inlined.body_id(inlined.get("x/0")) == inlined.body_id(inlined.get("x/2")));
  BOOST_TEST(text_of(inlined).at("x/1") == "inc(5)");
}

BOOST_AUTO_TEST_CASE(inlined_tasks_that_wait_for_each_other_are_refused) {
  Graph graph;
  graph.add("a", inc(key("b")));
  graph.add("b", inc(key("a")));

  BOOST_CHECK_THROW(inline_keys(graph, {"a", "b"}, Constants::keep), CycleError);
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_keys_every_second_inlined) {
  register_arithmetic();
  constexpr std::uint32_t length = 1'000'000;
  Graph graph;
  const NameId name = graph.add_name("x", {length});
  const BodyId first = graph.add_body(Body::constant(0));
  const BodyId next = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.inc")));
  TaskId last = graph.add(name, 0, first, {});
  std::vector<TaskId> odd;
  for (std::uint32_t block = 1; block < length; ++block) {
    last = graph.add(name, block, next, {&last, 1});
    if (block % 2 == 1)
      odd.push_back(last);
  }

  const Graph inlined = inline_tasks(graph, odd, Constants::keep);

  BOOST_TEST(inlined.size() == length);
  BOOST_TEST(text_of(cull(inlined, tasks_of(inlined, {"x/2"}))).at("x/2") == "inc(inc(x/0))");
  BOOST_TEST(inlined.body_count() == 3U); // the constant, inc, and inc of inc
}

BOOST_AUTO_TEST_CASE(a_chain_that_would_be_written_out_a_million_times_is_refused) {
  register_arithmetic();
  constexpr std::uint32_t length = 100'000;
  Graph graph;
  const NameId name = graph.add_name("x", {length});
  const BodyId next = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.inc")));
  std::vector<TaskId> all{graph.add(name, 0, graph.add_body(Body::constant(0)), {})};
  for (std::uint32_t block = 1; block < length; ++block) {
    const TaskId before = all.back();
    all.push_back(graph.add(name, block, next, {&before, 1}));
  }

  BOOST_CHECK_THROW(inline_tasks(graph, all, Constants::keep), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(inline_functions_)

// graph/inline-0007
BOOST_AUTO_TEST_CASE(puts_fast_tasks_into_their_users_and_removes_them) {
  const Graph inlined = inline_kernels(seven_key_graph(3), {"v", "q"}, {"inc", "twice"});

  BOOST_TEST(text_of(inlined)
             == (GraphText{{"x", "3"},
                           {"z", "add(inc(x), 10)"},
                           {"v", "sum_list([twice(x), z, x])"},
                           {"w", "z"},
                           {"q", "neg(w)"}}));
}

// graph/inline-0008
BOOST_AUTO_TEST_CASE(wanted_tasks_are_neither_removed_nor_inlined) {
  const Graph inlined = inline_kernels(seven_key_graph(23), {"v", "y"}, {"inc", "twice", "add"});

  BOOST_TEST(text_of(inlined)
             == (GraphText{{"x", "23"},
                           {"y", "inc(x)"},
                           {"v", "sum_list([twice(x), add(y, 10), x])"},
                           {"w", "add(y, 10)"},
                           {"q", "neg(w)"}}));
}

// graph/inline-0009
BOOST_AUTO_TEST_CASE(inlined_constants_stay_as_keys) {
  const Graph inlined = inline_kernels(seven_key_graph(-3), {"v"}, {"inc"}, Constants::inline_too);

  BOOST_TEST(text_of(inlined)
             == (GraphText{{"x", "-3"},
                           {"z", "add(inc(-3), 10)"},
                           {"u", "twice(-3)"},
                           {"v", "sum_list([u, z, -3])"},
                           {"w", "z"},
                           {"q", "neg(z)"}}));
}

// As in Dask: without a fast task nothing happens to constants either.
BOOST_AUTO_TEST_CASE(without_a_fast_task_the_graph_stays_as_it_is) {
  const Graph graph = seven_key_graph(22);

  BOOST_TEST(text_of(inline_kernels(graph, {"v"}, {}, Constants::inline_too)) == text_of(graph));
  BOOST_TEST(text_of(inline_kernels(graph, {"v"}, {"sub"}, Constants::inline_too)) == text_of(graph));
}

BOOST_AUTO_TEST_CASE(a_nested_call_is_fast_if_all_of_it_is) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("a", inc(inc(key("x"))));
  graph.add("b", inc(neg(key("x"))));
  graph.add("z", add(key("a"), key("b")));

  const Graph inlined = inline_kernels(graph, {"z"}, {"inc"});

  BOOST_TEST(text_of(inlined) == (GraphText{{"x", "1"}, {"b", "inc(neg(x))"}, {"z", "add(inc(inc(x)), b)"}}));
}

BOOST_AUTO_TEST_CASE(a_chain_of_fast_tasks_becomes_one_body) {
  register_arithmetic();
  constexpr std::uint32_t length = 1'000'000;
  Graph graph;
  const NameId name = graph.add_name("x", {length});
  const BodyId next = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.inc")));
  TaskId last = graph.add(name, 0, graph.add_body(Body::constant(0)), {});
  for (std::uint32_t block = 1; block < length; ++block)
    last = graph.add(name, block, next, {&last, 1});

  const Graph inlined = inline_kernels(graph, {}, {"inc"});

  BOOST_TEST(inlined.size() == 2U);
  BOOST_TEST((value_of(inlined, "x/999999") == Value(999999)));
}

BOOST_AUTO_TEST_CASE(values_stay_the_same_on_random_graphs) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const RandomGraph random = random_graph({.seed = seed});
      const auto before = run_serially(random.graph, random.wanted).values;
      std::vector<std::string> keys;
      for (const TaskId task : random.wanted)
        keys.push_back(random.graph.key(task));

      for (const Constants constants : {Constants::keep, Constants::inline_too}) {
        const Graph fast = inline_kernels(random.graph, keys, {"inc", "add", "neg", "sum_list"}, constants);
        const Graph some = inline_keys(random.graph, keys, constants);
        BOOST_TEST((run_serially(fast, tasks_of(fast, keys)).values == before));
        BOOST_TEST((run_serially(some, tasks_of(some, keys)).values == before));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_fast_task_with_a_user_of_other_annotations_stays) {
  Graph graph;
  graph.add("x", seven());
  graph.add("a", inc(key("x")), {.retries = 1});
  graph.add("same", neg(key("a")), {.retries = 1});
  graph.add("b", inc(key("x")), {.priority = 3});
  graph.add("other", neg(key("b")));
  const std::vector<std::string> fast{"arithmetic.inc"};

  const Graph inlined = inline_functions(graph, tasks_of(graph, {"same", "other"}), fast);

  BOOST_TEST(text_of(inlined)
             == (GraphText{{"x", "seven()"}, {"same", "neg(inc(x))"}, {"b", "inc(x)"}, {"other", "neg(b)"}}));
  BOOST_TEST((annotations_of(inlined.body(inlined.get("same"))) == Annotations{1, 0}));
  BOOST_TEST((annotations_of(inlined.body(inlined.get("b"))) == Annotations{0, 3}));
}

BOOST_AUTO_TEST_CASE(users_of_other_annotations_keep_their_references_to_inlined_tasks) {
  Graph graph;
  graph.add("one", literal(1));
  graph.add("x", inc(key("one")));
  graph.add("y", key("x"));
  graph.add("plain", neg(key("y")));
  graph.add("urgent", neg(key("y")), {.priority = 1});

  const Graph inlined = inline_tasks(graph, tasks_of(graph, {"x", "y"}));

  BOOST_TEST(text_of(inlined).at("plain") == "neg(inc(1))");
  BOOST_TEST(text_of(inlined).at("urgent") == "neg(y)"); // y brings x along, which is not urgent
}

BOOST_AUTO_TEST_CASE(constants_are_inlined_into_annotated_tasks) {
  Graph graph;
  graph.add("one", literal(1));
  graph.add("alias", key("one"));
  graph.add("x", inc(key("alias")), {.retries = 4});

  const Graph inlined = inline_constants(graph, tasks_of(graph, {"x"}));

  BOOST_TEST(text_of(inlined).at("x") == "inc(1)");
  BOOST_TEST(inlined.size() == 3U);
  BOOST_TEST(inlined.body(inlined.get("x")).retries == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
