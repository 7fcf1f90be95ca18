#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(nonzero_)

BOOST_AUTO_TEST_CASE(flat_positions_are_in_c_order) {
  for_each_cut({50, 60}, [](const Array& x) {
    const Array positions = flatnonzero(equal(remainder(x, 13), 4));

    BOOST_TEST((positions.dtype() == DType::int64));
    BOOST_TEST((values_of<std::int64_t>(positions)
                == looped({231}, [](const Shape& at) { return 4 + 13 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(rows_of_positions_are_in_c_order) {
  for_each_cut({50, 60}, [](const Array& x) {
    const Array rows = argwhere(equal(remainder(x, 13), 4));

    BOOST_TEST((rows.shape() == Shape{unknown_extent, 2}));
    BOOST_TEST((values_of<std::int64_t>(rows) == looped({231, 2}, [](const Shape& at) {
                  return at[1] == 0 ? (4 + 13 * at[0]) / 60 : (4 + 13 * at[0]) % 60;
                })));
  });
}

BOOST_AUTO_TEST_CASE(each_axis_has_its_list) {
  for_each_cut({12, 10, 11}, [](const Array& x) {
    const std::vector<Array> lists = nonzero(equal(remainder(x, 100), 37));

    BOOST_TEST(lists.size() == 3U);
    BOOST_TEST((values_of<std::int64_t>(lists[0]) == Integers{0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    BOOST_TEST((values_of<std::int64_t>(lists[1]) == Integers{3, 2, 1, 0, 9, 8, 7, 7, 6, 5, 4, 3, 2}));
    BOOST_TEST((values_of<std::int64_t>(lists[2]) == Integers{4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4, 5}));
  });
}

BOOST_AUTO_TEST_CASE(lists_of_one_array_match_block_by_block) {
  for_each_cut({50, 60}, [](const Array& x) {
    const std::vector<Array> lists = nonzero(equal(remainder(x, 13), 4));

    const Array back = add(multiply(lists[0], 60), lists[1]);

    BOOST_TEST(
        (values_of<std::int64_t>(back) == looped({231}, [](const Shape& at) { return 4 + 13 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(nan_is_not_zero_and_negative_zero_is) {
  const Array x = from_vector<double>({0.0, -0.0, std::numeric_limits<double>::quiet_NaN(), 1e-320, 2}, 2);

  BOOST_TEST((values_of<std::int64_t>(flatnonzero(x)) == Integers{2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(where_nothing_is_there_are_no_positions) {
  for_each_cut({30, 3}, [](const Array& x) {
    BOOST_TEST(values_of<std::int64_t>(flatnonzero(zeros_like(x))).empty());
    BOOST_TEST((synchronous_session().compute(argwhere(zeros_like(x))).shape() == Shape{0, 2}));
  });
  BOOST_TEST(values_of<std::int64_t>(flatnonzero(zeros({0, 3}))).empty());
}

// numpy.argwhere of 0-d arrays has shape (1, 0) or (0, 0).
BOOST_AUTO_TEST_CASE(a_scalar_has_rows_without_numbers) {
  const Array five = from_chunk(Chunk::scalar<double>(5)), zero = from_chunk(Chunk::scalar<double>(0));

  BOOST_TEST((synchronous_session().compute(argwhere(five)).shape() == Shape{1, 0}));
  BOOST_TEST((synchronous_session().compute(argwhere(zero)).shape() == Shape{0, 0}));
  BOOST_TEST((values_of<std::int64_t>(nonzero(five)[0]) == Integers{0}));
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_counted_anew) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    BOOST_TEST((values_of<std::int64_t>(flatnonzero(greater(odd, 994))) == Integers{497, 498, 499}));
  });
}

BOOST_AUTO_TEST_SUITE_END()
