#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(dimensions)

BOOST_AUTO_TEST_CASE(squeeze_drops_axes_of_length_one) {
  for_each_cut({1, 40, 1, 30}, [](const Array& x) {
    const Array all = squeeze(x), last = squeeze(x, std::vector{-2});

    BOOST_TEST((all.shape() == Shape{40, 30}));
    BOOST_TEST((last.shape() == Shape{1, 40, 30}));
    BOOST_TEST((values_of<std::int64_t>(all) == values_of<std::int64_t>(x)));
    BOOST_TEST((values_of<std::int64_t>(last) == values_of<std::int64_t>(x)));
  });
}

BOOST_AUTO_TEST_CASE(squeeze_refuses_longer_axes) {
  const Array x = counted({1, 4});

  BOOST_TEST(message_of<ShapeError>([&] { squeeze(x, std::vector{1}); })
             == "squeeze: axis 1 of an array of shape (1, 4) has not length 1");
  BOOST_TEST(message_of<AxisError>([&] {
               squeeze(x, std::vector{0, -2});
             })
             == "squeeze: axis 0 is named twice");
  BOOST_TEST(message_of<AxisError>([&] { squeeze(x, std::vector{2}); })
             == "squeeze: axis 2 is out of range for rank 2");
}

BOOST_AUTO_TEST_CASE(expand_dims_names_places_of_the_result) {
  for_each_cut({40, 30}, [](const Array& x) {
    const Array expanded = expand_dims(x, {0, -1, 2});

    BOOST_TEST((expanded.shape() == Shape{1, 40, 1, 30, 1}));
    BOOST_TEST((values_of<std::int64_t>(expanded) == values_of<std::int64_t>(x)));
  });
  BOOST_TEST(message_of<AxisError>([] { expand_dims(counted({2}), {2}); })
             == "expand_dims: axis 2 is out of range for rank 2");
}

BOOST_AUTO_TEST_CASE(arrays_get_at_least_so_many_axes) {
  const Array scalar = from_chunk(Chunk::scalar(7.0)), row = counted({5}, 2), plane = counted({4, 5}, 2);

  BOOST_TEST((atleast_1d(scalar).shape() == Shape{1}));
  BOOST_TEST((atleast_2d(scalar).shape() == Shape{1, 1}));
  BOOST_TEST((atleast_3d(scalar).shape() == Shape{1, 1, 1}));
  BOOST_TEST((atleast_2d(row).shape() == Shape{1, 5}));
  BOOST_TEST((atleast_3d(row).shape() == Shape{1, 5, 1}));
  BOOST_TEST((atleast_3d(plane).shape() == Shape{4, 5, 1}));
  BOOST_TEST(atleast_1d(row).name() == row.name());
  BOOST_TEST((values_of<std::int64_t>(atleast_3d(row)) == Integers{0, 1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(arrays_are_stretched_along_axes_of_length_one_and_new_ones) {
  for_each_cut({40, 1}, [](const Array& x) {
    const Array stretched = broadcast_to(x, {3, 40, 30});

    BOOST_TEST(
        (values_of<std::int64_t>(stretched) == looped({3, 40, 30}, [](const Shape& at) { return at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(an_array_of_its_shape_already_is_itself) {
  const Array x = counted({6, 4}, {2, 3});

  BOOST_TEST(broadcast_to(x, {6, 4}).name() == x.name());
}

BOOST_AUTO_TEST_CASE(an_array_is_stretched_to_nothing) {
  const Array none = broadcast_to(ones({1, 3}), {0, 3});

  BOOST_TEST((none.shape() == Shape{0, 3}));
  BOOST_TEST(values_of<double>(none).empty());
}

BOOST_AUTO_TEST_CASE(arrays_that_do_not_stretch_are_refused) {
  BOOST_TEST(message_of<ShapeError>([] {
               broadcast_to(counted({2, 3}), {2, 4});
             })
             == "broadcast_to: an array of shape (2, 3) does not broadcast to (2, 4)");
  BOOST_TEST(message_of<ShapeError>([] {
               broadcast_to(counted({2, 3}), {3});
             })
             == "broadcast_to: an array of shape (2, 3) does not broadcast to (3,)");
  BOOST_TEST(message_of<ShapeError>([] {
               broadcast_arrays({counted({2}), counted({3})});
             })
             == "broadcast_arrays: shapes (2,) and (3,) do not broadcast");
}

BOOST_AUTO_TEST_CASE(several_arrays_get_one_shape) {
  for_each_cut({40, 1}, [](const Array& x) {
    const std::vector<Array> both = broadcast_arrays({x, counted({30}, 7)});

    BOOST_TEST((values_of<std::int64_t>(both[0]) == looped({40, 30}, [](const Shape& at) { return at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(both[1]) == looped({40, 30}, [](const Shape& at) { return at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_stretched_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 3)});

    BOOST_TEST((values_of<std::int64_t>(broadcast_to(few, {2, 3})) == Integers{0, 1, 2, 0, 1, 2}));
    BOOST_TEST((synchronous_session().compute(expand_dims(few, {0})).shape() == Shape{1, 3}));
    BOOST_TEST(
        (values_of<std::int64_t>(squeeze(expand_dims(few, {1}), std::vector{1})) == Integers{0, 1, 2}));
  });
}

BOOST_AUTO_TEST_SUITE_END()
