#include <sstream>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(printing)

BOOST_AUTO_TEST_CASE(an_array_tells_dtype_shape_chunks_and_name) {
  const Array x = counted({10, 6}, {{1, 5, 4}, {2, 4}});

  BOOST_TEST(to_string(x) == "Array int64 (10, 6), chunks (5, 4), 6 blocks, " + x.name());
}

BOOST_AUTO_TEST_CASE(one_block_is_singular) {
  const Array scalar = from_chunk(Chunk::scalar(true)), nothing = zeros({0, 3});

  BOOST_TEST(to_string(scalar) == "Array bool (), chunks (), 1 block, " + scalar.name());
  BOOST_TEST(to_string(nothing) == "Array float64 (0, 3), chunks (0, 3), 1 block, " + nothing.name());
}

BOOST_AUTO_TEST_CASE(only_unknown_extents_are_question_marks) {
  const Array x = counted({10, 6}, {5, 4});
  const Array rows = getitem(x, {less(getitem(x, {Slice{}, 0}), 30)});

  std::ostringstream text;
  text << rows;

  BOOST_TEST(text.str() == "Array int64 (?, 6), chunks (?, 4), 4 blocks, " + rows.name());
}

BOOST_AUTO_TEST_SUITE_END()
