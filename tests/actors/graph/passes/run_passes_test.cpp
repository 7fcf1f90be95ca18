#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "support/arithmetic.hpp"
#include "support/error_message.hpp"
#include "support/graph_text.hpp"
#include "support/random_graph.hpp"
#include "support/serial_evaluator.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(run_passes)

BOOST_AUTO_TEST_CASE(the_table_names_every_pass_without_arguments) {
  std::vector<std::string> names;
  for (const Pass& pass : passes())
    names.emplace_back(pass.name);

  BOOST_TEST(names == (std::vector<std::string>{"cull", "merge_equal", "inline_constants", "fuse"}),
             boost::test_tools::per_element());
}

// graph/mixed-0002 of the conformance suite, with fuse in place of inline_functions
BOOST_AUTO_TEST_CASE(passes_run_in_the_given_order_and_are_timed) {
  std::vector<PassTime> times;

  const Graph optimized = optimize(seven_key_graph(26), {"q"}, {cull, fuse}, {.times = &times});

  BOOST_TEST(text_of(optimized) == (GraphText{{"q", "neg(add(inc(26), 10))"}}));
  BOOST_REQUIRE(times.size() == 2U);
  BOOST_TEST(times[0].name == "cull");
  BOOST_TEST(times[0].tasks_before == 7U);
  BOOST_TEST(times[0].tasks_after == 5U);
  BOOST_TEST(times[1].tasks_after == 1U);
  BOOST_TEST(times[1].seconds >= 0);
}

BOOST_AUTO_TEST_CASE(a_wanted_id_beyond_the_graph_is_refused_by_every_pass) {
  const Graph graph = seven_key_graph(1);
  const std::vector<std::string> fast{"arithmetic.inc"};
  const auto refused_by = [](const std::string& operation) {
    return says<KeyError>(operation + ": task 4000000000 is wanted, the graph has 7");
  };
  const std::vector<TaskId> beyond{4000000000};

  BOOST_CHECK_EXCEPTION(cull(graph, beyond), KeyError, refused_by("cull"));
  BOOST_CHECK_EXCEPTION(merge_equal(graph, beyond), KeyError, refused_by("merge_equal"));
  BOOST_CHECK_EXCEPTION(fuse(graph, beyond), KeyError, refused_by("fuse"));
  BOOST_CHECK_EXCEPTION(order(graph, beyond), KeyError, refused_by("order"));
  BOOST_CHECK_EXCEPTION(inline_constants(graph, beyond), KeyError, refused_by("inline"));
  BOOST_CHECK_EXCEPTION(inline_tasks(graph, beyond), KeyError, refused_by("inline"));
  BOOST_CHECK_EXCEPTION(inline_functions(graph, beyond, fast), KeyError, refused_by("inline"));
}

BOOST_AUTO_TEST_CASE(an_unknown_pass_is_refused_with_those_there_are) {
  BOOST_CHECK_EXCEPTION(optimize(seven_key_graph(1), {"q"}, {"cull", "fuze"}), KeyError,
                        [](const KeyError& error) {
                          BOOST_TEST(error.what()
                                     == "optimize: there is no pass \"fuze\"; there are cull, merge_equal, "
                                        "inline_constants, fuse");
                          return true;
                        });
}

BOOST_AUTO_TEST_CASE(an_unknown_wanted_key_is_refused) {
  BOOST_CHECK_THROW(optimize(seven_key_graph(1), {"nope"}, {fuse}), KeyError);
}

BOOST_AUTO_TEST_CASE(a_wanted_key_that_is_only_referred_to_is_refused_before_any_pass) {
  Graph graph;
  graph.add("y", inc(key("x")));

  for (const Pass& pass : passes())
    BOOST_CHECK_EXCEPTION(optimize(graph, {"x"}, {pass}), KeyError,
                          says<KeyError>(R"(optimize: there is no key "x", which "y" uses)"));
}

