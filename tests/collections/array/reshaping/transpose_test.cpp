#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(transpose_)

BOOST_AUTO_TEST_CASE(rows_become_columns) {
  for_each_cut({60, 70}, [](const Array& x) {
    const Array turned = transpose(x);

    BOOST_TEST((turned.shape() == Shape{70, 60}));
    BOOST_TEST((turned.chunking().sizes(0) == x.chunking().sizes(1)));
    BOOST_TEST((values_of<std::int64_t>(turned)
                == looped({70, 60}, [](const Shape& at) { return at[1] * 70 + at[0]; })));
  });
}

// Elements of 1, 4 and 16 bytes are moved by other loops than those of 8.
using Widths = std::tuple<std::int8_t, float, std::complex<double>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(elements_of_every_width_are_moved, T, Widths) {
  for_each_cut({60, 70}, [](const Array& x) {
    const Array narrow = astype(remainder(x, 101), dtype_of<T>());

    BOOST_TEST((values_of<T>(transpose(narrow)) == looped<T>({70, 60}, [](const Shape& at) {
                  return static_cast<T>((at[1] * 70 + at[0]) % 101);
                })));
  });
}

BOOST_AUTO_TEST_CASE(axes_come_in_the_order_they_are_named) {
  for_each_cut({12, 10, 11}, [](const Array& x) {
    const Array turned = transpose(x, std::vector{2, 0, -2});

    BOOST_TEST((values_of<std::int64_t>(turned)
                == looped({11, 12, 10}, [](const Shape& at) { return at[1] * 110 + at[2] * 11 + at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(twice_turned_is_as_before) {
  for_each_cut({5, 12, 3, 7}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(transpose(transpose(x))) == values_of<std::int64_t>(x)));
  });
}

BOOST_AUTO_TEST_CASE(axes_in_their_own_order_are_the_array_itself) {
  const Array x = counted({4, 5}, 2);

  BOOST_TEST(transpose(x, std::vector{0, 1}).name() == x.name());
  BOOST_TEST(transpose(counted({3})).name() == counted({3}).name());
}

BOOST_AUTO_TEST_CASE(moved_axes_leave_the_others_in_order) {
  const Array x = zeros({2, 3, 4, 5});

  BOOST_TEST((moveaxis(x, 0, -1).shape() == Shape{3, 4, 5, 2}));
  BOOST_TEST((moveaxis(x, {3, 0}, {0, 2}).shape() == Shape{5, 3, 2, 4}));
  BOOST_TEST((swapaxes(x, 1, -1).shape() == Shape{2, 5, 4, 3}));
  BOOST_TEST((rollaxis(x, 3).shape() == Shape{5, 2, 3, 4}));
  BOOST_TEST((rollaxis(x, 0, 4).shape() == Shape{3, 4, 5, 2}));
  BOOST_TEST((rollaxis(x, 1, -1).shape() == Shape{2, 4, 3, 5}));
}

BOOST_AUTO_TEST_CASE(moved_axes_take_their_elements_along) {
  for_each_cut({12, 10, 11}, [](const Array& x) {
    const auto expected =
        looped({10, 11, 12}, [](const Shape& at) { return at[2] * 110 + at[0] * 11 + at[1]; });

    BOOST_TEST((values_of<std::int64_t>(moveaxis(x, 0, 2)) == expected));
    BOOST_TEST((values_of<std::int64_t>(rollaxis(x, 0, 3)) == expected));
    BOOST_TEST((values_of<std::int64_t>(swapaxes(swapaxes(x, 0, 1), 1, 2)) == expected));
  });
}

BOOST_AUTO_TEST_CASE(empty_arrays_are_turned_too) {
  BOOST_TEST((transpose(zeros({0, 3})).shape() == Shape{3, 0}));
  BOOST_TEST(values_of<double>(transpose(zeros({0, 3}))).empty());
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_turned_once_its_length_is_known) {
  for_each_cut({100, 3}, [](const Array& x) {
    const Array rows = getitem(x, {less(getitem(x, {Slice{}, 0}), 5)});

    BOOST_TEST((values_of<std::int64_t>(transpose(rows)) == std::vector<std::int64_t>{0, 3, 1, 4, 2, 5}));
  });
}

BOOST_AUTO_TEST_CASE(wrong_axes_are_refused) {
  const Array x = zeros({2, 3, 4});

  BOOST_TEST(message_of<AxisError>([&] {
               transpose(x, std::vector{0, 1});
             })
             == "transpose: 2 axes for an array of shape (2, 3, 4)");
  BOOST_TEST(message_of<AxisError>([&] {
               transpose(x, std::vector{0, 1, -2});
             })
             == "transpose: axis 1 is named twice");
  BOOST_TEST(message_of<AxisError>([&] { moveaxis(x, {0, 1}, {0}); }) == "moveaxis: 2 axes to 1 places");
  BOOST_TEST(message_of<AxisError>([&] { moveaxis(x, 3, 0); })
             == "moveaxis: axis 3 is out of range for rank 3");
  BOOST_TEST(message_of<AxisError>([&] { swapaxes(x, 0, -4); })
             == "swapaxes: axis -4 is out of range for rank 3");
  BOOST_TEST(message_of<AxisError>([&] { rollaxis(x, 0, 4); }) == "rollaxis: start 4 for an array of 3 axes");
}

BOOST_AUTO_TEST_SUITE_END()
