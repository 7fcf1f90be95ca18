#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(positions)

BOOST_AUTO_TEST_CASE(triangles_have_rows_and_columns) {
  const auto [low_rows, low_columns] = tril_indices(3, -1);
  const auto [high_rows, high_columns] = triu_indices(2, 1, 4);

  BOOST_TEST((values_of<std::int64_t>(low_rows) == Integers{1, 2, 2}));
  BOOST_TEST((values_of<std::int64_t>(low_columns) == Integers{0, 0, 1}));
  BOOST_TEST((values_of<std::int64_t>(high_rows) == Integers{0, 0, 0, 1, 1}));
  BOOST_TEST((values_of<std::int64_t>(high_columns) == Integers{1, 2, 3, 2, 3}));
}

BOOST_AUTO_TEST_CASE(positions_in_order_are_positions_along_axes) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(7)}) {
    const Array flat = arange(60, {.chunks = chunks});

    const std::vector<Array> along = unravel_index(flat, {3, 4, 5});

    BOOST_TEST(along.size() == 3U);
    const Array grid = indices({3, 4, 5});
    for (std::int64_t axis = 0; axis < 3; ++axis)
      BOOST_TEST((values_of<std::int64_t>(along[static_cast<std::size_t>(axis)])
                  == values_of<std::int64_t>(getitem(grid, {axis}))));
    BOOST_TEST(
        (values_of<std::int64_t>(ravel_multi_index(along, {3, 4, 5})) == values_of<std::int64_t>(flat)));
  }
}

BOOST_AUTO_TEST_CASE(positions_outside_are_wrapped_clipped_or_refused) {
  const std::vector<Array> along{from_vector<std::int32_t>({-1, 4}), from_vector<std::int8_t>({0, 9})};

  BOOST_TEST(
      (values_of<std::int64_t>(ravel_multi_index(along, {3, 5}, OutsideMode::wrap)) == Integers{10, 9}));
  BOOST_TEST(
      (values_of<std::int64_t>(ravel_multi_index(along, {3, 5}, OutsideMode::clip)) == Integers{0, 14}));
  BOOST_CHECK_THROW(compute(ravel_multi_index(along, {3, 5})), TaskError);
  BOOST_CHECK_THROW(compute(unravel_index(arange(16), {3, 5})[0]), TaskError);
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  BOOST_TEST(message_of<DTypeError>([] { unravel_index(ones({2}), {3}); })
             == "unravel_index: positions are float64, not integers");
  BOOST_TEST(message_of<ShapeError>([] { unravel_index(arange(2), {}); })
             == "unravel_index: a shape without axes");
  BOOST_TEST(message_of<ShapeError>([] {
               ravel_multi_index({arange(2)}, {3, 4});
             })
             == "ravel_multi_index: 1 arrays of positions for shape (3, 4)");
  BOOST_CHECK_THROW(tril_indices(-1), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
