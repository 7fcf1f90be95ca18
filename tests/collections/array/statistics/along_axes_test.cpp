#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(along_axes)

// Equal names are equal operations on equal arrays.
BOOST_AUTO_TEST_CASE(an_axis_alone_is_the_axis_of_the_options) {
  const Array x = counted({4, 5, 6}, 3);

  BOOST_TEST(sum(x, 0).name() == sum(x, {.axis = 0}).name());
  BOOST_TEST(sum(x, Axes{0, -1}).name() == sum(x, {.axis = {0, 2}}).name());
  BOOST_TEST(sum(x, {}).name() == sum(x).name());
  BOOST_TEST(max(x, -1).name() == max(x, {.axis = 2}).name());
  BOOST_TEST(any(x, 1).name() == any(x, {.axis = 1}).name());
  BOOST_TEST(stddev(x, 1).name() == stddev(x, {.axis = 1}).name());
  BOOST_TEST(argmax(x, 1).name() == argmax(x, {.axis = 1}).name());
  BOOST_TEST(median(x, 1).name() == median(x, {.axis = 1}).name());
  BOOST_TEST(percentile(x, 50, 0).name() == percentile(x, 50, {.axis = 0}).name());
  BOOST_TEST(quantile(x, {0.25, 0.5}, 0).name() == quantile(x, {0.25, 0.5}, {.axis = 0}).name());
  BOOST_TEST(cumsum(x, 1).name() == cumsum(x, {.axis = 1}).name());
  BOOST_TEST(sort(x, 0).name() == sort(x, {.axis = 0}).name());
  BOOST_TEST(sum(x, 0).name() != sum(x, 1).name());
}

BOOST_AUTO_TEST_CASE(axes_are_named_in_many_ways) {
  const Array x = counted({4, 5, 6}, 3);

  BOOST_TEST(transpose(x, {1, 0, 2}).name() == transpose(x, std::vector{1, 0, 2}).name());
  BOOST_TEST((transpose(x, {2, 0, 1}).shape() == Shape{6, 4, 5}));
  BOOST_TEST(transpose(x, {{1, 0, 2}}).name() == transpose(x, {1, 0, 2}).name());
  BOOST_TEST(flip(x, 0).name() == flip(x, {0}).name());
  BOOST_TEST(flip(x, -1).name() == flip(x, {2}).name());
  BOOST_TEST(flip(x).name() == flip(x, {0, 1, 2}).name());
  BOOST_TEST((expand_dims(x, 0).shape() == Shape{1, 4, 5, 6}));
  BOOST_TEST((expand_dims(x, {0, -1}).shape() == Shape{1, 4, 5, 6, 1}));
  BOOST_TEST((squeeze(expand_dims(x, 0), 0).shape() == Shape{4, 5, 6}));
  BOOST_TEST(roll(x, 2, {0, 1}).name() == roll(x, {2, 2}, {0, 1}).name());
  BOOST_TEST((norm(x, {.axis = 0}).shape() == Shape{5, 6}));
}

BOOST_AUTO_TEST_CASE(wrong_axes_are_told_of) {
  const Array x = counted({4, 5}, 3);

  BOOST_TEST(message_of<AxisError>([&] { sum(x, 2); })
             == message_of<AxisError>([&] { sum(x, {.axis = 2}); }));
  BOOST_TEST(message_of<AxisError>([&] { flip(x, {0, -2}); }) == "flip: axis 0 is named twice");
}

BOOST_AUTO_TEST_SUITE_END()
