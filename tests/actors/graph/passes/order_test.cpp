#include <algorithm>
#include <map>
#include <numeric>
#include <random>

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

using Keys = std::vector<std::string>;

/// A task and the keys it uses. What a task does is of no account here.
struct Uses {
  std::string key;
  Keys inputs;
};

Graph graph_of(const std::vector<Uses>& tasks) {
  Graph graph;
  for (const Uses& task : tasks) {
    std::vector<Node> inputs;
    for (const std::string& input : task.inputs)
      inputs.push_back(key(input));
    graph.add(task.key, list(std::move(inputs)));
  }
  return graph;
}

std::size_t place(const Keys& keys, const std::string& key) {
  return static_cast<std::size_t>(std::ranges::find(keys, key) - keys.begin());
}

std::size_t peak_live(const Graph& graph, const Keys& wanted) {
  return troupe::test::peak_live(graph, tasks_of(graph, wanted));
}

std::string name(const char* prefix, int i) { return prefix + std::to_string(i); }
std::string name(const char* prefix, int i, int j) { return name(prefix, i) + "," + std::to_string(j); }

void check_ranks(const Graph& graph, const std::vector<TaskId>& wanted, const std::string& context) {
  const auto ranks = order(graph, wanted);
  const std::size_t needed = cull(graph, wanted).size();
  std::vector<std::uint32_t> sorted;
  for (TaskId task = 0; task < graph.size(); ++task) {
    if (ranks[task] == unranked)
      continue;
    sorted.push_back(ranks[task]);
    for (const TaskId input : graph.inputs(task))
      BOOST_REQUIRE_MESSAGE(ranks[input] < ranks[task], context);
  }
  std::ranges::sort(sorted);
  BOOST_REQUIRE_MESSAGE(sorted.size() == needed, context);
  for (std::uint32_t i = 0; i < sorted.size(); ++i)
    BOOST_REQUIRE_MESSAGE(sorted[i] == i, context);
}

} // namespace

// The numbers of cases are those of the project's list of behaviour cases, part C.
BOOST_AUTO_TEST_SUITE(order_)

// Case 45
BOOST_AUTO_TEST_CASE(ranks_are_a_permutation_with_inputs_first) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const RandomGraph random = random_graph({.seed = seed, .task_count = 10 + seed % 60, .reach = seed % 9});
    check_ranks(random.graph, random.wanted, "seed " + std::to_string(seed));
    std::vector<TaskId> all(random.graph.size());
    std::iota(all.begin(), all.end(), TaskId{0});
    check_ranks(random.graph, all, "all keys of seed " + std::to_string(seed));
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_needed_has_no_rank) {
  const Graph graph = seven_key_graph(1);

  const auto ranks = order(graph, tasks_of(graph, {"u"}));

  BOOST_TEST(ranks[graph.get("x")] == 0U);
  BOOST_TEST(ranks[graph.get("u")] == 1U);
  BOOST_TEST(ranks[graph.get("y")] == unranked);
}

BOOST_AUTO_TEST_CASE(nothing_wanted_is_nothing_ranked) {
  BOOST_TEST(order(Graph(), {}).empty());
  BOOST_TEST(order(seven_key_graph(1), {})[0] == unranked);
}

BOOST_AUTO_TEST_CASE(a_wanted_task_may_be_named_twice_and_be_an_input) {
  BOOST_TEST(sequence(graph_of({{"a", {}}, {"b", {"a"}}}), {"b", "a", "b"}) == (Keys{"a", "b"}),
             boost::test_tools::per_element());
}

// Case 46
BOOST_AUTO_TEST_CASE(the_loads_of_one_task_are_adjacent) {
  const std::vector<Uses> loads{{"a0", {}}, {"a1", {}}, {"a2", {}}, {"a3", {}}};
  std::vector<Uses> neighbours = loads;
  neighbours.insert(neighbours.end(), {{"b0", {"a0", "a1"}}, {"b1", {"a2", "a3"}}});
  std::vector<Uses> others = loads;
  others.insert(others.end(), {{"b0", {"a0", "a2"}}, {"b1", {"a1", "a3"}}});

  BOOST_TEST(sequence(graph_of(neighbours), {"b0", "b1"}) == (Keys{"a0", "a1", "b0", "a2", "a3", "b1"}),
             boost::test_tools::per_element());
  BOOST_TEST(sequence(graph_of(others), {"b0", "b1"}) == (Keys{"a0", "a2", "b0", "a1", "a3", "b1"}),
             boost::test_tools::per_element());
}

