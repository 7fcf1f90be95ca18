#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/shape.hpp>

using namespace troupe;

BOOST_AUTO_TEST_SUITE(chunking)

BOOST_AUTO_TEST_CASE(tells_its_shape_its_grid_and_its_blocks) {
  const Chunking chunking({{4, 4, 2}, {5, 5}});

  BOOST_TEST(to_string(chunking.shape()) == "(10, 10)");
  BOOST_TEST(to_string(chunking.grid()) == "(3, 2)");
  BOOST_TEST(chunking.block_count() == 6);
  BOOST_TEST(to_string(chunking.block_shape(Block{2, 1})) == "(2, 5)");
  BOOST_TEST(to_string(chunking.block_origin(Block{2, 1})) == "(8, 5)");
  BOOST_TEST(to_string(chunking) == "((4, 4, 2), (5, 5))");
}

BOOST_AUTO_TEST_CASE(numbers_blocks_in_row_major_order_and_back) {
  const Chunking chunking({{1, 1, 1}, {1, 1}, {1, 1, 1, 1}});

  BOOST_TEST(to_string(chunking.block(0)) == "(0, 0, 0)");
  BOOST_TEST(to_string(chunking.block(23)) == "(2, 1, 3)");
  BOOST_TEST(to_string(chunking.block(13)) == "(1, 1, 1)");
  for (std::int64_t i = 0; i < 24; ++i)
    BOOST_TEST(chunking.index(chunking.block(i)) == i);
}

BOOST_AUTO_TEST_CASE(a_scalar_is_one_block_of_one_element) {
  const Chunking chunking;

  BOOST_TEST(chunking.block_count() == 1);
  BOOST_TEST(to_string(chunking.shape()) == "()");
  BOOST_TEST(to_string(chunking.block(0)) == "()");
  BOOST_TEST(to_string(chunking) == "()");
  BOOST_TEST((chunking == Chunking::automatic({}, 8)));
}

BOOST_AUTO_TEST_CASE(whole_is_one_chunk) { BOOST_TEST(to_string(Chunking::whole({7, 0})) == "((7,), (0,))"); }

BOOST_AUTO_TEST_CASE(regular_chunks_end_with_a_shorter_one) {
  BOOST_TEST(to_string(Chunking::regular({10, 6}, {4, 3})) == "((4, 4, 2), (3, 3))");
  BOOST_TEST(to_string(Chunking::regular({3}, {100})) == "((3,),)");
  BOOST_TEST(to_string(Chunking::regular({0}, {5})) == "((0,),)");
}

BOOST_AUTO_TEST_CASE(regular_refuses_chunks_that_are_not_positive_or_of_another_rank) {
  BOOST_CHECK_THROW(Chunking::regular({10}, {0}), ShapeError);
  BOOST_CHECK_THROW(Chunking::regular({10}, {-2}), ShapeError);
  BOOST_CHECK_THROW(Chunking::regular({10}, {2, 2}), ShapeError);
  BOOST_CHECK_THROW(Chunking::regular({-3}, {2}), ShapeError);
}

BOOST_AUTO_TEST_CASE(more_chunks_than_anyone_means_are_refused) {
  BOOST_CHECK_THROW(Chunking::regular({std::numeric_limits<std::int64_t>::max()}, {1}), ShapeError);
  BOOST_CHECK_THROW(Chunking::regular({1 << 20, 1 << 20}, {1, 1}), ShapeError);
}

BOOST_AUTO_TEST_CASE(automatic_keeps_inner_rows_whole) {
  // 8 MiB hold 1,048,576 doubles: 262 whole rows of 4000; 1000 rows make 4 chunks of 250.
  BOOST_TEST(to_string(Chunking::automatic({1000, 4000}, 8)) == "((250, 250, 250, 250), (4000,))");
  // One plane of 1000 x 1000 fits, a second one does not.
  BOOST_TEST(to_string(Chunking::automatic({3, 1000, 1000}, 8)) == "((1, 1, 1), (1000,), (1000,))");
}

BOOST_AUTO_TEST_CASE(automatic_cuts_the_innermost_axis_only_when_a_row_does_not_fit) {
  BOOST_TEST(to_string(Chunking::automatic({2, 10}, 1, 4)) == "((1, 1), (4, 4, 2))");
  BOOST_TEST(to_string(Chunking::automatic({2, 5}, 16, 4)) == "((1, 1), (1, 1, 1, 1, 1))");
}

BOOST_AUTO_TEST_CASE(automatic_leaves_no_sliver) {
  BOOST_TEST(to_string(Chunking::automatic({101}, 1, 100)) == "((51, 50),)");
}

BOOST_AUTO_TEST_CASE(automatic_makes_one_chunk_of_what_is_small_or_empty) {
  BOOST_TEST(to_string(Chunking::automatic({132, 73, 144}, 4)) == "((132,), (73,), (144,))");
  BOOST_TEST(to_string(Chunking::automatic({5, 0, 7}, 8)) == "((5,), (0,), (7,))");
}

BOOST_AUTO_TEST_CASE(automatic_refuses_arrays_that_no_file_could_hold) {
  BOOST_CHECK_THROW(Chunking::automatic({std::int64_t{1} << 31, std::int64_t{1} << 31}, 8), ShapeError);
  BOOST_CHECK_THROW(Chunking::automatic({unknown_extent, 3}, 8), ShapeError);
  BOOST_CHECK_THROW(Chunking::automatic({3}, 8, 0), ShapeError);
}

BOOST_AUTO_TEST_CASE(sizes_may_be_unknown_but_the_number_of_chunks_is_not) {
  const Chunking chunking({{2, unknown_extent, 3}, {4}});

  BOOST_TEST(!chunking.is_known());
  BOOST_TEST(to_string(chunking.shape()) == "(?, 4)");
  BOOST_TEST(to_string(chunking.grid()) == "(3, 1)");
  BOOST_TEST(to_string(chunking) == "((2, ?, 3), (4,))");
  BOOST_TEST(to_string(chunking.block_origin(Block{1, 0})) == "(2, 0)");
  BOOST_CHECK_THROW(chunking.block_origin(Block{2, 0}), ShapeError);
}

BOOST_AUTO_TEST_CASE(impossible_sizes_are_refused) {
  BOOST_CHECK_THROW(Chunking({{3}, {}}), ShapeError);
  BOOST_CHECK_THROW(Chunking({{3, -2}}), ShapeError);
  BOOST_CHECK_THROW(Chunking({{std::numeric_limits<std::int64_t>::max(), 1}}), ShapeError);
}

BOOST_AUTO_TEST_CASE(many_chunks_are_printed_in_short) {
  BOOST_TEST(to_string(Chunking::regular({1000}, {10})) == "((10, 10, 10, …, 10, 10, 10),)");
}

BOOST_AUTO_TEST_SUITE_END()
