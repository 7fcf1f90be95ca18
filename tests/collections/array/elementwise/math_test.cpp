#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <troupe/array/math.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Bools = std::vector<bool>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

Array of_dtype(DType dtype) { return ones({2}, {.dtype = dtype}); }

} // namespace

BOOST_AUTO_TEST_SUITE(math)

// Rows of the table in numpy.result_type's documentation and of the conformance suite's section 5.
BOOST_AUTO_TEST_CASE(arrays_promote_as_in_numpy) {
  const auto sum = [](DType left, DType right) { return add(of_dtype(left), of_dtype(right)).dtype(); };

  BOOST_TEST((sum(DType::int8, DType::uint8) == DType::int16));
  BOOST_TEST((sum(DType::int64, DType::uint64) == DType::float64));
  BOOST_TEST((sum(DType::int32, DType::float32) == DType::float64));
  BOOST_TEST((sum(DType::int16, DType::float32) == DType::float32));
  BOOST_TEST((sum(DType::boolean, DType::int8) == DType::int8));
  BOOST_TEST((sum(DType::float64, DType::complex64) == DType::complex128));
}

BOOST_AUTO_TEST_CASE(scalars_are_weak) {
  BOOST_TEST(((of_dtype(DType::int8) + 1).dtype() == DType::int8));
  BOOST_TEST(((of_dtype(DType::boolean) + 1).dtype() == DType::int64));
  BOOST_TEST(((of_dtype(DType::int8) + 1.5).dtype() == DType::float64));
  BOOST_TEST(((of_dtype(DType::float32) * 1.5).dtype() == DType::float32));
  BOOST_TEST(((of_dtype(DType::uint16) + true).dtype() == DType::uint16));
  BOOST_TEST(((of_dtype(DType::float32) * std::complex<double>(0, 1)).dtype() == DType::complex64));
  BOOST_TEST(((of_dtype(DType::int32) * std::complex<double>(0, 1)).dtype() == DType::complex128));
}

BOOST_AUTO_TEST_CASE(scalars_alone_make_an_array_without_axes) {
  const Array sum = add(1, 2.5);

  BOOST_TEST(sum.rank() == 0U);
  BOOST_TEST((values_of<double>(sum) == Reals{3.5}));
  BOOST_TEST((add(1, 2).dtype() == DType::int64));
}

BOOST_AUTO_TEST_CASE(an_integer_that_does_not_fit_is_refused) {
  const Array x = of_dtype(DType::int8);

  BOOST_TEST(message_of<ValueError>([&] { x + 300; }) == "add: 300 is no int8");
  BOOST_TEST(message_of<ValueError>([&] { of_dtype(DType::uint8) * -1; }) == "multiply: -1 is no uint8");
}

BOOST_AUTO_TEST_CASE(an_integer_that_does_not_fit_is_compared_all_the_same) {
  const Array small = from_vector<std::uint8_t>({0, 255}), large = from_vector<std::int64_t>({-1, 1});
  constexpr std::uint64_t beyond = std::numeric_limits<std::uint64_t>::max();

  BOOST_TEST((values_of<bool>(small < 300) == Bools{true, true}));
  BOOST_TEST((values_of<bool>(300 <= small) == Bools{false, false}));
  BOOST_TEST((values_of<bool>(small == -1) == Bools{false, false}));
  BOOST_TEST((values_of<bool>(small != -1) == Bools{true, true}));
  BOOST_TEST((values_of<bool>(small > -1) == Bools{true, true}));
  BOOST_TEST((values_of<bool>(large < beyond) == Bools{true, true}));
}

BOOST_AUTO_TEST_CASE(functions_of_floats_take_integers_as_float64) {
  BOOST_TEST((sqrt(of_dtype(DType::int8)).dtype() == DType::float64));
  BOOST_TEST((sqrt(of_dtype(DType::float32)).dtype() == DType::float32));
  BOOST_TEST((divide(of_dtype(DType::int32), of_dtype(DType::int32)).dtype() == DType::float64));
  BOOST_TEST((floor(of_dtype(DType::int32)).dtype() == DType::float64));
  BOOST_TEST((floor_divide(of_dtype(DType::boolean), of_dtype(DType::boolean)).dtype() == DType::int8));
}

