#include <boost/test/unit_test.hpp>

#include "expression/programs/tile_map.hpp"
#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Sizes = std::vector<std::vector<std::int64_t>>;

Array cut(const Shape& shape, const Sizes& sizes) { return zeros(shape, {.chunks = Chunking(sizes)}); }

Sizes common(const std::vector<Array>& arrays) { return common_chunking(arrays, "add").sizes(); }

} // namespace

BOOST_AUTO_TEST_SUITE(tile_map)

BOOST_AUTO_TEST_CASE(equal_chunkings_stay_as_they_are) {
  const Array x = cut({3}, {{0, 2, 1}});

  BOOST_TEST((common({x, x}) == Sizes{{0, 2, 1}}));
}

// 1024 rows and 1024 columns have a million cells in common.
BOOST_AUTO_TEST_CASE(slivers_are_avoided) {
  const Array rows = zeros({1024, 1024}, {.chunks = {1, -1}}),
              columns = zeros({1024, 1024}, {.chunks = {-1, 1}});

  BOOST_TEST((common({rows, columns}) == rows.chunking().sizes()));
  BOOST_TEST((common({columns, rows}) == columns.chunking().sizes()));
}

BOOST_AUTO_TEST_CASE(a_few_small_blocks_are_none) {
  const Array rows = zeros({8, 8}, {.chunks = {1, -1}}), columns = zeros({8, 8}, {.chunks = {-1, 1}});

  BOOST_TEST(common({rows, columns})[0].size() == 8U);
  BOOST_TEST(common({rows, columns})[1].size() == 8U);
}

BOOST_AUTO_TEST_CASE(different_ones_are_cut_at_all_cuts) {
  BOOST_TEST((common({cut({6}, {{4, 2}}), cut({6}, {{3, 0, 3}})}) == Sizes{{3, 1, 2}}));
  BOOST_TEST((common({cut({0}, {{0, 0}}), cut({0}, {{0}})}) == Sizes{{0}}));
}

BOOST_AUTO_TEST_CASE(a_broadcast_axis_has_no_say) {
  BOOST_TEST((common({cut({4, 1}, {{2, 2}, {1}}), cut({1, 6}, {{0, 1}, {5, 1}})}) == Sizes{{2, 2}, {5, 1}}));
  BOOST_TEST((common({cut({6}, {{5, 1}}), cut({2, 6}, {{1, 1}, {6}})}) == Sizes{{1, 1}, {5, 1}}));
}

BOOST_AUTO_TEST_CASE(no_arrays_make_an_array_without_axes) { BOOST_TEST(common({}).empty()); }

BOOST_AUTO_TEST_CASE(arrays_are_recut_only_where_they_differ) {
  const Array same = cut({4}, {{2, 2}}), row = cut({1, 1}, {{1}, {0, 1}});

  const std::vector<Array> arrays = cut_alike(std::vector{same, row}, Chunking(Sizes{{3}, {2, 2}}));

  BOOST_TEST(arrays[0].node() == same.node());
  BOOST_TEST((arrays[1].chunking().sizes() == Sizes{{1}, {1}}));
}

BOOST_AUTO_TEST_CASE(unknown_lengths_match_those_of_the_same_origin) {
  const Array x = from_vector<double>({1, -2, 3, -4}, 2), y = extract(x > 0, x), other = extract(x < 2, x);

  BOOST_TEST(match_unknown(std::vector{y, y * 2}));
  BOOST_TEST(match_unknown(std::vector{y, cut({1}, {{1}})}));
  BOOST_TEST(!match_unknown(std::vector{y, other}));
  BOOST_TEST(!match_unknown(std::vector{y, cut({2}, {{2}})}));
  BOOST_TEST(!match_unknown(std::vector{y, cut({3, 1}, {{3}, {1}})}));
}

BOOST_AUTO_TEST_SUITE_END()
