#include <limits>

#include <boost/test/unit_test.hpp>

#include <troupe/array/choosing.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Bools = std::vector<bool>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

} // namespace

BOOST_AUTO_TEST_SUITE(choosing)

BOOST_AUTO_TEST_CASE(where_chooses_and_promotes) {
  const Array x = from_vector<std::int64_t>({1, -2, 3}, 2);

  BOOST_TEST((values_of<std::int64_t>(where(x > 0, x, 0)) == Integers{1, 0, 3}));
  BOOST_TEST((values_of<double>(where(x > 0, x, 0.5)) == Reals{1, 0.5, 3}));
  BOOST_TEST((values_of<std::int64_t>(where(x, 1, 2)) == Integers{1, 1, 1}));
  BOOST_TEST((where(x > 0, true, false).dtype() == DType::boolean));
  BOOST_TEST((values_of<std::int64_t>(where(false, x, 9)) == Integers{9, 9, 9}));
}

BOOST_AUTO_TEST_CASE(clip_limits_on_either_side) {
  const Array x = from_vector<std::int64_t>({-5, 0, 5}), y = from_vector<double>({-5, not_a_number, 5});

  BOOST_TEST((values_of<std::int64_t>(clip(x, -1, 1)) == Integers{-1, 0, 1}));
  BOOST_TEST((values_of<std::int64_t>(clip(x, std::nullopt, 1)) == Integers{-5, 0, 1}));
  BOOST_TEST((values_of<double>(clip(x, 0.5, std::nullopt)) == Reals{0.5, 0.5, 5}));
  BOOST_TEST((values_of<bool>(isnan(clip(y, 0, 1))) == Bools{false, true, false}));
  BOOST_TEST(message_of<ValueError>([&] { clip(x, std::nullopt, std::nullopt); })
             == "clip: neither a lower nor an upper bound is given");
}

BOOST_AUTO_TEST_CASE(nan_to_num_replaces_what_is_no_number) {
  const Array x = from_vector<double>({not_a_number, inf, -inf, 1});
  const double largest = std::numeric_limits<double>::max();

  BOOST_TEST((values_of<double>(nan_to_num(x)) == Reals{0, largest, -largest, 1}));
  BOOST_TEST((values_of<double>(nan_to_num(x, {.nan = -1, .posinf = 2, .neginf = 3})) == Reals{-1, 2, 3, 1}));
  BOOST_TEST(
      (values_of<float>(nan_to_num(astype(x, DType::float32)))[1] == std::numeric_limits<float>::max()));
}

// numpy.isclose of the same arguments.
BOOST_AUTO_TEST_CASE(isclose_knows_infinities_and_nan) {
  const Array a = from_vector<double>({1, 1, inf, inf, not_a_number}),
              b = from_vector<double>({1 + 1e-9, 1.1, inf, -inf, not_a_number});

  BOOST_TEST((values_of<bool>(isclose(a, b)) == Bools{true, false, true, false, false}));
  BOOST_TEST((values_of<bool>(isclose(a, b, {.equal_nan = true})) == Bools{true, false, true, false, true}));
  BOOST_TEST((values_of<bool>(isclose(a, b, {.rtol = 0.2})) == Bools{true, true, true, false, false}));
}

BOOST_AUTO_TEST_CASE(allclose_and_array_equal_are_one_bool) {
  const Array a = from_vector<double>({1, 2, 3}, 2);

  BOOST_TEST((values_of<bool>(allclose(a, a + 1e-12)) == Bools{true}));
  BOOST_TEST((values_of<bool>(allclose(a, a + 1)) == Bools{false}));
  BOOST_TEST((values_of<bool>(array_equal(a, from_vector<std::int64_t>({1, 2, 3}))) == Bools{true}));
  BOOST_TEST((values_of<bool>(array_equal(a, from_vector<double>({1, 2, 3, 4}))) == Bools{false}));
  BOOST_TEST((values_of<bool>(array_equal(a, 1)) == Bools{false}));
}

BOOST_AUTO_TEST_CASE(array_equal_waits_for_lengths) {
  const Array a = from_vector<double>({1, -2, 3}, 2), positive = extract(a > 0, a);

  BOOST_TEST((values_of<bool>(array_equal(positive, from_vector<double>({1, 3}))) == Bools{true}));
  BOOST_TEST((values_of<bool>(array_equal(positive, a)) == Bools{false}));
}

BOOST_AUTO_TEST_CASE(choose_takes_from_the_array_of_that_number) {
  const Array index = from_vector<std::int64_t>({0, 1, 2}, 2), x = from_vector<std::int64_t>({10, 20, 30});

  BOOST_TEST((values_of<std::int64_t>(choose(index, {x, x + 1, x + 2})) == Integers{10, 21, 32}));
  BOOST_TEST((values_of<double>(choose(index, {x, 0.5, x})) == Reals{10, 0.5, 30}));
}

BOOST_AUTO_TEST_CASE(choose_fails_outside_the_choices) {
  const Array index = from_vector<std::int64_t>({0, 2}), x = from_vector<std::int64_t>({10, 20});
  const Array chosen = choose(index, {x, x + 1});

  const std::string message = message_of<TaskError>([&] { synchronous_session().compute(chosen); });

  BOOST_TEST(message.find("choose: 2 is not in 0 … 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_first_condition_selects) {
  const Array x = from_vector<std::int64_t>({1, 2, 3, 4}, 3);

  BOOST_TEST(
      (values_of<std::int64_t>(select({x < 3, x < 4}, {x * 10, x * 100})) == Integers{10, 20, 300, 0}));
  BOOST_TEST((values_of<double>(select({x < 3}, {x}, 0.5)) == Reals{1, 2, 0.5, 0.5}));
  BOOST_TEST(message_of<DTypeError>([&] { select({x}, {x}); }) == "select: a condition is int64, not bool");
  BOOST_TEST(message_of<ValueError>([&] { select({}, {}); }) == "select: 0 conditions and 0 choices");
}

BOOST_AUTO_TEST_CASE(the_last_condition_of_piecewise_wins) {
  const Array x = from_vector<double>({-1, 0, 1}, 2);

  BOOST_TEST((values_of<double>(piecewise(x, {x<0.5, x> - 0.5}, {1, 2})) == Reals{1, 2, 2}));
  BOOST_TEST((values_of<double>(piecewise(x, {x < 0}, {1, 7})) == Reals{1, 7, 7}));
  BOOST_TEST((values_of<double>(piecewise(x, {x < 0}, {1})) == Reals{1, 0, 0}));
  BOOST_TEST((values_of<double>(piecewise(x, {x < 0}, {map(x, [](double v) { return -v; }), x + 1}))
              == values_of<double>(where(x < 0, -x, x + 1))));
}

BOOST_AUTO_TEST_SUITE_END()
