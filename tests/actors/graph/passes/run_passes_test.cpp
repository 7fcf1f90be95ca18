#include <algorithm>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

#include "support/arithmetic.hpp"
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

  BOOST_TEST(names == (std::vector<std::string>{"cull", "merge_equal", "fuse"}),
             boost::test_tools::per_element());
}

// graph/mixed-0002 of the conformance suite, with fuse in place of inline_functions
BOOST_AUTO_TEST_CASE(passes_run_in_the_given_order_and_are_timed) {
  const std::vector<std::string> wanted{"q"};
  const std::vector<std::string_view> names{"cull", "fuse"};
  std::vector<PassTime> times;

  const Graph optimized = optimize(seven_key_graph(26), wanted, names, &times);

  BOOST_TEST(text_of(optimized) == (GraphText{{"q", "neg(add(inc(26), 10))"}}));
  BOOST_REQUIRE(times.size() == 2U);
  BOOST_TEST(times[0].name == "cull");
  BOOST_TEST(times[0].tasks_before == 7U);
  BOOST_TEST(times[0].tasks_after == 5U);
  BOOST_TEST(times[1].tasks_after == 1U);
  BOOST_TEST(times[1].seconds >= 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_pass_is_refused_with_those_there_are) {
  const std::vector<std::string_view> names{"cull", "fuze"};

  BOOST_CHECK_EXCEPTION(optimize(seven_key_graph(1), {}, names), KeyError, [](const KeyError& error) {
    BOOST_TEST(error.what() == "optimize: there is no pass \"fuze\"; there are cull, merge_equal, fuse");
    return true;
  });
}

BOOST_AUTO_TEST_CASE(an_unknown_wanted_key_is_refused) {
  const std::vector<std::string> wanted{"nope"};
  const std::vector<std::string_view> names{"fuse"};

  BOOST_CHECK_THROW(optimize(seven_key_graph(1), wanted, names), KeyError);
}

// Case 44 of the behaviour cases: get(optimise(g)) == get(g) for every combination.
BOOST_AUTO_TEST_CASE(no_combination_of_passes_changes_values_or_wanted_keys) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RandomGraph random = random_graph({.seed = seed, .task_count = 25, .reach = seed % 5 * 4});
    std::vector<std::string> keys;
    for (const TaskId task : random.wanted)
      keys.push_back(random.graph.key(task));
    const auto before = run_serially(random.graph, random.wanted).values;
    std::vector<std::string_view> names{"cull", "fuse", "merge_equal"};
    do {
      for (std::size_t count = 1; count <= names.size(); ++count) {
        const Graph optimized = optimize(random.graph, keys, std::span(names).first(count));
        BOOST_TEST((run_serially(optimized, tasks_of(optimized, keys)).values == before),
                   "seed " << seed << ", first pass " << names[0] << ", passes " << count);
      }
    } while (std::ranges::next_permutation(names).found);
  }
}

BOOST_AUTO_TEST_SUITE_END()
