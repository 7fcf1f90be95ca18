#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/gathering/rechunk.hpp"
#include "array/gathering/rechunk_stages.hpp"
#include "support/random_seed.hpp"
#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

constexpr std::int64_t mebibyte = 1 << 20;

} // namespace

BOOST_AUTO_TEST_SUITE(rechunk_stages)

BOOST_AUTO_TEST_CASE(a_task_reads_all_chunks_it_takes_elements_of) {
  const Chunking rows = Chunking::regular({100, 100}, {10, 100}),
                 columns = Chunking::regular({100, 100}, {100, 10});

  BOOST_TEST(largest_input_bytes(rows, columns, 8) == 80000);
  BOOST_TEST(largest_input_bytes(rows, rows, 8) == 8000);
  BOOST_TEST(largest_input_bytes(Chunking({{3, 0, 5}}), Chunking({{2, 2, 0, 4}}), 1) == 8);
  BOOST_TEST(largest_input_bytes(Chunking({{3, 0, 5}}), Chunking({{3, 5}}), 1) == 5);
}

BOOST_AUTO_TEST_CASE(rows_become_columns_by_way_of_squares) {
  const Shape shape{16384, 32768};
  const Chunking rows = Chunking::regular(shape, {32, 32768}),
                 columns = Chunking::regular(shape, {16384, 64});

  const auto between = chunking_between(rows, columns, 8);

  BOOST_REQUIRE(between.has_value());
  BOOST_TEST((*between == Chunking::regular(shape, {512, 1024})));
  BOOST_TEST(largest_input_bytes(rows, *between, 8) == 128 * mebibyte);
  BOOST_TEST(largest_input_bytes(*between, columns, 8) == 128 * mebibyte);
}

BOOST_AUTO_TEST_CASE(columns_become_rows_by_way_of_squares) {
  const Shape shape{16384, 32768};
  const Chunking rows = Chunking::regular(shape, {32, 32768}),
                 columns = Chunking::regular(shape, {16384, 64});

  BOOST_TEST((chunking_between(columns, rows, 8) == Chunking::regular(shape, {512, 1024})));
}

BOOST_AUTO_TEST_CASE(what_fits_is_rechunked_at_once) {
  const Shape shape{4096, 4096};
  const Chunking rows = Chunking::regular(shape, {256, 4096}),
                 columns = Chunking::regular(shape, {4096, 256});

  BOOST_TEST(!chunking_between(rows, columns, 8).has_value());
}

BOOST_AUTO_TEST_CASE(one_chunk_of_all_needs_all_of_them) {
  const Shape shape{1 << 15, 1 << 15};

  BOOST_TEST(
      !chunking_between(Chunking::regular(shape, {32, 1 << 15}), Chunking::whole(shape), 8).has_value());
}

BOOST_AUTO_TEST_CASE(one_axis_needs_no_step_between) {
  const Shape shape{std::int64_t{1} << 32};

  BOOST_TEST(!chunking_between(Chunking::regular(shape, {1 << 10}), Chunking::regular(shape, {1 << 24}), 8)
                  .has_value());
}

BOOST_AUTO_TEST_CASE(elements_are_the_same_in_two_steps) {
  const unsigned seed = test::random_seed();
  std::mt19937_64 random(seed);
  int staged = 0;
  for (int round = 0; round < 200; ++round) {
    const Shape shape{static_cast<std::int64_t>(random() % 30), static_cast<std::int64_t>(random() % 30),
                      static_cast<std::int64_t>(1 + random() % 6)};
    const Chunking from = random_chunking(shape, random), to = random_chunking(shape, random);
    const auto limit = static_cast<std::int64_t>(random() % 4000);
    const Array array = counted(shape, from);
    staged += chunking_between(from, to, 8, limit) ? 1 : 0;

    const Array result = rechunk_within(array, to, limit);

    BOOST_TEST((result.chunking() == to), "seed " << seed);
    BOOST_TEST((values_of<std::int64_t>(result) == values_of<std::int64_t>(array)), "seed " << seed);
  }
  BOOST_TEST(staged > 20);
}

BOOST_AUTO_TEST_CASE(no_task_of_a_large_rechunk_reads_more_than_the_limit) {
  const Array rows = zeros({1 << 14, 1 << 15}, {.chunks = {32, 1 << 15}});
  const Array columns = rechunk(rows, {1 << 14, 64});

  const ArrayGraph planned = graph_of(std::span(&columns, 1));

  std::size_t most = 0;
  for (TaskId task = 0; task < planned.graph.size(); ++task)
    most = std::max(most, planned.graph.inputs(task).size());
  BOOST_TEST(most == 32u);
}

BOOST_AUTO_TEST_SUITE_END()
