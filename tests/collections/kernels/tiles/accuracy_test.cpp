// How far the functions are from the exact result, on every ISA level: the bounds that <troupe/array/math.hpp>
// states.
//
// The exact result is libm's long double one, of 64 bits, which is right to a 2048th of a double's unit in the
// last place (ULP). Arguments are drawn evenly from the range the function is mostly used in, and from all
// finite floats, evenly by their bits, with a fixed seed. Where sums cancel it is libquadmath's, of 113 bits.

#include <cfloat>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <random>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <quadmath.h>

#include "kernels/tile_program.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Unary = long double (*)(long double);
using Binary = long double (*)(long double, long double);

struct Row {
  TileOperation operation;
  Unary unary;
  Binary binary;
  double low, high;    ///< where it is mostly used
  double ulp64, ulp32; ///< the bounds
  double lost = 0;     ///< what may be wrong beside, absolutely
};

long double exact_sinc(long double x) {
  const __float128 pi = acosq(-1), whole = rintl(x), sine = sinq((x - whole) * pi);
  return x == 0 ? 1 : static_cast<long double>((fmodq(whole, 2) == 0 ? sine : -sine) / (x * pi));
}

/// log(e^a + e^b), or with 2 in place of e.
template <int base>
long double exact_sum_of_powers(long double a, long double b) {
  const __float128 unit = base == 2 ? logq(2) : 1, larger = fmaxq(a, b) * unit, smaller = fminq(a, b) * unit;
  if (fabsq(larger) < 3)
    return static_cast<long double>(log1pq(expm1q(larger) + expq(smaller)) / unit);
  return static_cast<long double>((isinfq(larger) ? larger : larger + log1pq(expq(smaller - larger))) / unit);
}

using enum TileOperation;

const Row rows[] = {
    {sqrt, sqrtl, nullptr, 0, 10, 0.501, 0.5},
    {cbrt, cbrtl, nullptr, -10, 10, 3.1, 2.9},
    {exp, expl, nullptr, -20, 20, 3, 2.7},
    {exp2, exp2l, nullptr, -20, 20, 1.7, 1.1},
    {expm1, expm1l, nullptr, -2, 2, 2.8, 2.3},
    {log, logl, nullptr, 0, 10, 1.6, 3.9},
    {log2, log2l, nullptr, 0, 10, 1.9, 2.4},
    {log10, log10l, nullptr, 0, 10, 1.9, 2.7},
    {log1p, log1pl, nullptr, -1, 5, 1.7, 1.9},
    {sin, sinl, nullptr, -10, 10, 3.3, 2},
    {cos, cosl, nullptr, -10, 10, 3.6, 2.1},
    {tan, tanl, nullptr, -10, 10, 3.3, 3.4},
    {arcsin, asinl, nullptr, -1, 1, 3, 3},
    {arccos, acosl, nullptr, -1, 1, 2.1, 2.3},
    {arctan, atanl, nullptr, -10, 10, 1.7, 2.6},
    {sinh, sinhl, nullptr, -5, 5, 1.9, 2},
    {cosh, coshl, nullptr, -5, 5, 2, 2.1},
    {tanh, tanhl, nullptr, -5, 5, 2.2, 2},
    {arcsinh, asinhl, nullptr, -10, 10, 2.1, 2.2},
    {arccosh, acoshl, nullptr, 1, 10, 2.5, 2.6},
    {arctanh, atanhl, nullptr, -1, 1, 2.1, 2},
    {power, nullptr, powl, 0, 10, 1, 0.7},
    {arctan2, nullptr, atan2l, -10, 10, 2.4, 3.3},
    {hypot, nullptr, hypotl, -10, 10, 2, 1.4},
    {sinc, exact_sinc, nullptr, -5, 5, 2.5, 0.51},
    {logaddexp, nullptr, exact_sum_of_powers<0>, -2, 2, 2.3, 0.6},
    {logaddexp2, nullptr, exact_sum_of_powers<2>, -2, 2, 3.8, 0.6},
};

/// Of a number next to `exact`, which is finite in T.
template <class T>
long double unit(long double exact) {
  const long double magnitude = std::fabs(exact);
  int exponent = 0;
  std::frexp(magnitude, &exponent);
  return std::ldexp(1.0L, std::max(exponent, std::numeric_limits<T>::min_exponent)
                              - std::numeric_limits<T>::digits);
}

/// In ULP, of what is more than `lost`; infinite where one is NaN, or an infinity that the other is not.
template <class T>
double distance(T got, long double exact, double lost) {
  const T rounded = static_cast<T>(exact);
  if (std::isnan(got) || std::isnan(rounded))
    return std::isnan(got) && std::isnan(rounded) ? 0 : std::numeric_limits<double>::infinity();
  if (!std::isinf(got) && !std::isinf(rounded))
    return static_cast<double>(std::max(std::fabs(got - exact) - lost, 0.0L) / unit<T>(exact));
  // An overflow that one of them just misses is as near as the largest number.
  const auto finite = [](T a) { return std::isinf(a) ? std::copysign(std::numeric_limits<T>::max(), a) : a; };
  return static_cast<double>(std::fabs(static_cast<long double>(finite(got)) - finite(rounded))
                             / unit<T>(finite(rounded)));
}

