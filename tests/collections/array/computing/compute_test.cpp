#include <map>
#include <stdexcept>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(compute_)

BOOST_AUTO_TEST_CASE(blocks_are_put_together_whatever_the_cuts) {
  for_each_cut({12, 10, 11}, [](const Array& x) {
    const Chunk chunk = synchronous_session().compute(x * 3 - 1);

    BOOST_TEST((chunk.shape() == Shape{12, 10, 11}));
    BOOST_TEST((values_of<std::int64_t>(from_chunk(chunk)) == looped({12, 10, 11}, [](const Shape& at) {
                  return 3 * (at[0] * 110 + at[1] * 11 + at[2]) - 1;
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_vector_of_arrays_is_computed_in_one_run) {
  for_each_cut({3000}, [](const Array& x) {
    const Array twice = x * 2;

    const std::vector<Chunk> chunks = synchronous_session().compute(
        std::vector<Array>{sum(twice), max(twice), getitem(twice, {Slice{0, 2}})});

    BOOST_TEST(chunks[0].item<std::int64_t>() == 8'997'000);
    BOOST_TEST(chunks[1].item<std::int64_t>() == 5998);
    BOOST_TEST(chunks[2].at<std::int64_t>({1}) == 2);
  });
}

BOOST_AUTO_TEST_CASE(arrays_may_stand_in_braces) {
  const Array x = arange(10, {.chunks = 3});

  const std::vector<Chunk> chunks = compute_all(synchronous_session(), {sum(x), max(x)});
  BOOST_TEST(chunks[0].item<std::int64_t>() == 45);
  BOOST_TEST(chunks[1].item<std::int64_t>() == 9);

  const std::vector<Array> held = materialise_all(synchronous_session(), {x + 1, x});
  BOOST_TEST(synchronous_session().compute(sum(held[0] - held[1])).item<std::int64_t>() == 10);
}

BOOST_AUTO_TEST_CASE(blocks_come_row_major) {
  const Array x = counted({3, 4}, {{1, 2}, {3, 0, 1}});

  const std::vector<Chunk> blocks = compute_blocks(synchronous_session(), x + 1);

  BOOST_TEST(blocks.size() == 6U);
  BOOST_TEST((blocks[0].shape() == Shape{1, 3}));
  BOOST_TEST((blocks[1].shape() == Shape{1, 0}));
  BOOST_TEST((blocks[5].shape() == Shape{2, 1}));
  BOOST_TEST(blocks[5].at<std::int64_t>({1, 0}) == 12);
}

BOOST_AUTO_TEST_CASE(every_block_is_visited_once_with_its_place) {
  const Array x = counted({40, 50}, {7, 11});
  std::map<Block, std::int64_t> first;

  for_each_block(synchronous_session(), x, [&](const Block& block, const Chunk& chunk) {
    BOOST_TEST((chunk.shape() == x.chunking().block_shape(block)));
    BOOST_TEST(first.emplace(block, chunk.at<std::int64_t>({0, 0})).second);
  });

  BOOST_TEST(first.size() == 30U);
  BOOST_TEST((first.at({0, 0}) == 0));
  BOOST_TEST((first.at({2, 3}) == 14 * 50 + 33));
  BOOST_TEST((first.at({5, 4}) == 35 * 50 + 44));
}

BOOST_AUTO_TEST_CASE(blocks_of_unknown_length_are_visited_too) {
  const Array x = counted({10}, {{4, 4, 2}});
  std::map<Block, std::size_t> lengths;

  for_each_block(synchronous_session(), getitem(x, {greater(x, 6)}),
                 [&](const Block& block, const Chunk& chunk) { lengths[block] = chunk.size(); });

  BOOST_TEST((lengths == std::map<Block, std::size_t>{{{0}, 0}, {{1}, 1}, {{2}, 2}}));
}

BOOST_AUTO_TEST_CASE(what_a_visitor_throws_comes_out) {
  const Array x = counted({10}, 5);

  BOOST_CHECK_THROW(for_each_block(synchronous_session(), x,
                                   [](const Block&, const Chunk&) { throw std::out_of_range("enough"); }),
                    std::out_of_range);
  BOOST_TEST((values_of<std::int64_t>(getitem(x, {9})) == Integers{9})); // the session goes on
}

BOOST_AUTO_TEST_CASE(lengths_are_computed_on_request) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    const Array known = compute_extents(synchronous_session(), odd);

    BOOST_TEST((known.shape() == Shape{500}));
    BOOST_TEST((known.chunking().grid() == x.chunking().grid()));
    BOOST_TEST(
        (values_of<std::int64_t>(known) == looped({500}, [](const Shape& at) { return 2 * at[0] + 1; })));
    BOOST_TEST((getitem(known, {Slice{10, 12}}).shape() == Shape{2}));
  });
}

BOOST_AUTO_TEST_CASE(known_lengths_are_not_computed_again) {
  const Array x = counted({10}, 5);
  const std::uint64_t before = synchronous_session().tasks_run();

  BOOST_TEST(compute_extents(synchronous_session(), x).name() == x.name());
  BOOST_TEST(synchronous_session().tasks_run() == before);
}

BOOST_AUTO_TEST_CASE(a_graph_is_made_without_running_it) {
  const Array x = counted({10}, 5), y = x + 1;
  const std::uint64_t before = synchronous_session().tasks_run();

  const ArrayGraph graph = graph_of(std::vector{y, x});

  BOOST_TEST(graph.blocks.size() == 2U);
  BOOST_TEST(graph.blocks[0].size() == 2U);
  BOOST_TEST(synchronous_session().tasks_run() == before);
}

BOOST_AUTO_TEST_SUITE_END()