// Case 47
BOOST_AUTO_TEST_CASE(one_branch_is_completed_before_the_other_is_begun) {
  const Graph graph = graph_of({{"a0", {}}, {"a1", {}}, {"b0", {"a0"}}, {"b1", {"a1"}}, {"b2", {"a1"}}});

  BOOST_TEST(sequence(graph, {"b1", "b0", "b2"}) == (Keys{"a1", "b1", "b2", "a0", "b0"}),
             boost::test_tools::per_element());
}

// Case 48
BOOST_AUTO_TEST_CASE(a_left_leaning_reduction_begins_at_its_far_end) {
  const Graph graph = graph_of({{"c", {}},
                                {"b0", {"c"}},
                                {"b1", {"c"}},
                                {"b2", {"c"}},
                                {"b3", {"c"}},
                                {"a0", {"b0"}},
                                {"a1", {"a0", "b1"}},
                                {"a2", {"a1", "b2"}},
                                {"a3", {"a2", "b3"}}});

  const Keys keys = sequence(graph, {"a3"});

  BOOST_TEST(place(keys, "b0") <= 1U);
  BOOST_TEST(place(keys, "b1") <= 3U);
  BOOST_TEST(peak_live(graph, {"a3"}) == 4U); // c, a1, b2, a2
}

// Case 49
BOOST_AUTO_TEST_CASE(a_path_that_is_ready_goes_on_before_its_side_branches) {
  const Graph graph = graph_of({{"c", {}}, {"d", {"c"}}, {"e", {"c"}}, {"b", {"c"}}, {"a", {"b"}}});

  BOOST_TEST(sequence(graph, {"a", "d", "e"}) == (Keys{"c", "b", "a", "d", "e"}),
             boost::test_tools::per_element());
}

// Case 50
BOOST_AUTO_TEST_CASE(a_side_branch_is_finished_before_another_input_is_begun) {
  const Graph graph = graph_of({{"c3", {}},
                                {"c2", {"c3"}},
                                {"c1", {"c2"}},
                                {"d1", {"c1"}},
                                {"b2", {}},
                                {"b1", {"b2"}},
                                {"a3", {"b1", "c1"}},
                                {"a2", {"a3"}},
                                {"a1", {"a2"}}});

  BOOST_TEST(sequence(graph, {"a1", "d1"}) == (Keys{"c3", "c2", "c1", "d1", "b2", "b1", "a3", "a2", "a1"}),
             boost::test_tools::per_element());
}

// Case 51
BOOST_AUTO_TEST_CASE(a_ladder_is_climbed_rung_by_rung) {
  const Graph graph = graph_of({{"a3", {}},
                                {"a2", {"a3"}},
                                {"a1", {"a2"}},
                                {"b3", {}},
                                {"b2", {"b3", "a2"}},
                                {"b1", {"b2"}},
                                {"c3", {}},
                                {"c2", {"c3", "b2"}},
                                {"c1", {"c2"}}});
  const Keys expected{"a3", "a2", "a1", "b3", "b2", "b1", "c3", "c2", "c1"};

  BOOST_TEST(sequence(graph, {"a1", "b1", "c1"}) == expected, boost::test_tools::per_element());
  BOOST_TEST(sequence(graph, {"c1", "b1", "a1"}) == expected, boost::test_tools::per_element());
}

// Case 52
BOOST_AUTO_TEST_CASE(two_motifs_with_common_inputs_keep_three_results) {
  const Graph graph = graph_of({{"a", {}},
                                {"c", {}},
                                {"e", {}},
                                {"cc", {}},
                                {"b", {"a", "c"}},
                                {"d", {"c", "e"}},
                                {"bb", {"cc"}},
                                {"aa", {"d", "bb"}},
                                {"dd", {"cc"}}});

  BOOST_TEST(peak_live(graph, {"b", "aa", "dd"}) == 3U);
}