BOOST_AUTO_TEST_CASE(functions_names_and_passes_of_ones_own_do_alike) {
  std::vector<PassTime> times;
  const Pass shallow("shallow", [](const Graph& graph, std::span<const TaskId> wanted) {
    return fuse(graph, wanted, {.max_depth = 2});
  });

  optimize(seven_key_graph(26), {"q"}, {cull, "merge_equal", shallow, {"whole", inline_constants}},
           {.times = &times});

  BOOST_REQUIRE(times.size() == 4U);
  BOOST_TEST(times[0].name == "cull");
  BOOST_TEST(times[1].name == "merge_equal");
  BOOST_TEST(times[2].name == "shallow");
  BOOST_TEST(times[3].name == "whole");
}

BOOST_AUTO_TEST_CASE(without_wanted_keys_those_that_nobody_uses_are_kept) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")));
  graph.add("z", neg(key("y")));

  BOOST_TEST(text_of(optimize(graph, {cull, fuse})) == (GraphText{{"z", "neg(inc(1))"}}));
  BOOST_TEST(optimize(Graph(), {cull, fuse}).size() == 0U);
}

BOOST_AUTO_TEST_CASE(without_wanted_keys_tasks_that_wait_for_each_other_are_refused) {
  Graph graph;
  graph.add("p", inc(key("q")));
  graph.add("q", inc(key("p")));
  graph.add("z", inc(literal(1)));

  BOOST_CHECK_EXCEPTION(optimize(graph, {cull}), CycleError,
                        says<CycleError>(R"(optimize: the tasks wait for each other: "p" -> "q" -> "p")"));
}

BOOST_AUTO_TEST_CASE(passes_are_skipped_by_name) {
  std::vector<PassTime> times;

  const Graph optimized =
      optimize(seven_key_graph(26), {"q"}, {cull, fuse}, {.skip = {"fuse"}, .times = &times, .verify = true});

  BOOST_TEST(optimized.size() == 5U);
  BOOST_TEST(times.size() == 1U);
  BOOST_CHECK_THROW(optimize(seven_key_graph(1), {"q"}, {cull}, {.skip = {"fuze"}}), KeyError);
}

BOOST_AUTO_TEST_CASE(a_pass_that_throws_is_named_and_what_it_threw_is_nested) {
  Graph ring;
  ring.add("a", inc(key("b")));
  ring.add("b", inc(key("a")));

  try {
    optimize(ring, {}, {fuse});
    BOOST_ERROR("nothing was thrown");
  } catch (const PassError& error) {
    BOOST_TEST(error.pass == "fuse");
    BOOST_TEST(error.what()
               == "optimize: the pass \"fuse\" failed: fuse: the tasks wait for each other: \"a\" -> \"b\" "
                  "-> \"a\"");
    BOOST_CHECK_THROW(std::rethrow_if_nested(error), CycleError);
  }
}

BOOST_AUTO_TEST_CASE(a_pass_that_throws_what_is_no_exception_is_named_too) {
  const Pass mine("mine", [](const Graph&, std::span<const TaskId>) -> Graph { throw 7; });

  try {
    optimize(seven_key_graph(1), {"q"}, {mine});
    BOOST_ERROR("nothing was thrown");
  } catch (const PassError& error) {
    BOOST_TEST(error.what()
               == std::string(R"(optimize: the pass "mine" threw something that is not a std::exception)"));
    BOOST_CHECK_THROW(std::rethrow_if_nested(error), int);
  }
}

namespace {

/// What verifying says of a pass that gives this graph for `x: 1, y: inc(x), z: neg(y)`, of which z is wanted.
std::string complaint(const Graph& made, Pass pass = {"mine", nullptr}) {
  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", inc(key("x")), {.retries = 2});
  graph.add("z", neg(key("y")));
  pass.run = [&](const Graph&, std::span<const TaskId>) { return made; };
  try {
    optimize(graph, {"z"}, {pass}, {.verify = true});
  } catch (const PassError& error) {
    BOOST_TEST(error.pass == pass.name);
    return error.what();
  }
  return "";
}

} // namespace

