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

BOOST_AUTO_TEST_SUITE(flip_)

BOOST_AUTO_TEST_CASE(axes_are_reversed) {
  for_each_cut({40, 50}, [](const Array& x) {
    const auto upside_down = looped({40, 50}, [](const Shape& at) { return (39 - at[0]) * 50 + at[1]; });
    const auto mirrored = looped({40, 50}, [](const Shape& at) { return at[0] * 50 + 49 - at[1]; });

    BOOST_TEST((values_of<std::int64_t>(flipud(x)) == upside_down));
    BOOST_TEST((values_of<std::int64_t>(flip(x, std::vector{0})) == upside_down));
    BOOST_TEST((values_of<std::int64_t>(fliplr(x)) == mirrored));
    BOOST_TEST((values_of<std::int64_t>(flip(x))
                == looped({40, 50}, [](const Shape& at) { return 1999 - at[0] * 50 - at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(the_cuts_are_reversed_too) {
  const Array x = counted({10}, {{1, 3, 6}});

  BOOST_TEST((flip(x).chunking() == Chunking({{6, 3, 1}})));
}

// numpy.rot90([[0, 1, 2], [3, 4, 5]], k)
BOOST_AUTO_TEST_CASE(a_plane_is_turned_by_quarters) {
  for_each_cut({2, 3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(rot90(x)) == Integers{2, 5, 1, 4, 0, 3}));
    BOOST_TEST((values_of<std::int64_t>(rot90(x, 2)) == Integers{5, 4, 3, 2, 1, 0}));
    BOOST_TEST((values_of<std::int64_t>(rot90(x, -1)) == Integers{3, 0, 4, 1, 5, 2}));
    BOOST_TEST((values_of<std::int64_t>(rot90(x, 1, {1, 0})) == Integers{3, 0, 4, 1, 5, 2}));
    BOOST_TEST(rot90(x, 4).name() == x.name());
  });
}

BOOST_AUTO_TEST_CASE(what_falls_off_one_end_comes_back_at_the_other) {
  for_each_cut({3000}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(roll(x, 700))
                == looped({3000}, [](const Shape& at) { return (at[0] + 2300) % 3000; })));
    BOOST_TEST((values_of<std::int64_t>(roll(x, -6001))
                == looped({3000}, [](const Shape& at) { return (at[0] + 1) % 3000; })));
    BOOST_TEST((roll(x, 700).chunking() == x.chunking()));
    BOOST_TEST(roll(x, 3000).name() == x.name());
  });
}

BOOST_AUTO_TEST_CASE(each_axis_is_rolled_by_its_shift) {
  for_each_cut({40, 50}, [](const Array& x) {
    const auto expected =
        looped({40, 50}, [](const Shape& at) { return (at[0] + 37) % 40 * 50 + (at[1] + 7) % 50; });

    BOOST_TEST((values_of<std::int64_t>(roll(x, {3, -7}, {0, 1})) == expected));
    BOOST_TEST((values_of<std::int64_t>(roll(x, {-7, 1, 2}, {1, 0, 0})) == expected));
    BOOST_TEST((values_of<std::int64_t>(roll(roll(x, 3, 0), -7, -1)) == expected));
  });
}

BOOST_AUTO_TEST_CASE(one_shift_serves_all_axes) {
  for_each_cut({2, 3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(roll(x, {1}, {0, 1})) == Integers{5, 3, 4, 2, 0, 1}));
  });
}

BOOST_AUTO_TEST_CASE(without_an_axis_elements_move_on_in_c_order) {
  for_each_cut({40, 50}, [](const Array& x) {
    const Array rolled = roll(x, 1);

    BOOST_TEST((rolled.shape() == Shape{40, 50}));
    BOOST_TEST((values_of<std::int64_t>(rolled)
                == looped({40, 50}, [](const Shape& at) { return (at[0] * 50 + at[1] + 1999) % 2000; })));
  });
}

BOOST_AUTO_TEST_CASE(the_largest_shifts_do_not_overflow) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(); // 2^63 - 1 = 7 modulo 10
  for_each_cut({10}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(roll(x, most, 0)) == Integers{3, 4, 5, 6, 7, 8, 9, 0, 1, 2}));
    BOOST_TEST(
        (values_of<std::int64_t>(roll(x, {most, most}, {0, 0})) == Integers{6, 7, 8, 9, 0, 1, 2, 3, 4, 5}));
    BOOST_TEST((values_of<std::int64_t>(roll(x, -most - 1)) == Integers{8, 9, 0, 1, 2, 3, 4, 5, 6, 7}));
  });
}

BOOST_AUTO_TEST_CASE(empty_axes_stay_empty) {
  const Array x = zeros({0, 3});

  BOOST_TEST((flip(x).shape() == Shape{0, 3}));
  BOOST_TEST(values_of<double>(roll(x, {2, 1}, {0, 1})).empty());
  BOOST_TEST(values_of<double>(roll(x, 5)).empty());
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_flipped_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 4)});

    BOOST_TEST((values_of<std::int64_t>(flip(few)) == Integers{3, 2, 1, 0}));
    BOOST_TEST((values_of<std::int64_t>(roll(few, 1)) == Integers{3, 0, 1, 2}));
  });
}

BOOST_AUTO_TEST_CASE(wrong_axes_are_refused) {
  const Array x = counted({4});

  BOOST_TEST(message_of<AxisError>([&] { fliplr(x); }) == "fliplr: axis 1 is out of range for rank 1");
  BOOST_TEST(message_of<AxisError>([&] { flip(x, std::vector{0, -1}); }) == "flip: axis 0 is named twice");
  BOOST_TEST(message_of<AxisError>([&] {
               rot90(counted({2, 2}), 1, {0, -2});
             })
             == "rot90: axis 0 is named twice");
  BOOST_TEST(message_of<AxisError>([&] { roll(x, 1, 1); }) == "roll: axis 1 is out of range for rank 1");
  BOOST_TEST(message_of<ShapeError>([&] {
               roll(counted({2, 2}), {1, 2, 3}, {0, 1});
             })
             == "roll: 3 shifts along 2 axes");
}

BOOST_AUTO_TEST_SUITE_END()
