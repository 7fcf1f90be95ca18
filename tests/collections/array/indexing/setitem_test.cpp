#include <boost/test/unit_test.hpp>

#include <troupe/array/slicing.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(setitem)

BOOST_AUTO_TEST_CASE(no_positions_take_nothing_of_a_value_without_rows) {
  const Array none = from_vector<std::int64_t>({});

  for (const std::int64_t block : {4, 3}) {
    const Array x = from_vector<std::int64_t>({1, 2, 3, 4}, block);
    BOOST_TEST((values_of<std::int64_t>(troupe::setitem(x, {none}, none)) == Integers{1, 2, 3, 4}));
  }
}

BOOST_AUTO_TEST_CASE(the_last_of_equal_positions_wins) {
  const Array x = from_vector<std::int64_t>({1, 2, 3, 4}, 3);
  const Array positions = from_vector<std::int64_t>({-1, 0, 3}, 2);
  const Array value = from_vector<std::int64_t>({7, 8, 9}, 1);

  BOOST_TEST((values_of<std::int64_t>(troupe::setitem(x, {positions}, value)) == Integers{8, 2, 3, 9}));
}

BOOST_AUTO_TEST_CASE(what_no_length_can_make_right_is_refused_at_once) {
  const Array x = from_vector<std::int64_t>({1, 2, 3}, 2);
  const Array some = getitem(x, {x > 1});

  BOOST_TEST(message_of<ValueError>([&] { troupe::setitem(some, {Slice{.step = 0}}, 1); })
             == "setitem: a slice has a step of 0");
}

BOOST_AUTO_TEST_SUITE_END()
