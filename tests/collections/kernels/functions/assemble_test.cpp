#include <boost/test/unit_test.hpp>

#include "kernels/functions/assemble.hpp"
#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

Chunk counted(Shape shape, std::int64_t first) {
  return Chunk::generate<std::int64_t>(std::move(shape), [&](std::span<std::int64_t> out) {
    for (std::int64_t& element : out)
      element = first++;
  });
}

Integers elements_of(const Chunk& chunk) {
  const auto values = chunk.values<std::int64_t>();
  return {values.begin(), values.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(assemble_)

BOOST_AUTO_TEST_CASE(a_single_block_is_the_whole) {
  const Chunk block = counted({2, 2}, 0);

  BOOST_TEST(assemble(std::vector{block}, {1, 1}, 1).bytes() == block.bytes());
}

BOOST_AUTO_TEST_CASE(blocks_of_three_axes) {
  // (2, 1, 2) in two blocks along the last axis, and an empty one between
  const std::vector<Chunk> blocks{counted({2, 1, 1}, 0), counted({2, 1, 0}, 0), counted({2, 1, 1}, 10)};

  const Chunk whole = assemble(blocks, {1, 1, 3}, 1);

  BOOST_TEST((whole.shape() == Shape{2, 1, 2}));
  BOOST_TEST((elements_of(whole) == Integers{0, 10, 1, 11}));
}

BOOST_AUTO_TEST_CASE(blocks_in_the_middle_of_rows_and_columns) {
  const std::vector<Chunk> blocks{counted({1, 2}, 0), counted({1, 1}, 10), counted({2, 2}, 20),
                                  counted({2, 1}, 30)};

  const Chunk whole = assemble(blocks, {2, 2}, 3);

  BOOST_TEST((elements_of(whole) == Integers{0, 1, 10, 20, 21, 30, 22, 23, 31}));
}

BOOST_AUTO_TEST_CASE(blocks_that_do_not_match_are_refused) {
  const std::vector<Chunk> blocks{counted({1, 2}, 0), counted({2, 2}, 0)};

  BOOST_TEST(message_of<ShapeError>([&] {
               assemble(blocks, {1, 2}, 1);
             })
             == "compute: blocks of one row are 1 and 2 long");
}

BOOST_AUTO_TEST_SUITE_END()
