#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "expression/plan.hpp"
#include "support/array_values.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

/// How many tasks call the kernel.
std::size_t calls_of(const Graph& graph, std::string_view kernel) {
  std::size_t count = 0;
  for (TaskId task = 0; task < graph.size(); ++task)
    for (const Step& step : graph.body(task).steps)
      count += step.kernel != nullptr && step.kernel->name == kernel;
  return count;
}

Graph planned(const Array& array, std::vector<std::string_view> skipped = {}) {
  return graph_of(std::vector{array}, skipped).graph;
}

std::vector<Value> computed(const Array& array, std::vector<std::string_view> skipped) {
  const ArrayGraph plan = graph_of(std::vector{array}, skipped);
  return synchronous_session().compute(plan.graph, plan.blocks[0]);
}

} // namespace

BOOST_AUTO_TEST_SUITE(reduce_)

BOOST_AUTO_TEST_CASE(one_block_is_one_task) {
  const Graph graph = planned(sum(from_vector<double>({1, 2, 3})));

  BOOST_TEST(calls_of(graph, "reduce") == 1U);
  BOOST_TEST(calls_of(graph, "reduce_merge") == 0U);
}

BOOST_AUTO_TEST_CASE(states_are_merged_as_a_tree) {
  const Array x = ones({100}, {.chunks = 1});

  // 100 -> 13 -> 2 -> 1 by eight, 100 -> 50 -> 25 -> 13 -> 7 -> 4 -> 2 -> 1 by two
  BOOST_TEST(calls_of(planned(sum(x)), "reduce_merge") == 16U);
  BOOST_TEST(calls_of(planned(sum(x, {.split_every = 2})), "reduce_merge") == 102U);
  BOOST_TEST(calls_of(planned(sum(x, {.split_every = 100})), "reduce_merge") == 1U);
}

BOOST_AUTO_TEST_CASE(neighbours_along_all_reduced_axes_are_merged_together) {
  const Array x = ones({4, 3, 2}, {.chunks = 1});

  BOOST_TEST(calls_of(planned(sum(x, {.split_every = 24})), "reduce_merge") == 1U);
  BOOST_TEST(calls_of(planned(sum(x, {.axis = {0, 2}})), "reduce_merge") == 3U);
  BOOST_TEST(calls_of(planned(sum(x, {.axis = 1})), "reduce_merge") == 8U);
}

BOOST_AUTO_TEST_CASE(keys_say_what_the_tasks_are_for) {
  const Array total = sum(ones({4}, {.chunks = 1}), {.split_every = 2});
  const Graph graph = planned(total);

  BOOST_TEST(graph.find(total.name()).has_value());
  BOOST_TEST(graph.find(total.name() + "-map/3").has_value());
  BOOST_TEST(graph.find(total.name() + "-merge-1/1").has_value());
}

BOOST_AUTO_TEST_CASE(elementwise_operations_before_it_join_its_tasks) {
  const Array x = from_vector<double>({1, 2, 3, 4}, 2), y = from_vector<double>({2, 2, 2, 2}, 2);

  const Graph graph = planned(sum((x + 1) * 2 - x / y));

  BOOST_TEST(calls_of(graph, "elementwise") == 0U);
  BOOST_TEST(calls_of(graph, "reduce") == 2U);
  BOOST_TEST((values_of<double>(sum((x + 1) * 2 - x / y)) == std::vector<double>{23}));
}

BOOST_AUTO_TEST_CASE(a_cast_to_the_dtype_that_is_summed_up_joins_too) {
  const Array x = from_vector<std::int32_t>({1, 2, 4}, 2);

  BOOST_TEST(calls_of(planned(mean(x)), "elementwise") == 0U);
  BOOST_TEST(calls_of(planned(any(x > 3)), "elementwise") == 0U);
}

BOOST_AUTO_TEST_CASE(a_fused_reduction_has_the_bits_of_an_unfused_one) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 10);
  for (int trial = 0; trial < 20; ++trial) {
    const Shape shape{1 + static_cast<std::int64_t>(random() % 60),
                      1 + static_cast<std::int64_t>(random() % 300)};
    const auto chunk = [&](const Shape& of) {
      return Chunk::generate<double>(of, [&](std::span<double> out) {
        for (double& a : out)
          a = normal(random);
      });
    };
    const Array x = from_chunk(chunk(shape), random_chunking(shape, random));
    const Array row = from_chunk(chunk({shape[1]}));
    const Array expression = sqrt(absolute(x * row + 0.3)) - x;
    for (const Axes& axes : {Axes(), Axes(0), Axes(1)})
      for (const Array& array : {sum(expression, {.axis = axes}), nanvar(expression, {.axis = axes}),
                                 nanmax(expression, {.axis = axes})}) {
        BOOST_TEST_REQUIRE(calls_of(planned(array), "elementwise")
                           < calls_of(planned(array, {"absorb_elementwise"}), "elementwise"));
        BOOST_TEST((computed(array, {}) == computed(array, {"absorb_elementwise", "fuse_elementwise"})));
      }
  }
}

BOOST_AUTO_TEST_CASE(the_bits_do_not_depend_on_threads) {
  Session threads({.threads = 4});
  const Array x = arange(0, 100'000, 1, {.dtype = DType::float64, .chunks = 997});
  const Array spread = var(sin(x) / 3);

  const Chunk expected = synchronous_session().compute(spread);

  for (int i = 0; i < 5; ++i)
    BOOST_TEST(identical(threads.compute(spread), expected));
}

BOOST_AUTO_TEST_SUITE_END()
