#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/shape.hpp>

using namespace troupe;

namespace {

std::string broadcast_text(const std::vector<Shape>& shapes) { return to_string(broadcast(shapes, "add")); }

} // namespace

BOOST_AUTO_TEST_SUITE(shape)

BOOST_AUTO_TEST_CASE(is_printed_as_a_tuple) {
  BOOST_TEST(to_string(Shape{}) == "()");
  BOOST_TEST(to_string(Shape{5}) == "(5,)");
  BOOST_TEST(to_string(Shape{3, 4}) == "(3, 4)");
  BOOST_TEST(to_string(Shape{unknown_extent, 3}) == "(?, 3)");
}

BOOST_AUTO_TEST_CASE(elements_are_counted) {
  BOOST_TEST(element_count(Shape{}) == 1);
  BOOST_TEST(element_count(Shape{3, 4, 5}) == 60);
  BOOST_TEST(element_count(Shape{3, 0, 5}) == 0);
}

BOOST_AUTO_TEST_CASE(no_elements_are_no_elements_however_long_the_other_axes_are) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(element_count(Shape{most, most, 0}) == 0);
  BOOST_TEST(byte_count(Shape{0, most, most}, 8) == 0);
}

BOOST_AUTO_TEST_CASE(more_elements_than_a_number_holds_are_an_error_that_names_the_shape) {
  const Shape wide{std::int64_t{1} << 32, std::int64_t{1} << 31};
  BOOST_CHECK_EXCEPTION(element_count(wide), ShapeError, [](const ShapeError& error) {
    return std::string(error.what()).find("(4294967296, 2147483648)") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(elements_that_fit_may_still_be_too_many_bytes) {
  const Shape large{std::int64_t{1} << 60};
  BOOST_TEST(element_count(large) == std::int64_t{1} << 60);
  BOOST_TEST(byte_count(large, 4) == std::int64_t{1} << 62);
  BOOST_CHECK_THROW(byte_count(large, 8), ShapeError);
}

BOOST_AUTO_TEST_CASE(negative_and_unknown_extents_cannot_be_counted) {
  BOOST_CHECK_THROW(element_count(Shape{3, unknown_extent}), ShapeError);
  BOOST_CHECK_THROW(element_count(Shape{0, -7}), ShapeError);
}

BOOST_AUTO_TEST_CASE(strides_are_row_major) {
  BOOST_TEST(to_string(row_major_strides(Shape{3, 4, 5})) == "(20, 5, 1)");
  BOOST_TEST(to_string(row_major_strides(Shape{})) == "()");
  BOOST_TEST(to_string(row_major_strides(Shape{4, 0})) == "(0, 1)");
}

BOOST_AUTO_TEST_CASE(shapes_broadcast_as_in_numpy) {
  BOOST_TEST(broadcast_text({{3, 1}, {4}}) == "(3, 4)");
  BOOST_TEST(broadcast_text({{8, 1, 6, 1}, {7, 1, 5}}) == "(8, 7, 6, 5)");
  BOOST_TEST(broadcast_text({{}, {2, 2}}) == "(2, 2)");
  BOOST_TEST(broadcast_text({{1}, {0}}) == "(0,)");
  BOOST_TEST(broadcast_text({{4, 1}, {1, 3}, {4, 3}}) == "(4, 3)");
  BOOST_TEST(broadcast_text({}) == "()");
}

BOOST_AUTO_TEST_CASE(an_unknown_extent_beside_a_known_one_is_the_known_one) {
  BOOST_TEST(broadcast_text({{unknown_extent}, {1}}) == "(?,)");
  BOOST_TEST(broadcast_text({{unknown_extent, 3}, {5, 1}}) == "(5, 3)");
  BOOST_TEST(broadcast_text({{unknown_extent}, {unknown_extent}}) == "(?,)");
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_broadcast_are_named) {
  BOOST_CHECK_EXCEPTION(broadcast_text({{4, 3}, {5}}), ShapeError, [](const ShapeError& error) {
    return std::string(error.what()) == "add: shapes (4, 3) and (5,) do not broadcast";
  });
  BOOST_CHECK_EXCEPTION(broadcast_text({{2}, {1}, {3}}), ShapeError, [](const ShapeError& error) {
    return std::string(error.what()) == "add: shapes (2,), (1,) and (3,) do not broadcast";
  });
}

BOOST_AUTO_TEST_CASE(axes_count_from_both_ends) {
  BOOST_TEST(normalise_axis(0, 3, "sum") == 0);
  BOOST_TEST(normalise_axis(-1, 3, "sum") == 2);
  BOOST_TEST(normalise_axis(-3, 3, "sum") == 0);
}

BOOST_AUTO_TEST_CASE(an_axis_that_is_not_there_is_named) {
  BOOST_CHECK_THROW(normalise_axis(0, 0, "sum"), AxisError);
  BOOST_CHECK_THROW(normalise_axis(-4, 3, "sum"), AxisError);
  BOOST_CHECK_EXCEPTION(normalise_axis(3, 3, "sum"), AxisError, [](const AxisError& error) {
    return std::string(error.what()) == "sum: axis 3 is out of range for rank 3";
  });
}

BOOST_AUTO_TEST_SUITE_END()