BOOST_AUTO_TEST_CASE(verifying_names_the_pass_that_loses_a_wanted_key) {
  BOOST_TEST(complaint({}) == "optimize: the pass \"mine\" lost the wanted key \"z\"");
}

BOOST_AUTO_TEST_CASE(verifying_finds_a_key_without_its_task) {
  Graph made;
  made.add("z", neg(key("y")));

  BOOST_TEST(complaint(made) == "optimize: the pass \"mine\" left the key \"y\" without its task");
}

BOOST_AUTO_TEST_CASE(verifying_finds_a_cycle) {
  Graph made;
  made.add("y", neg(key("z")), {.retries = 2});
  made.add("z", neg(key("y")));

  BOOST_TEST(complaint(made) == "optimize: the pass \"mine\" made tasks wait for each other");
}

BOOST_AUTO_TEST_CASE(verifying_blames_no_pass_for_a_cycle_that_was_there) {
  Graph ring;
  ring.add("a", inc(key("b")));
  ring.add("b", inc(key("a")));

  BOOST_CHECK_EXCEPTION(optimize(ring, {"a"}, {cull}, {.verify = true}), CycleError,
                        says<CycleError>(R"(optimize: the tasks wait for each other: "a" -> "b" -> "a")"));
}

BOOST_AUTO_TEST_CASE(verifying_finds_a_body_that_uses_what_is_not_there) {
  register_arithmetic();
  Body body;
  Step step;
  step.kernel = &KernelRegistry::instance().get("arithmetic.neg");
  step.operands = {{Operand::Kind::input, 1}};
  body.steps.push_back(step);
  body.result = {Operand::Kind::step, 0};
  Graph made;
  const TaskId x = made.add("x", literal(1));
  made.add("z", made.add_body(body), {&x, 1});

  BOOST_TEST(complaint(made)
             == "optimize: the pass \"mine\" made a wrong task \"z\": it uses in step 0 what is not there");
}

BOOST_AUTO_TEST_CASE(verifying_finds_lost_annotations) {
  Graph made;
  made.add("y", inc(literal(1)), {.retries = 1});
  made.add("z", neg(key("y")));

  BOOST_TEST(complaint(made)
             == "optimize: the pass \"mine\" made a wrong task \"y\": it has 1 retries and priority 0, not 2 "
                "and 0");
}

BOOST_AUTO_TEST_CASE(verifying_compares_digests_where_a_pass_promises_to_keep_them) {
  Graph made;
  made.add("z", inc(literal(3)));

  Pass promising{"mine", nullptr};
  promising.keeps_digests = true;
  BOOST_TEST(complaint(made, promising)
             == "optimize: the pass \"mine\" made a wrong task \"z\": it computes something else");
  BOOST_TEST(complaint(made).empty());
}

// Case 44 of the behaviour cases: get(optimise(g)) == get(g) for every combination.
BOOST_AUTO_TEST_CASE(no_combination_of_passes_changes_values_or_wanted_keys) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RandomGraph random = random_graph({.seed = seed, .task_count = 25, .reach = seed % 5 * 4});
    std::vector<std::string> keys;
    for (const TaskId task : random.wanted)
      keys.push_back(random.graph.key(task));
    const auto before = run_serially(random.graph, random.wanted).values;
    std::vector<std::string> names{"cull", "fuse", "inline_constants", "merge_equal"};
    do {
      for (std::size_t count = 1; count <= names.size(); ++count) {
        const std::vector<Pass> chosen(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count));
        const Graph optimized = optimize(random.graph, keys, chosen, {.verify = true});
        BOOST_TEST((run_serially(optimized, tasks_of(optimized, keys)).values == before),
                   "seed " << seed << ", first pass " << names[0] << ", passes " << count);
      }
    } while (std::ranges::next_permutation(names).found);
  }
}

BOOST_AUTO_TEST_SUITE_END()