// Case 53: w = (y * x).sum of 20 rows, where twice y = cumsum(outer(x)) and x = cumsum(x)
BOOST_AUTO_TEST_CASE(rows_of_running_sums_are_started_in_order_and_let_go) {
  std::vector<Uses> tasks;
  Keys wanted;
  for (int row = 0; row < 20; ++row) {
    tasks.push_back({name("x", row), {}});
    for (int turn = 1; turn <= 2; ++turn) {
      const std::string x = turn == 1 ? name("x", row) : name("x sum 1,", row);
      const std::string turn_text = std::to_string(turn) + ",";
      tasks.push_back({"outer " + name(turn_text.c_str(), row), {x}});
      Keys y{"outer " + name(turn_text.c_str(), row)};
      Keys sum{x};
      if (row > 0) {
        y.insert(y.begin(), "y" + name(turn_text.c_str(), row - 1));
        sum.insert(sum.begin(), "x sum " + name(turn_text.c_str(), row - 1));
      }
      tasks.push_back({"y" + name(turn_text.c_str(), row), y});
      tasks.push_back({"x sum " + name(turn_text.c_str(), row), sum});
    }
    tasks.push_back({name("w", row), {name("y2,", row), name("x sum 2,", row)}});
    wanted.push_back(name("w", row));
  }
  const Graph graph = graph_of(tasks);

  const Keys keys = sequence(graph, wanted);

  BOOST_TEST(peak_live(graph, wanted) <= 8U);
  for (int row = 1; row < 20; ++row)
    BOOST_TEST(place(keys, name("x", row - 1)) < place(keys, name("x", row)));
}

// Case 54
BOOST_AUTO_TEST_CASE(structure_decides_not_keys_and_not_the_order_of_adding) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::mt19937_64 random(seed);
    constexpr int count = 40;
    std::vector<std::vector<int>> inputs(count);
    for (int i = 1; i < count; ++i)
      for (std::uint64_t k = random() % 4; k > 0; --k)
        inputs[static_cast<std::size_t>(i)].push_back(
            static_cast<int>(random() % static_cast<std::uint64_t>(i)));
    std::vector<int> adding(count);
    std::iota(adding.begin(), adding.end(), 0);
    const auto sequence_of = [&](auto key_of) {
      Graph graph;
      for (const int i : adding) {
        std::vector<Node> parts;
        for (const int input : inputs[static_cast<std::size_t>(i)])
          parts.push_back(key(key_of(input)));
        graph.add(key_of(i), list(parts));
      }
      std::map<std::string, int> numbers;
      Keys wanted;
      for (int i = 0; i < count; ++i) {
        numbers.emplace(key_of(i), i);
        if (i % 7 == 4)
          wanted.push_back(key_of(i));
      }
      std::vector<int> order_of_numbers;
      for (const std::string& key : sequence(graph, wanted))
        order_of_numbers.push_back(numbers.at(key));
      return order_of_numbers;
    };

    const auto plain = sequence_of([](int i) { return name("k", i); });
    std::ranges::shuffle(adding, random);
    const auto renamed = sequence_of([](int i) { return name("other", 1000 - i); });

    BOOST_TEST(plain == renamed, "seed " << seed);
  }
}

// Case 55
BOOST_AUTO_TEST_CASE(anomalies_are_finished_column_by_column) {
  constexpr int rows = 12;
  constexpr int columns = 30;
  std::vector<Uses> tasks;
  Keys wanted;
  for (int column = 0; column < columns; ++column) {
    Keys loads;
    for (int row = 0; row < rows; ++row)
      loads.push_back(name("x", row, column));
    tasks.push_back({name("mean", column), loads});
  }
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      tasks.push_back({name("x", row, column), {}});
      tasks.push_back({name("anomaly", row, column), {name("x", row, column), name("mean", column)}});
      wanted.push_back(name("anomaly", row, column));
    }

  BOOST_TEST(peak_live(graph_of(tasks), wanted) == rows + 1U); // a column and its mean
}

namespace {

/// Rows that become columns by way of pieces: of `groups` groups of `rows` rows, each cut into `pieces`.
struct RowsToColumns {
  int groups = 4;
  int rows = 4;
  int pieces = 4;
  int columns = 4; ///< of a piece

  Graph graph() const {
    std::vector<Uses> tasks;
    for (int group = 0; group < groups; ++group) {
      Keys loads;
      for (int row = 0; row < rows; ++row) {
        loads.push_back(name("row", group, row));
        tasks.push_back({loads.back(), {}});
      }
      for (int piece = 0; piece < pieces; ++piece)
        tasks.push_back({name("piece", group, piece), loads});
    }
    for (int column = 0; column < pieces * columns; ++column) {
      Keys needed;
      for (int group = 0; group < groups; ++group)
        needed.push_back(name("piece", group, column / columns));
      tasks.push_back({name("column", column), needed});
    }
    return graph_of(tasks);
  }

