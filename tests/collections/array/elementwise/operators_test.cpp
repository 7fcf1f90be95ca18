#include <boost/test/unit_test.hpp>

#include <troupe/array/operators.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Bools = std::vector<bool>;

const Array& x() {
  static const Array array = from_vector<std::int64_t>({7, -7, 5}, 2);
  return array;
}

const Array& y() {
  static const Array array = from_vector<std::int64_t>({2, 2, -3});
  return array;
}

} // namespace

BOOST_AUTO_TEST_SUITE(operators)

BOOST_AUTO_TEST_CASE(arithmetic_of_arrays) {
  BOOST_TEST((values_of<std::int64_t>(x() + y()) == Integers{9, -5, 2}));
  BOOST_TEST((values_of<std::int64_t>(x() - y()) == Integers{5, -9, 8}));
  BOOST_TEST((values_of<std::int64_t>(x() * y()) == Integers{14, -14, -15}));
  BOOST_TEST((values_of<double>(x() / y()) == Reals{3.5, -3.5, 5.0 / -3.0}));
  BOOST_TEST((values_of<std::int64_t>(x() % y()) == Integers{1, 1, -1})); // Python: 7 % 2, -7 % 2, 5 % -3
  BOOST_TEST((values_of<std::int64_t>(-x()) == Integers{-7, 7, -5}));
  BOOST_TEST((values_of<std::int64_t>(+x()) == Integers{7, -7, 5}));
}

BOOST_AUTO_TEST_CASE(scalars_stand_on_either_side) {
  BOOST_TEST((values_of<std::int64_t>(x() - 1) == Integers{6, -8, 4}));
  BOOST_TEST((values_of<std::int64_t>(1 - x()) == Integers{-6, 8, -4}));
  BOOST_TEST((values_of<double>(x() * 0.5) == Reals{3.5, -3.5, 2.5}));
  BOOST_TEST((values_of<double>(1 / x()) == Reals{1.0 / 7, -1.0 / 7, 0.2}));
}

BOOST_AUTO_TEST_CASE(comparisons_yield_bools) {
  BOOST_TEST((values_of<bool>(x() == 7) == Bools{true, false, false}));
  BOOST_TEST((values_of<bool>(x() != 7) == Bools{false, true, true}));
  BOOST_TEST((values_of<bool>(x() < y()) == Bools{false, true, false}));
  BOOST_TEST((values_of<bool>(5 <= x()) == Bools{true, false, true}));
  BOOST_TEST((values_of<bool>(x() > 5) == Bools{true, false, false}));
  BOOST_TEST((values_of<bool>(x() >= x()) == Bools{true, true, true}));
}

BOOST_AUTO_TEST_CASE(bits) {
  BOOST_TEST((values_of<std::int64_t>(x() & 3) == Integers{3, 1, 1}));
  BOOST_TEST((values_of<std::int64_t>(x() | 8) == Integers{15, -7, 13}));
  BOOST_TEST((values_of<std::int64_t>(x() ^ y()) == Integers{5, -5, -8}));
  BOOST_TEST((values_of<std::int64_t>(x() << 2) == Integers{28, -28, 20}));
  BOOST_TEST((values_of<std::int64_t>(x() >> 1) == Integers{3, -4, 2}));
  BOOST_TEST((values_of<std::int64_t>(~x()) == Integers{-8, 6, -6}));
  BOOST_TEST((values_of<bool>(!(x() > 0)) == Bools{false, true, false}));
}

BOOST_AUTO_TEST_CASE(assignment_changes_only_its_own_handle) {
  Array sum = x();
  const Array copy = sum;

  sum += 1;
  sum *= y();
  sum -= 2;

  BOOST_TEST((values_of<std::int64_t>(sum) == Integers{14, -14, -20}));
  BOOST_TEST((values_of<std::int64_t>(copy) == Integers{7, -7, 5}));
}

BOOST_AUTO_TEST_SUITE_END()