BOOST_AUTO_TEST_CASE(what_has_no_kernel_is_refused_by_name) {
  BOOST_TEST(message_of<DTypeError>([] { negative(of_dtype(DType::boolean)); })
             == "negative: not defined for bool");
  BOOST_TEST(message_of<DTypeError>([] { of_dtype(DType::boolean) - of_dtype(DType::boolean); })
             == "subtract: not defined for bool");
  BOOST_TEST(message_of<DTypeError>([] { floor(of_dtype(DType::complex128)); })
             == "floor: not defined for complex128");
  BOOST_TEST(message_of<DTypeError>([] { invert(of_dtype(DType::float64)); })
             == "invert: not defined for float64");
  BOOST_TEST(message_of<DTypeError>([] { bitwise_and(of_dtype(DType::int64), 0.5); })
             == "bitwise_and: not defined for float64");
  BOOST_TEST(message_of<DTypeError>([] { positive(of_dtype(DType::boolean)); })
             == "positive: not defined for bool");
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_broadcast_are_refused_at_once) {
  const std::string message = message_of<ShapeError>([] { add(zeros({4, 3}), zeros({5})); });

  BOOST_TEST(message == "add: shapes (4, 3) and (5,) do not broadcast");
}

BOOST_AUTO_TEST_CASE(integer_arithmetic_wraps) {
  const Array x = from_vector<std::int8_t>({127, -128});

  BOOST_TEST((values_of<std::int8_t>(x + 1) == std::vector<std::int8_t>{-128, -127}));
  BOOST_TEST((values_of<std::int8_t>(-x) == std::vector<std::int8_t>{-127, -128}));
}

BOOST_AUTO_TEST_CASE(integers_to_a_negative_power_are_refused) {
  const Array x = from_vector<std::int64_t>({2, 3});

  BOOST_TEST(message_of<ValueError>([&] { power(x, -1); })
             == "power: integers to a negative integer power, -1");
  BOOST_TEST((values_of<double>(power(x, -1.0)) == Reals{0.5, 1.0 / 3}));
  BOOST_TEST((values_of<double>(float_power(x, -1)) == Reals{0.5, 1.0 / 3}));
  BOOST_TEST((values_of<std::int64_t>(power(x, 2)) == Integers{4, 9}));
  BOOST_TEST((values_of<std::int64_t>(power(x, 5)) == Integers{32, 243}));
}

// numpy.round of the same arguments (NumPy 1.24).
BOOST_AUTO_TEST_CASE(rounding_is_half_to_even) {
  BOOST_TEST((values_of<double>(round(from_vector<double>({0.5, 1.5, 2.5, -0.5}))) == Reals{0, 2, 2, -0.0}));
  BOOST_TEST((values_of<double>(round(from_vector<double>({1.125, 2.675}), 2)) == Reals{1.12, 2.68}));
  BOOST_TEST((values_of<double>(round(from_vector<double>({1250.0, 1350.0}), -2)) == Reals{1200, 1400}));
  BOOST_TEST((values_of<std::int64_t>(around(from_vector<std::int64_t>({15, 25, -15}), -1))
              == Integers{20, 20, -20}));
  BOOST_TEST((values_of<std::int64_t>(round(from_vector<std::int64_t>({15}), 1)) == Integers{15}));
}

BOOST_AUTO_TEST_CASE(parts_of_real_and_complex_numbers) {
  const Array z = from_vector<std::complex<double>>({{3, 4}, {0, -1}, {2, 0}}),
              x = from_vector<double>({1, not_a_number});

  BOOST_TEST((values_of<double>(real(z)) == Reals{3, 0, 2}));
  BOOST_TEST((values_of<double>(imag(z)) == Reals{4, -1, 0}));
  BOOST_TEST((values_of<double>(absolute(z)) == Reals{5, 1, 2}));
  BOOST_TEST((values_of<bool>(isreal(z)) == Bools{false, false, true}));
  BOOST_TEST((values_of<bool>(isreal(x)) == Bools{true, true}));
  BOOST_TEST((values_of<bool>(iscomplex(x)) == Bools{false, false}));
  BOOST_TEST((values_of<double>(imag(x)) == Reals{0, 0}));
  BOOST_TEST(real(x).name() == x.name());
  BOOST_TEST((values_of<std::int8_t>(conj(x > 0)) == std::vector<std::int8_t>{1, 0}));
  BOOST_TEST((values_of<double>(angle(z, AngleUnit::degrees))[1] == -90));
}

