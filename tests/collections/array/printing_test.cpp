#include <sstream>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(printing)

BOOST_AUTO_TEST_CASE(an_array_tells_dtype_shape_chunks_and_name) {
  const Array x = counted({10, 6}, {{1, 5, 4}, {2, 4}});

  BOOST_TEST(to_string(x) == "Array int64 (10, 6), chunks up to (5, 4), 6 blocks, " + x.name());
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

BOOST_AUTO_TEST_CASE(an_axis_with_one_unknown_chunk_is_unknown) {
  const Array x = counted({10, 6}, {5, 4});
  const Array longer = concatenate({getitem(x, {less(getitem(x, {Slice{}, 0}), 30)}), x});
  const Array flat = extract(x > 4, x);

  BOOST_TEST(to_string(longer.shape()) == "(?, 6)");
  BOOST_TEST(to_string(longer).starts_with("Array int64 (?, 6), chunks (?, "));
  BOOST_TEST(to_string(flat).starts_with("Array int64 (?,), chunks (?,), "));
  BOOST_TEST(to_string(Chunking({{unknown_extent, unknown_extent}, {4, 2}})) == "((?, ?), (4, 2))");
  BOOST_TEST(to_string(flat.chunking()) == "((?, ?),)");
}

BOOST_AUTO_TEST_CASE(errors_show_unknown_extents_as_question_marks) {
  const Array x = counted({10, 6}, {5, 4});
  const Array rows = getitem(x, {less(getitem(x, {Slice{}, 0}), 30)});

  BOOST_TEST(message_of<AxisError>([&] { transpose(rows, std::vector{0}); })
             == "transpose: 1 axes for an array of shape (?, 6)");
  BOOST_TEST(message_of<ShapeError>([&] {
               rows + zeros({3, 5});
             })
             == "add: shapes (?, 6) and (3, 5) do not broadcast");
  BOOST_TEST(
      message_of<ShapeError>([&] { rows.size(); })
      == "size: an extent of shape (?, 6) is only known when it was computed: compute_extents(session, x)");
  BOOST_TEST(message_of<IndexError>([&] {
               getitem(rows, {0, 0, 0});
             })
             == "getitem: an index of 3 axes for an array of shape (?, 6)");
}

BOOST_AUTO_TEST_CASE(only_uneven_chunks_are_up_to_a_size) {
  const auto shown = [](const Chunking& chunking) { return to_string(counted(chunking.shape(), chunking)); };

  BOOST_TEST(shown(Chunking({{4, 4, 2}, {3}})).starts_with("Array int64 (10, 3), chunks (4, 3), 3 blocks"));
  BOOST_TEST(shown(Chunking({{4, 5}, {3}})).starts_with("Array int64 (9, 3), chunks up to (5, 3), 2 blocks"));
}

BOOST_AUTO_TEST_CASE(chunks_shapes_and_dtypes_are_streamed) {
  std::ostringstream text;

  text << Chunk::from<int>({3}, {1, 2, 3}) << ' ' << Shape{3, 4} << ' ' << DType::float32 << ' '
       << Chunk::generate<double>({1000}, [](std::span<double> out) { std::ranges::fill(out, 0.5); });

  BOOST_TEST(text.str() == "[1 2 3] (3, 4) float32 [0.5 0.5 0.5 ... 0.5 0.5 0.5]");
}

BOOST_AUTO_TEST_SUITE_END()
