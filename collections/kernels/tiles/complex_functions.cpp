#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "kernels/tiles/plain_kernels.hpp"

namespace troupe {

namespace {

template <class T>
using C = std::complex<T>;

// What the standard library lacks, as NumPy's loops have it (numpy/core/src/umath/funcs.inc.src).

template <class T>
C<T> exp2(C<T> z) {
  return std::exp(z * std::numbers::ln2_v<T>);
}

template <class T>
C<T> expm1(C<T> z) {
  const T half = std::sin(z.imag() / 2);
  return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half,
          std::exp(z.real()) * std::sin(z.imag())};
}

template <class T>
C<T> log2(C<T> z) {
  return std::log(z) * std::numbers::log2e_v<T>;
}

template <class T>
C<T> log1p(C<T> z) {
  return {std::log(std::hypot(z.real() + 1, z.imag())), std::atan2(z.imag(), z.real() + 1)};
}

template <class T>
C<T> sinc(C<T> z) {
  const C<T> angle = z * std::numbers::pi_v<T>;
  return z == C<T>() ? C<T>(1) : std::sin(angle) / angle;
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

template <class T>
C<T> power(C<T> base, C<T> exponent) {
  if (exponent == C<T>())
    return C<T>(1);
  if (base == C<T>()) {
    if (exponent.real() > 0 && exponent.imag() == 0)
      return {};
    const T nan = std::numeric_limits<T>::quiet_NaN();
    return {nan, nan};
  }
  const bool is_small_integer = exponent.imag() == 0 && std::abs(exponent.real()) < 100
                                && std::trunc(exponent.real()) == exponent.real();
  return is_small_integer ? whole_power(base, static_cast<int>(exponent.real())) : std::pow(base, exponent);
}

template <class T, auto function>
void unary_loop(void* out, const void* first, const void*, const void*, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    static_cast<C<T>*>(out)[i] = function(static_cast<const C<T>*>(first)[i]);
}

template <class T>
void power_loop(void* out, const void* first, const void* second, const void*, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    static_cast<C<T>*>(out)[i] =
        power(static_cast<const C<T>*>(first)[i], static_cast<const C<T>*>(second)[i]);
}

template <class T>
void fill_for(TileTable& table, DType dtype) {
  const auto set = [&](TileOperation operation, TileKernel kernel) {
    table.kernels[static_cast<std::size_t>(operation)][static_cast<std::size_t>(dtype)] = kernel;
  };
  set(TileOperation::power, power_loop<T>);
  set(TileOperation::sqrt, unary_loop<T, [](C<T> z) { return std::sqrt(z); }>);
  set(TileOperation::exp, unary_loop<T, [](C<T> z) { return std::exp(z); }>);
  set(TileOperation::exp2, unary_loop<T, [](C<T> z) { return troupe::exp2(z); }>);
  set(TileOperation::expm1, unary_loop<T, [](C<T> z) { return troupe::expm1(z); }>);
  set(TileOperation::log, unary_loop<T, [](C<T> z) { return std::log(z); }>);
  set(TileOperation::log2, unary_loop<T, [](C<T> z) { return troupe::log2(z); }>);
  set(TileOperation::log10, unary_loop<T, [](C<T> z) { return std::log10(z); }>);
  set(TileOperation::log1p, unary_loop<T, [](C<T> z) { return troupe::log1p(z); }>);
  set(TileOperation::sin, unary_loop<T, [](C<T> z) { return std::sin(z); }>);
  set(TileOperation::cos, unary_loop<T, [](C<T> z) { return std::cos(z); }>);
  set(TileOperation::tan, unary_loop<T, [](C<T> z) { return std::tan(z); }>);
  set(TileOperation::arcsin, unary_loop<T, [](C<T> z) { return std::asin(z); }>);
  set(TileOperation::arccos, unary_loop<T, [](C<T> z) { return std::acos(z); }>);
  set(TileOperation::arctan, unary_loop<T, [](C<T> z) { return std::atan(z); }>);
  set(TileOperation::sinh, unary_loop<T, [](C<T> z) { return std::sinh(z); }>);
  set(TileOperation::cosh, unary_loop<T, [](C<T> z) { return std::cosh(z); }>);
  set(TileOperation::tanh, unary_loop<T, [](C<T> z) { return std::tanh(z); }>);
  set(TileOperation::arcsinh, unary_loop<T, [](C<T> z) { return std::asinh(z); }>);
  set(TileOperation::arccosh, unary_loop<T, [](C<T> z) { return std::acosh(z); }>);
  set(TileOperation::arctanh, unary_loop<T, [](C<T> z) { return std::atanh(z); }>);
  set(TileOperation::sinc, unary_loop<T, [](C<T> z) { return troupe::sinc(z); }>);
}

} // namespace

void fill_complex_functions(TileTable& table) {
  fill_for<float>(table, DType::complex64);
  fill_for<double>(table, DType::complex128);
}

} // namespace troupe
