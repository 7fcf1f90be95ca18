#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(insertion)

BOOST_AUTO_TEST_CASE(values_are_put_in_before_a_position) {
  for_each_cut({1000}, [](const Array& x) {
    const Array longer = insert(x, 500, from_vector<std::int64_t>({-1, -2}, 1));

    BOOST_TEST((values_of<std::int64_t>(longer) == looped({1002}, [](const Shape& at) {
                  return at[0] < 500 ? at[0] : at[0] < 502 ? 499 - at[0] : at[0] - 2;
                })));
  });
}

// numpy.insert(range(5), [1, 5, -2, 1], [10, 20, 30, 40])
BOOST_AUTO_TEST_CASE(positions_speak_of_the_array_as_it_was) {
  for_each_cut({5}, [](const Array& x) {
    const Array longer = insert(x, Integers{1, 5, -2, 1}, from_vector<std::int64_t>({10, 20, 30, 40}, 3));

    BOOST_TEST((values_of<std::int64_t>(longer) == Integers{0, 10, 40, 1, 2, 30, 3, 4, 20}));
  });
}

BOOST_AUTO_TEST_CASE(rows_and_columns_are_put_in_along_an_axis) {
  for_each_cut({2, 3}, [](const Array& x) {
    const Array column = insert(x, 1, from_vector<std::int64_t>({-1, -2}), 1);
    const Array rows = insert(x, Integers{0, 2}, -9, 0);

    BOOST_TEST((values_of<std::int64_t>(column) == Integers{0, -1, 1, 2, 3, -2, 4, 5}));
    BOOST_TEST((values_of<std::int64_t>(rows) == Integers{-9, -9, -9, 0, 1, 2, 3, 4, 5, -9, -9, -9}));
  });
}

BOOST_AUTO_TEST_CASE(without_an_axis_the_array_is_flattened) {
  for_each_cut({2, 3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(insert(x, -1, 7)) == Integers{0, 1, 2, 3, 4, 7, 5}));
    BOOST_TEST((values_of<std::int64_t>(delete_at(x, -1)) == Integers{0, 1, 2, 3, 4}));
    BOOST_TEST((values_of<std::int64_t>(repeat(x, 2)) == Integers{0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}));
  });
}

BOOST_AUTO_TEST_CASE(values_that_do_not_fit_are_refused) {
  const Array x = counted({2, 3}, 1);

  BOOST_TEST(message_of<IndexError>([&] { insert(x, 3, 0, 0); })
             == "insert: position 3 is outside axis 0 of length 2");
  BOOST_TEST(message_of<IndexError>([&] {
               insert(x, Integers{0, -3}, 0, 0);
             })
             == "insert: position -3 is outside axis 0 of length 2");
  BOOST_TEST(message_of<ShapeError>([&] { insert(x, 0, counted({2}), 0); })
             == "insert: broadcast_to: an array of shape (1, 2) does not broadcast to (1, 3)");
}

BOOST_AUTO_TEST_CASE(positions_lists_slices_and_bools_are_deleted) {
  for_each_cut({1000}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(delete_at(x, Slice{.step = -2}))
                == looped({500}, [](const Shape& at) { return 2 * at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(delete_at(x, Integers{0, 999, -1, 0}))
                == looped({998}, [](const Shape& at) { return at[0] + 1; })));
    BOOST_TEST((values_of<std::int64_t>(delete_at(x, 1))
                == looped({999}, [](const Shape& at) { return at[0] == 0 ? 0 : at[0] + 1; })));
    BOOST_TEST(values_of<std::int64_t>(delete_at(x, std::vector<bool>(1000, true))).empty());
  });
}

BOOST_AUTO_TEST_CASE(rows_are_deleted_along_an_axis) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(delete_at(x, Slice{1, {}}, 0))
                == looped({40}, [](const Shape& at) { return at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(delete_at(x, Slice{1, 39}, -1))
                == looped({30, 2}, [](const Shape& at) { return at[0] * 40 + at[1] * 39; })));
  });
}

BOOST_AUTO_TEST_CASE(only_what_is_there_can_be_deleted) {
  const Array x = counted({2, 3}, 1);

  BOOST_TEST(message_of<IndexError>([&] { delete_at(x, 3, 1); })
             == "delete_at: index 3 is outside axis 1 of length 3");
  BOOST_TEST(message_of<IndexError>([&] { delete_at(x, newaxis, 1); })
             == "delete_at: the index is no position, list, slice or list of bools");
  BOOST_TEST(message_of<IndexError>([&] { delete_at(x, counted({1}), 1); })
             == "delete_at: the index is no position, list, slice or list of bools");
}

BOOST_AUTO_TEST_CASE(elements_are_repeated_in_place) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(repeat(x, 3, 0))
                == looped({90, 40}, [](const Shape& at) { return at[0] / 3 * 40 + at[1]; })));
    BOOST_TEST((values_of<std::int64_t>(repeat(x, 3, 1))
                == looped({30, 120}, [](const Shape& at) { return at[0] * 40 + at[1] / 3; })));
    BOOST_TEST((repeat(x, 0, 1).shape() == Shape{30, 0}));
    BOOST_TEST(values_of<std::int64_t>(repeat(x, 0, 1)).empty());
  });
}

BOOST_AUTO_TEST_CASE(the_whole_is_repeated_side_by_side) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(tile(x, {3, 2}))
                == looped({90, 80}, [](const Shape& at) { return at[0] % 30 * 40 + at[1] % 40; })));
    BOOST_TEST((values_of<std::int64_t>(tile(x, {2, 1, 1}))
                == looped({2, 30, 40}, [](const Shape& at) { return at[1] * 40 + at[2]; })));
    BOOST_TEST((tile(x, {0}).shape() == Shape{30, 0}));
  });
}

BOOST_AUTO_TEST_CASE(negative_numbers_of_times_are_refused) {
  BOOST_TEST(message_of<ValueError>([] { repeat(counted({2}), -1); }) == "repeat: -1 times");
  BOOST_TEST(message_of<ValueError>([] { tile(counted({2}), {2, -3}); }) == "tile: -3 times");
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_extended_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 3)});

    BOOST_TEST((values_of<std::int64_t>(insert(few, -1, 9)) == Integers{0, 1, 9, 2}));
    BOOST_TEST((values_of<std::int64_t>(delete_at(few, 0)) == Integers{1, 2}));
    BOOST_TEST((values_of<std::int64_t>(repeat(few, 2)) == Integers{0, 0, 1, 1, 2, 2}));
    BOOST_TEST((values_of<std::int64_t>(tile(few, {2})) == Integers{0, 1, 2, 0, 1, 2}));
  });
}

BOOST_AUTO_TEST_SUITE_END()
