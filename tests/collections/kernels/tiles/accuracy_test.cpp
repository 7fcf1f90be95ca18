// How far the functions are from the exact result, on every ISA level: the bounds that <troupe/array/math.hpp>
// states.
//
// The exact result is libm's long double one, of 64 bits, which is right to a 2048th of a double's unit in the
// last place (ULP). Arguments are drawn evenly from the range the function is mostly used in, and from all
// finite floats, evenly by their bits, with a fixed seed.

#include <cfloat>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

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
};

using enum TileOperation;

const Row rows[] = {
    {sqrt, sqrtl, nullptr, 0, 10, 0.501, 0.5},     {cbrt, cbrtl, nullptr, -10, 10, 3.1, 2.9},
    {exp, expl, nullptr, -20, 20, 3, 2.7},         {exp2, exp2l, nullptr, -20, 20, 1.7, 1.1},
    {expm1, expm1l, nullptr, -2, 2, 2.8, 2.3},     {log, logl, nullptr, 0, 10, 1.6, 3.9},
    {log2, log2l, nullptr, 0, 10, 1.9, 2.4},       {log10, log10l, nullptr, 0, 10, 1.9, 2.7},
    {log1p, log1pl, nullptr, -1, 5, 1.7, 1.9},     {sin, sinl, nullptr, -10, 10, 3.3, 2},
    {cos, cosl, nullptr, -10, 10, 3.6, 2.1},       {tan, tanl, nullptr, -10, 10, 3.3, 3.4},
    {arcsin, asinl, nullptr, -1, 1, 3, 3},         {arccos, acosl, nullptr, -1, 1, 2.1, 2.3},
    {arctan, atanl, nullptr, -10, 10, 1.7, 2.6},   {sinh, sinhl, nullptr, -5, 5, 1.9, 2},
    {cosh, coshl, nullptr, -5, 5, 2, 2.1},         {tanh, tanhl, nullptr, -5, 5, 2.2, 2},
    {arcsinh, asinhl, nullptr, -10, 10, 2.1, 2.2}, {arccosh, acoshl, nullptr, 1, 10, 2.5, 2.6},
    {arctanh, atanhl, nullptr, -1, 1, 2.1, 2},     {power, nullptr, powl, 0, 10, 1, 0.7},
    {arctan2, nullptr, atan2l, -10, 10, 2.4, 3.3}, {hypot, nullptr, hypotl, -10, 10, 2, 1.4},
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

/// In ULP; infinite where one is NaN, or an infinity that the other is not.
template <class T>
double distance(T got, long double exact) {
  const T rounded = static_cast<T>(exact);
  if (std::isnan(got) || std::isnan(rounded))
    return std::isnan(got) && std::isnan(rounded) ? 0 : std::numeric_limits<double>::infinity();
  if (!std::isinf(got) && !std::isinf(rounded))
    return static_cast<double>(std::fabs(got - exact) / unit<T>(exact));
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
    largest = std::max(largest, distance<T>(got.values<T>()[i], exact[i]));
  return largest;
}

template <class T>
void check_bounds(double Row::*bound) {
  for (const Row& row : rows) {
    const auto x = arguments<T>(row.low, row.high, 1);
    const auto y = arguments<T>(row.low, row.high, 2);
    std::vector<long double> exact;
    for (std::size_t i = 0; i < x.size(); ++i)
      exact.push_back(row.binary != nullptr ? row.binary(x[i], y[i]) : row.unary(x[i]));
    on_every_isa_level([&](IsaLevel level) {
      const double largest = largest_distance<T>(row, x, y, exact);
      BOOST_TEST_MESSAGE(to_string(row.operation)
                         << " " << to_string(dtype_of<T>()) << " " << to_string(level) << " " << largest);
      BOOST_TEST(largest <= row.*bound, to_string(row.operation)
                                            << " on " << to_string(level) << ": " << largest);
    });
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(accuracy_)

BOOST_AUTO_TEST_CASE(functions_of_float64_are_as_near_as_stated) { check_bounds<double>(&Row::ulp64); }

BOOST_AUTO_TEST_CASE(functions_of_float32_are_as_near_as_stated) { check_bounds<float>(&Row::ulp32); }

BOOST_AUTO_TEST_SUITE_END()