BOOST_AUTO_TEST_CASE(functions_with_two_results) {
  const auto [quotient, rest] = divmod(from_vector<std::int64_t>({7, -7}), 2);
  const auto [fraction, whole] = modf(from_vector<double>({2.5, -1.25}));
  const auto [mantissa, exponent] = frexp(from_vector<double>({8, 0.75}));

  BOOST_TEST((values_of<std::int64_t>(quotient) == Integers{3, -4}));
  BOOST_TEST((values_of<std::int64_t>(rest) == Integers{1, 1}));
  BOOST_TEST((values_of<double>(fraction) == Reals{0.5, -0.25}));
  BOOST_TEST((values_of<double>(whole) == Reals{2, -1}));
  BOOST_TEST((values_of<double>(mantissa) == Reals{0.5, 0.75}));
  BOOST_TEST((values_of<std::int32_t>(exponent) == std::vector<std::int32_t>{4, 0}));
}

BOOST_AUTO_TEST_CASE(ldexp_takes_exponents_beyond_int32) {
  const Array exponents = from_vector<std::int64_t>({3, std::int64_t{1} << 40, -(std::int64_t{1} << 40)});

  BOOST_TEST((values_of<double>(ldexp(1.5, exponents)) == Reals{12, inf, 0}));
  BOOST_TEST(message_of<DTypeError>([] { ldexp(of_dtype(DType::float64), 0.5); })
             == "ldexp: not defined for float64");
}

BOOST_AUTO_TEST_CASE(astype_cuts_wraps_and_tells_truth) {
  BOOST_TEST(
      (values_of<std::int64_t>(astype(from_vector<double>({2.9, -2.9}), DType::int64)) == Integers{2, -2}));
  BOOST_TEST((values_of<std::uint8_t>(astype(from_vector<std::int64_t>({257, -1}), DType::uint8))
              == std::vector<std::uint8_t>{1, 255}));
  BOOST_TEST((values_of<bool>(astype(from_vector<double>({0, -0.5, not_a_number}), DType::boolean))
              == Bools{false, true, true}));
  const Array x = from_vector<double>({1});
  BOOST_TEST(astype(x, DType::float64).name() == x.name());
}

BOOST_AUTO_TEST_CASE(chunkings_do_not_matter) {
  const std::vector<std::int64_t> elements{1, 2, 3, 4, 5, 6, 7};
  const Array whole = from_vector(elements), cut = from_vector(elements, {{3, 0, 4}}),
              otherwise = from_vector(elements, 2);

  const Integers expected{2, 6, 12, 20, 30, 42, 56};
  BOOST_TEST((values_of<std::int64_t>(whole * (whole + 1)) == expected));
  BOOST_TEST((values_of<std::int64_t>(cut * (otherwise + 1)) == expected));
  BOOST_TEST(((cut * otherwise).chunking().sizes(0) == Integers{2, 1, 1, 2, 1}));
}

BOOST_AUTO_TEST_CASE(broadcasting_meets_chunks) {
  const Array column = arange(0, 3, 1, {.chunks = 2}), row = arange(0, 40, 10, {.chunks = {{1, 3}}});

  const Array table = reshape(column, {3, 1}) + row;

  BOOST_TEST((table.chunking().sizes() == std::vector<Integers>{{2, 1}, {1, 3}}));
  BOOST_TEST((values_of<std::int64_t>(table) == Integers{0, 10, 20, 30, 1, 11, 21, 31, 2, 12, 22, 32}));
}

BOOST_AUTO_TEST_CASE(an_axis_of_length_one_in_several_chunks_is_broadcast) {
  const Array one = from_vector<std::int64_t>({5}, {{0, 1, 0}}), x = from_vector<std::int64_t>({1, 2, 3}, 2);

  BOOST_TEST((values_of<std::int64_t>(one + x) == Integers{6, 7, 8}));
}

BOOST_AUTO_TEST_CASE(empty_arrays_and_arrays_without_axes) {
  BOOST_TEST(values_of<double>(zeros({0, 3}) + 1).empty());
  BOOST_TEST((values_of<double>(zeros({}) + 1) == Reals{1}));
  BOOST_TEST((values_of<double>(zeros({0}) + zeros({1})).empty()));
}

BOOST_AUTO_TEST_SUITE_END()