  Keys wanted() const {
    Keys keys;
    for (int column = 0; column < pieces * columns; ++column)
      keys.push_back(name("column", column));
    return keys;
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(rows_are_cut_into_all_their_pieces_before_other_rows_are_loaded) {
  for (const RowsToColumns& rechunk :
       {RowsToColumns{}, RowsToColumns{32, 16, 32, 4}, RowsToColumns{8, 32, 200, 2}}) {
    const Graph graph = rechunk.graph();

    const Keys keys = sequence(graph, rechunk.wanted());

    std::string group;
    std::vector<std::string> groups; // in which rows were loaded
    std::size_t pieces = 0;
    for (const std::string& key : keys) {
      if (key.starts_with("row") && key.substr(0, key.find(',')) != group) {
        BOOST_TEST(pieces == groups.size() * static_cast<std::size_t>(rechunk.pieces));
        groups.push_back(group = key.substr(0, key.find(',')));
      }
      pieces += key.starts_with("piece") ? 1 : 0;
    }
    BOOST_TEST(groups.size() == static_cast<std::size_t>(rechunk.groups));
  }
}

BOOST_AUTO_TEST_CASE(rows_become_columns_with_all_pieces_and_one_group_of_rows_alive) {
  const RowsToColumns rechunk;

  BOOST_TEST(peak_live(rechunk.graph(), rechunk.wanted()) == 17U); // 12 pieces, 4 rows and a piece of theirs
}

// Sethi & Ullman: a tree of height h needs h + 1 results, and one for the sum that is just made.
BOOST_AUTO_TEST_CASE(a_tree_of_65536_leaves_keeps_18_results) {
  Graph graph;
  const BodyId body = graph.add_body(Body::constant(1));
  const NameId tree = graph.add_name("t", {131'071});
  std::vector<TaskId> level;
  std::uint32_t block = 0;
  for (; block < 65'536; ++block)
    level.push_back(graph.add(tree, block, body, {}));
  while (level.size() > 1) {
    std::vector<TaskId> next;
    for (std::size_t i = 0; i < level.size(); i += 2)
      next.push_back(graph.add(tree, block++, body, std::span(level).subspan(i, 2)));
    level = next;
  }

  BOOST_TEST(troupe::test::peak_live(graph, level) == 18U);
}

// The larger subtree first: the other way round the small one's result would wait, and 6 would be alive.
BOOST_AUTO_TEST_CASE(the_input_that_needs_most_goes_first) {
  const Graph graph = graph_of({{"s", {}},
                                {"a", {}},
                                {"b", {}},
                                {"c", {}},
                                {"d", {}},
                                {"big", {"a", "b", "c", "d"}},
                                {"z", {"s", "big"}}});

  BOOST_TEST(sequence(graph, {"z"}) == (Keys{"a", "b", "c", "d", "big", "s", "z"}),
             boost::test_tools::per_element());
}

// Each layer needs three random results of the one before: layer by layer about two layers are alive.
BOOST_AUTO_TEST_CASE(random_layers_keep_about_two_layers) {
  constexpr std::uint32_t width = 100;
  constexpr std::uint32_t depth = 50;
  std::mt19937_64 random(7);
  Graph graph;
  const BodyId body = graph.add_body(Body::constant(1));
  const NameId layered = graph.add_name("t", {width * depth});
  std::vector<TaskId> wanted;
  for (std::uint32_t block = 0; block < width * depth; ++block) {
    std::vector<TaskId> inputs;
    for (int i = 0; i < 3 && block >= width; ++i)
      inputs.push_back((block / width - 1) * width + static_cast<TaskId>(random() % width));
    const TaskId task = graph.add(layered, block, body, inputs);
    if (block >= width * (depth - 1))
      wanted.push_back(task);
  }

  BOOST_TEST(troupe::test::peak_live(graph, wanted) <= 2 * width);
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_tasks_keeps_two_results) {
  Graph graph;
  const BodyId body = graph.add_body(Body::alias());
  const NameId chain = graph.add_name("t", {1'000'000});
  TaskId last = graph.add(chain, 0, graph.add_body(Body::constant(1)), {});
  for (std::uint32_t block = 1; block < 1'000'000; ++block)
    last = graph.add(chain, block, body, {&last, 1});

  BOOST_TEST(troupe::test::peak_live(graph, {&last, 1}) == 2U);
}

BOOST_AUTO_TEST_CASE(cycles_and_missing_keys_count_only_where_they_are_needed) {
  Graph graph;
  graph.add("a", inc(key("b")));
  graph.add("b", inc(key("a")));
  graph.add("c", inc(key("gone")));
  graph.add("z", literal(1));

  BOOST_CHECK_THROW(order(graph, tasks_of(graph, {"a"})), CycleError);
  BOOST_CHECK_EXCEPTION(order(graph, tasks_of(graph, {"z", "c"})), KeyError, [](const KeyError& error) {
    return error.what() == std::string("order: there is no key \"gone\", which \"c\" uses");
  });
  BOOST_TEST(sequence(graph, {"z"}) == (Keys{"z"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