template <class T>
std::vector<T> arguments(double low, double high, std::uint64_t seed) {
  using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  std::mt19937_64 random(seed);
  std::vector<T> drawn;
  for (int i = 0; i < 30'000; ++i)
    drawn.push_back(static_cast<T>(low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53));
  while (drawn.size() < 50'000) {
    const Bits bits = static_cast<Bits>(random());
    T value;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value))
      drawn.push_back(value);
  }
  constexpr T infinity = std::numeric_limits<T>::infinity();
  for (const T special :
       {T(0), T(1), T(0.5), infinity, std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::min(),
        std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max()}) {
    drawn.push_back(special);
    drawn.push_back(-special);
  }
  return drawn;
}

/// The largest distance on the level at hand.
template <class T>
double largest_distance(const Row& row, const std::vector<T>& x, const std::vector<T>& y,
                        const std::vector<long double>& exact) {
  const auto count = static_cast<std::int64_t>(x.size());
  std::vector<Chunk> inputs{Chunk::copy<T>({count}, std::span<const T>(x))};
  TileInstruction instruction{row.operation, dtype_of<T>(), {TileOperand{TileOperand::Kind::input, 0}}};
  if (row.binary != nullptr) {
    inputs.push_back(Chunk::copy<T>({count}, std::span<const T>(y)));
    instruction.operands[1] = {TileOperand::Kind::input, 1};
  }
  const TileProgram program{std::vector<DType>(inputs.size(), dtype_of<T>()), {}, {instruction}};
  const Chunk got = evaluate(program, inputs);
  double largest = 0;
  for (std::size_t i = 0; i < exact.size(); ++i)
    largest = std::max(largest, distance<T>(got.values<T>()[i], exact[i], row.lost));
  return largest;
}

template <class T>
void check_bound(const Row& row, double bound, const std::vector<T>& x, const std::vector<T>& y) {
  std::vector<long double> exact;
  for (std::size_t i = 0; i < x.size(); ++i)
    exact.push_back(row.binary != nullptr ? row.binary(x[i], y[i]) : row.unary(x[i]));
  on_every_isa_level([&](IsaLevel level) {
    const double largest = largest_distance<T>(row, x, y, exact);
    BOOST_TEST_MESSAGE(to_string(row.operation)
                       << " " << to_string(dtype_of<T>()) << " " << to_string(level) << " " << largest);
    BOOST_TEST(largest <= bound, to_string(row.operation) << " on " << to_string(level) << ": " << largest);
  });
}

template <class T>
void check_bounds(double Row::*bound) {
  for (const Row& row : rows)
    check_bound(row, row.*bound, arguments<T>(row.low, row.high, 1), arguments<T>(row.low, row.high, 2));
}

/// Pairs near the curve base^a + base^b = 1, where the logarithm is near 0, and a few floats beside it.
template <class T>
void check_cancelling(const Row& row, double unit, double bound) {
  std::mt19937_64 random(1);
  std::vector<T> x, y;
  while (x.size() < 20'000) {
    const double even = static_cast<double>(random() >> 11) * 0x1p-53;
    const double drawn = x.size() % 2 == 0 ? -0.69 * even : -std::exp(-30 * even);
    const T a = static_cast<T>(drawn / unit);
    T b = static_cast<T>(std::log(-std::expm1(a * unit)) / unit);
    for (int steps = static_cast<int>(random() % 4); steps > 0; --steps)
      b = std::nextafter(b, T(0));
    x.push_back(x.size() % 3 == 0 ? a : b);
    y.push_back(x.size() % 3 == 1 ? b : a);
  }
  check_bound(row, bound, x, y);
}

} // namespace

BOOST_AUTO_TEST_SUITE(accuracy_)

BOOST_AUTO_TEST_CASE(functions_of_float64_are_as_near_as_stated) { check_bounds<double>(&Row::ulp64); }

BOOST_AUTO_TEST_CASE(functions_of_float32_are_as_near_as_stated) { check_bounds<float>(&Row::ulp32); }

BOOST_AUTO_TEST_CASE(logarithms_of_sums_are_as_near_where_they_cancel) {
  // The sum in between has 100 bits, and the curve may be as near as any number.
  const Row natural{TileOperation::logaddexp, nullptr, exact_sum_of_powers<0>, 0, 0, 0, 0, 0x1p-100};
  const Row binary{TileOperation::logaddexp2, nullptr, exact_sum_of_powers<2>, 0, 0, 0, 0, 0x1p-100};
  check_cancelling<double>(natural, 1, 2.3);
  check_cancelling<float>(natural, 1, 0.6);
  check_cancelling<double>(binary, std::numbers::ln2, 3.8);
  check_cancelling<float>(binary, std::numbers::ln2, 0.6);
}

BOOST_AUTO_TEST_SUITE_END()
