#include <numeric>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "expression/plan.hpp"
#include "support/array_values.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

Array random_array(const Shape& shape, const Chunks& chunks, std::mt19937_64& random) {
  return from_chunk(Chunk::generate<double>(shape,
                                            [&](std::span<double> out) {
                                              for (double& a : out)
                                                a = static_cast<double>(random() % 1000) / 7;
                                            }),
                    chunks);
}

std::vector<Value> blocks_of(const Array& array, std::vector<std::string_view> skipped) {
  const ArrayGraph planned = graph_of(std::vector{array}, skipped);
  return synchronous_session().compute(planned.graph, planned.blocks.front());
}

std::size_t task_count(const Array& array) { return graph_of(std::vector{array}).graph.size(); }

/// An array that is computed, so that its chunks do not lie in memory.
Array computed(const Array& x) {
  return map_blocks([](const Chunk& chunk) { return chunk; }, {x}, {.dtype = DType::float64});
}

} // namespace

BOOST_AUTO_TEST_SUITE(view_inputs_)

BOOST_AUTO_TEST_CASE(held_chunks_are_seen_in_windows_without_a_task_of_their_own) {
  std::mt19937_64 random(1);
  const Array x = random_array({12, 12}, {4, -1}, random);

  // 3 literals and a task for each of 3 x 3 squares.
  BOOST_TEST(task_count(x + transpose(x)) == 12U);
}

BOOST_AUTO_TEST_CASE(computed_chunks_are_cut_into_squares_once) {
  std::mt19937_64 random(2);
  const Array x = computed(random_array({12, 12}, {4, -1}, random));

  // 3 literals, 3 chunks, 9 squares of them, 9 results.
  BOOST_TEST(task_count(x + transpose(x)) == 24U);
}

BOOST_AUTO_TEST_CASE(a_transposed_array_that_is_wanted_itself_is_made) {
  std::mt19937_64 random(3);
  const Array x = random_array({12, 8}, {4, -1}, random);
  const Array y = transpose(x);

  const std::vector<Chunk> both = compute_all(synchronous_session(), std::vector{y, y + 1});

  BOOST_TEST((Value(both[0]) == Value(synchronous_session().compute(y))));
  BOOST_TEST((Value(both[1]) == Value(synchronous_session().compute(y + 1))));
}

BOOST_AUTO_TEST_CASE(the_bits_are_those_of_arrays_that_were_moved) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  for (int trial = 0; trial < 60; ++trial) {
    const std::int64_t n = 1 + static_cast<std::int64_t>(random() % 150);
    const Array held = random_array({n, n}, random_chunking({n, n}, random), random);
    const Array x = trial % 2 == 0 ? held : computed(held);
    const Array row = random_array({n}, -1, random);
    const Array y = rechunk(x, random_chunking({n, n}, random));
    for (const Array& array :
         {x + transpose(x), sum(x * transpose(y) + row, {.axis = 0}), mean(transpose(x) - y, {.axis = 1}),
          sqrt(transpose(x) + 1), sum((x > 50) & (transpose(x) < 70))})
      BOOST_TEST((blocks_of(array, {}) == blocks_of(array, {"view_inputs"})), "extent " << n);
  }
}

BOOST_AUTO_TEST_CASE(a_rechunked_slice_is_not_seen_through_as_if_it_were_all_of_the_array) {
  const Array held = from_chunk(Chunk::generate<std::int64_t>(
                                    {6, 5}, [](std::span<std::int64_t> out) { std::iota(out.begin(), out.end(), 0); }),
                                {{{3, 3}, {5}}});
  const Chunk first_four_rows = Chunk::from<std::int64_t>(
      {5, 4}, {1, 6, 11, 16, 2, 7, 12, 17, 3, 8, 13, 18, 4, 9, 14, 19, 5, 10, 15, 20});
  for (const Array& x : {held, map_blocks([](const Chunk& chunk) { return chunk; }, {held},
                                          {.dtype = DType::int64})}) {
    const Array rows = rechunk(getitem(x, {Slice{.stop = 4}}), Chunks{{{4}, {2, 3}}});

    const Chunk result = synchronous_session().compute(transpose(rows) + 1);

    BOOST_TEST((Value(result) == Value(first_four_rows)));
  }
}

BOOST_AUTO_TEST_CASE(three_axes_may_be_put_in_any_order) {
  std::mt19937_64 random(11);
  const Array x = random_array({20, 30, 40}, {7, 11, 13}, random);
  for (const std::vector<int>& order : {std::vector{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
    const Array y = sqrt(transpose(x, order)) + 1;

    BOOST_TEST((blocks_of(y, {}) == blocks_of(y, {"view_inputs"})));
  }
}

BOOST_AUTO_TEST_SUITE_END()
