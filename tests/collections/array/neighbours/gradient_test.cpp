#include <cmath>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Reals = std::vector<double>;
using Integers = std::vector<std::int64_t>;

/// The triangular numbers from 1 on, and 1, cut in two ways.
std::vector<Array> numbers() {
  const Reals elements{1, 2, 4, 7, 11, 16};
  return {from_vector(elements), from_vector(elements, 4), from_vector(elements, 1)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(gradient_)

// Of a parabola, central differences and second-order edges are exact: f = 1 + i (i + 1) / 2, f' = i + 1/2.
BOOST_AUTO_TEST_CASE(a_parabola_has_a_line_for_gradient) {
  for (const Array& x : numbers()) {
    BOOST_TEST((values_of<double>(gradient(x)[0]) == Reals{1, 1.5, 2.5, 3.5, 4.5, 5}));
    BOOST_TEST((values_of<double>(gradient(x, {.edge_order = EdgeOrder::second})[0])
                == Reals{0.5, 1.5, 2.5, 3.5, 4.5, 5.5}));
    BOOST_TEST(
        (values_of<double>(gradient(x, {.spacing = {2}})[0]) == Reals{0.5, 0.75, 1.25, 1.75, 2.25, 2.5}));
    BOOST_TEST((gradient(x)[0].chunking() == x.chunking()));
  }
}

BOOST_AUTO_TEST_CASE(every_axis_has_a_gradient) {
  const auto index = indices({7, 9}, {.chunks = {3, 4}});
  const Array plane = multiply(getitem(index, {0}), 2) + multiply(getitem(index, {1}), 5);

  const std::vector<Array> both = gradient(plane, {.spacing = {1, 0.5}});
  const std::vector<Array> last = gradient(plane, {.axes = {{-1}}});

  BOOST_TEST(both.size() == 2U);
  BOOST_TEST((values_of<double>(both[0]) == Reals(63, 2)));
  BOOST_TEST((values_of<double>(both[1]) == Reals(63, 10)));
  BOOST_TEST((values_of<double>(last.at(0)) == Reals(63, 5)));
  BOOST_TEST((gradient(ones({3}, {.dtype = DType::float32}))[0].dtype() == DType::float32));
}

BOOST_AUTO_TEST_CASE(a_gradient_has_the_length_the_data_tell) {
  const Array x = from_vector<double>({1, -1, 2, -1, 4, 7, 11, 16}, 3);

  BOOST_TEST((values_of<double>(gradient(extract(x > 0, x))[0]) == Reals{1, 1.5, 2.5, 3.5, 4.5, 5}));
}

BOOST_AUTO_TEST_CASE(gradients_that_cannot_be_are_refused) {
  BOOST_TEST(message_of<ShapeError>([] {
               gradient(ones({1, 4}));
             })
             == "gradient: axis 0 of length 1 is shorter than 2");
  BOOST_TEST(message_of<ShapeError>([] { gradient(ones({2}), {.edge_order = EdgeOrder::second}); })
             == "gradient: axis 0 of length 2 is shorter than 3");
  BOOST_TEST(message_of<ValueError>([] {
               gradient(ones({4, 4}), {.spacing = {1, 2, 3}});
             })
             == "gradient: 3 spacings for 2 axes");
  BOOST_CHECK_THROW(gradient(ones({4}), {.axes = {{1}}}), AxisError);
  BOOST_CHECK_THROW(gradient(ones({4}, {.dtype = DType::boolean})), DTypeError);
}

BOOST_AUTO_TEST_CASE(trapezoids_are_summed_up) {
  for (const Array& x : numbers()) {
    BOOST_TEST((values_of<double>(trapezoid(x)) == Reals{32.5}));
    BOOST_TEST((values_of<double>(trapezoid(x, {.dx = 2})) == Reals{65}));
    // 1.5 + 2 * 3 + 5.5 + 2 * 9 + 13.5
    const Array places = from_vector<double>({0, 1, 3, 4, 6, 7}, 4);
    BOOST_TEST((values_of<double>(trapezoid(x, {.x = places})) == Reals{44.5}));
  }
  const Array rows = from_chunk(Chunk::from<double>({2, 3}, {1, 2, 3, 4, 4, 4}), {1, 2});
  BOOST_TEST((values_of<double>(trapezoid(rows, {.axis = 0})) == Reals{2.5, 3, 3.5}));
  BOOST_TEST((values_of<double>(trapezoid(rows, {.x = from_vector<double>({0, 2, 3})})) == Reals{5.5, 12}));
  BOOST_CHECK_THROW(trapezoid(rows, {.x = ones({5})}), ShapeError);
}

BOOST_AUTO_TEST_CASE(flat_differences_may_have_ends) {
  const Array x = from_chunk(Chunk::from<std::int64_t>({2, 2}, {1, 4, 9, 16}), {1, 1});

  BOOST_TEST((values_of<std::int64_t>(ediff1d(x)) == Integers{3, 5, 7}));
  BOOST_TEST(
      (values_of<std::int64_t>(ediff1d(x, {.to_begin = -9, .to_end = from_vector<std::int64_t>({8, 8})}))
       == Integers{-9, 3, 5, 7, 8, 8}));
  BOOST_CHECK_THROW(ediff1d(astype(x, DType::int8), {.to_end = 300}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
