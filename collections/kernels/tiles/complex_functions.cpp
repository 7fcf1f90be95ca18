#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <type_traits>

#include "kernels/tiles/plain_kernels.hpp"

namespace troupe {

namespace {

// The standard library's functions of complex<double> are within 4 ULP, the distance being that of the
// complex numbers, but for those that are taken in a wider type here. complex<float> is computed as
// complex<double>.

template <class T>
using C = std::complex<T>;

template <class T>
using Wider = std::conditional_t<std::is_same_v<T, float>, double, long double>;

/// As <To> of a number of another precision.
template <class To, class From>
C<To> as(C<From> z) {
  return {static_cast<To>(z.real()), static_cast<To>(z.imag())};
}

C<double> exp2(C<double> z) {
  // The angle is taken to twice the precision, as its error is one of the result.
  constexpr double ln2_rest = 0x1.abc9e3b39803fp-56;
  const double angle = z.imag() * std::numbers::ln2;
  const double rest = std::fma(z.imag(), std::numbers::ln2, -angle) + z.imag() * ln2_rest;
  if (z.imag() == 0 || !std::isfinite(rest) || !std::isfinite(z.real()))
    return std::exp(z * std::numbers::ln2);
  const double sine = std::sin(angle), cosine = std::cos(angle), size = std::exp2(z.real());
  const double rest_sine = std::sin(rest), rest_cosine = std::cos(rest);
  return {size * (cosine * rest_cosine - sine * rest_sine), size * (sine * rest_cosine + cosine * rest_sine)};
}

C<double> expm1(C<double> z) {
  const double half = std::sin(z.imag() / 2), power = std::exp(z.real());
  // Without cancellation where the real part is near 0.
  const double real = std::abs(z.real()) < 0.5 ? std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half
                                               : power * std::cos(z.imag()) - 1;
  return {real, power * std::sin(z.imag())};
}

C<double> log2(C<double> z) { return std::log(z) * std::numbers::log2e; }

C<double> log1p(C<double> z) {
  const double x = z.real(), y = z.imag(), size = std::hypot(x + 1, y);
  // |1 + z|^2 - 1, where |1 + z| is rounded too coarsely for its logarithm.
  const bool is_near_one = size > 0.5 && size < 3;
  return {is_near_one ? std::log1p(x * (x + 2) + y * y) / 2 : std::log(size), std::atan2(y, x + 1)};
}

template <class W>
C<W> sinc(C<W> z) {
  if (z == C<W>())
    return 1;
  // sin(pi z) = (-1)^n sin(pi (z - n)); the difference is exact.
  const W pi = std::numbers::pi_v<W>, whole = std::rint(z.real());
  const C<W> sine = std::sin(C<W>(z.real() - whole, z.imag()) * pi);
  return (std::remainder(whole, W(2)) == 0 ? sine : -sine) / (z * pi);
}

/// The textbook product: that of `std::complex` repairs infinities, which NumPy's does not.
template <class T>
C<T> product(C<T> a, C<T> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <class T>
C<T> whole_power(C<T> base, int exponent) {
  C<T> result(1);
  for (int left = std::abs(exponent); left != 0; left >>= 1) {
    if ((left & 1) != 0)
      result = product(result, base);
    base = product(base, base);
  }
  return exponent < 0 ? C<T>(1) / result : result;
}

template <class W>
C<W> power(C<W> base, C<W> exponent) {
  if (exponent == C<W>())
    return 1;
  if (base == C<W>()) {
    if (exponent.real() > 0 && exponent.imag() == 0)
      return {};
    const W nan = std::numeric_limits<W>::quiet_NaN();
    return {nan, nan};
  }
  const bool is_small_integer = exponent.imag() == 0 && std::abs(exponent.real()) < 100
                                && std::trunc(exponent.real()) == exponent.real();
  return is_small_integer ? whole_power(base, static_cast<int>(exponent.real())) : std::pow(base, exponent);
}

/// `function` is computed with parts of type W.
template <class T, class W, auto function>
void unary_loop(void* out, const void* first, const void*, const void*, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    static_cast<C<T>*>(out)[i] = as<T>(function(as<W>(static_cast<const C<T>*>(first)[i])));
}

template <class T>
void power_loop(void* out, const void* first, const void* second, const void*, std::size_t count) {
  using W = Wider<T>;
  for (std::size_t i = 0; i < count; ++i)
    static_cast<C<T>*>(out)[i] =
        as<T>(power(as<W>(static_cast<const C<T>*>(first)[i]), as<W>(static_cast<const C<T>*>(second)[i])));
}

template <class T>
void fill_for(TileTable& table, DType dtype) {
  using W = Wider<T>;
  const auto set = [&](TileOperation operation, TileKernel kernel) {
    table.kernels[static_cast<std::size_t>(operation)][static_cast<std::size_t>(dtype)] = kernel;
  };
  set(TileOperation::power, power_loop<T>);
  set(TileOperation::sqrt, unary_loop<T, double, [](C<double> z) { return std::sqrt(z); }>);
  set(TileOperation::exp, unary_loop<T, double, [](C<double> z) { return std::exp(z); }>);
  set(TileOperation::exp2, unary_loop<T, double, [](C<double> z) { return troupe::exp2(z); }>);
  set(TileOperation::expm1, unary_loop<T, double, [](C<double> z) { return troupe::expm1(z); }>);
  set(TileOperation::log, unary_loop<T, double, [](C<double> z) { return std::log(z); }>);
  set(TileOperation::log2, unary_loop<T, double, [](C<double> z) { return troupe::log2(z); }>);
  set(TileOperation::log10, unary_loop<T, double, [](C<double> z) { return std::log10(z); }>);
  set(TileOperation::log1p, unary_loop<T, double, [](C<double> z) { return troupe::log1p(z); }>);
  set(TileOperation::sin, unary_loop<T, double, [](C<double> z) { return std::sin(z); }>);
  set(TileOperation::cos, unary_loop<T, double, [](C<double> z) { return std::cos(z); }>);
  set(TileOperation::tan, unary_loop<T, W, [](C<W> z) { return std::tan(z); }>);
  set(TileOperation::arcsin, unary_loop<T, double, [](C<double> z) { return std::asin(z); }>);
  set(TileOperation::arccos, unary_loop<T, double, [](C<double> z) { return std::acos(z); }>);
  set(TileOperation::arctan, unary_loop<T, W, [](C<W> z) { return std::atan(z); }>);
  set(TileOperation::sinh, unary_loop<T, double, [](C<double> z) { return std::sinh(z); }>);
  set(TileOperation::cosh, unary_loop<T, double, [](C<double> z) { return std::cosh(z); }>);
  set(TileOperation::tanh, unary_loop<T, W, [](C<W> z) { return std::tanh(z); }>);
  set(TileOperation::arcsinh, unary_loop<T, double, [](C<double> z) { return std::asinh(z); }>);
  set(TileOperation::arccosh, unary_loop<T, double, [](C<double> z) { return std::acosh(z); }>);
  set(TileOperation::arctanh, unary_loop<T, W, [](C<W> z) { return std::atanh(z); }>);
  set(TileOperation::sinc, unary_loop<T, W, [](C<W> z) { return troupe::sinc(z); }>);
}

} // namespace

void fill_complex_functions(TileTable& table) {
  fill_for<float>(table, DType::complex64);
  fill_for<double>(table, DType::complex128);
}

} // namespace troupe
