// How far functions of complex numbers are from the exact result: the bounds that <troupe/array/math.hpp>
// states. The distance is that of the numbers, |got - exact|, in units in the last place of |exact|.
//
// The exact result is libquadmath's, of 113 bits. Arguments are drawn evenly from the square the function is
// mostly used in, from small numbers, from the surroundings of 1, -1, i and -i and their sums, and from all
// finite floats, evenly by their bits, with a fixed seed.

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <quadmath.h>

#include "kernels/tile_program.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Quad = __float128;
using Exact = __complex128;
using Unary = Exact (*)(Exact);
using Binary = Exact (*)(Exact, Exact);

Exact complex_of(Quad real, Quad imag) {
  const Quad parts[]{real, imag};
  Exact result;
  std::memcpy(&result, parts, sizeof result);
  return result;
}

// clang-format off
Exact exact_exp2(Exact z) { return cexpq(z * logq(2)); }
Exact exact_log2(Exact z) { return clogq(z) / logq(2); }
Exact exact_log10(Exact z) { return clogq(z) / logq(10); }
Exact exact_square(Exact z) { return z * z; }
Exact exact_reciprocal(Exact z) { return Quad(1) / z; }
Exact exact_product(Exact a, Exact b) { return a * b; }
Exact exact_quotient(Exact a, Exact b) { return a / b; }
// clang-format on

Exact exact_expm1(Exact z) {
  const Quad x = crealq(z), y = cimagq(z), half = sinq(y / 2);
  return complex_of(expm1q(x) * cosq(y) - 2 * half * half, expq(x) * sinq(y));
}

Exact exact_log1p(Exact z) {
  const Quad x = crealq(z), y = cimagq(z), size = hypotq(x + 1, y);
  const bool is_near_one = size > 0.5 && size < 4;
  return complex_of(is_near_one ? log1pq(x * (2 + x) + y * y) / 2 : logq(size), atan2q(y, x + 1));
}

Exact exact_sinc(Exact z) {
  const Quad pi = acosq(-1), whole = rintq(crealq(z));
  const Exact sine = csinq((z - whole) * pi);
  return z == 0 ? complex_of(1, 0) : (fmodq(whole, 2) == 0 ? sine : -sine) / (z * pi);
}

struct Row {
  TileOperation operation;
  Unary unary;
  Binary binary;
  double range;         ///< of the parts, where it is mostly used
  double largest;       ///< of the parts among all floats; 0: none are drawn
  double ulp128, ulp64; ///< the bounds
};

using enum TileOperation;
constexpr std::size_t sample_count = 4000;
constexpr double any = std::numeric_limits<double>::infinity();

const Row rows[] = {
    {multiply, nullptr, exact_product, 10, 1e15, 1.5, 1.5},
    {divide, nullptr, exact_quotient, 10, 1e15, 2.8, 2.8},
    {square, exact_square, nullptr, 10, 1e15, 1.3, 1.3},
    {reciprocal, exact_reciprocal, nullptr, 10, 1e15, 1.8, 1.8},
    {sqrt, csqrtq, nullptr, 10, any, 1.6, 0.75},
    {exp, cexpq, nullptr, 20, any, 1.8, 0.75},
    {exp2, exact_exp2, nullptr, 20, 1e15, 2.5, 0.75},
    {expm1, exact_expm1, nullptr, 2, any, 2.7, 0.75},
    {log, clogq, nullptr, 10, any, 2.2, 0.75},
    {log2, exact_log2, nullptr, 10, any, 3.4, 0.75},
    {log10, exact_log10, nullptr, 10, any, 3.8, 0.75},
    {log1p, exact_log1p, nullptr, 2, any, 2.6, 0.75},
    {sin, csinq, nullptr, 10, any, 2.4, 0.75},
    {cos, ccosq, nullptr, 10, any, 2.2, 0.75},
    {tan, ctanq, nullptr, 10, any, 0.7, 0.75},
    {arcsin, casinq, nullptr, 3, any, 3.5, 0.75},
    {arccos, cacosq, nullptr, 3, any, 3.3, 0.75},
    {arctan, catanq, nullptr, 3, any, 0.7, 0.75},
    {sinh, csinhq, nullptr, 10, any, 2.2, 0.75},
    {cosh, ccoshq, nullptr, 10, any, 2.1, 0.75},
    {tanh, ctanhq, nullptr, 10, any, 0.7, 0.75},
    {arcsinh, casinhq, nullptr, 3, any, 3.5, 0.75},
    {arccosh, cacoshq, nullptr, 3, any, 3.3, 0.75},
    {arctanh, catanhq, nullptr, 3, any, 0.7, 0.75},
    {sinc, exact_sinc, nullptr, 4, 1e15, 0.75, 0.75},
    {power, nullptr, cpowq, 10, 0, 2.5, 0.75},
};

/// Draws arguments for `row`; parts of T.
template <class T>
class Arguments {
public:
  Arguments(const Row& row, std::uint64_t seed) : row_(row), random_(seed) {}

  std::complex<T> draw() {
    switch (random_() % (row_.largest > 0 ? 4 : 3)) {
    case 0: return {even(), even()};
    case 1: return {small(), small()};
    case 2: return {small() + place(), small() + place()};
    default: return {of_bits(), of_bits()};
    }
  }

private:
  T even() { return static_cast<T>(row_.range * (static_cast<double>(random_() >> 11) * 0x1p-52 - 1)); }
  T small() { return std::ldexp(even(), -static_cast<int>(random_() % 60)); }
  T place() { return static_cast<T>(static_cast<int>(random_() % 3) - 1); }
  T of_bits() {
    using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    T value;
    do {
      const Bits bits = static_cast<Bits>(random_());
      std::memcpy(&value, &bits, sizeof value);
    } while (!std::isfinite(value) || std::abs(value) > row_.largest);
    return value;
  }

  const Row& row_;
  std::mt19937_64 random_;
};

/// Nothing is said of results that overflow.
template <class T>
bool is_in_range(Exact exact) {
  const Quad largest = std::numeric_limits<T>::max();
  return fabsq(crealq(exact)) < largest && fabsq(cimagq(exact)) < largest;
}

/// In units of a number next to |exact|.
template <class T>
double distance(std::complex<T> got, Exact exact) {
  int exponent = 0;
  frexpq(cabsq(exact), &exponent);
  const Quad unit =
      ldexpq(1, std::max(exponent, std::numeric_limits<T>::min_exponent) - std::numeric_limits<T>::digits);
  const double units =
      static_cast<double>(hypotq(got.real() - crealq(exact), got.imag() - cimagq(exact)) / unit);
  return std::isnan(units) ? std::numeric_limits<double>::infinity() : units;
}

template <class T>
Exact exact_of(std::complex<T> z) {
  return complex_of(z.real(), z.imag());
}

template <class T>
std::vector<std::complex<T>> results(const Row& row, const std::vector<std::complex<T>>& x,
                                     const std::vector<std::complex<T>>& y) {
  using Complex = std::complex<T>;
  constexpr DType dtype = dtype_of<Complex>();
  const auto count = static_cast<std::int64_t>(x.size());
  std::vector<Chunk> inputs{Chunk::copy<Complex>({count}, std::span<const Complex>(x))};
  TileInstruction instruction{row.operation, dtype, {TileOperand{TileOperand::Kind::input, 0}}};
  if (row.binary != nullptr) {
    inputs.push_back(Chunk::copy<Complex>({count}, std::span<const Complex>(y)));
    instruction.operands[1] = {TileOperand::Kind::input, 1};
  }
  const TileProgram program{std::vector<DType>(inputs.size(), dtype), {}, {instruction}};
  const Chunk got = evaluate(program, inputs);
  return {got.values<Complex>().begin(), got.values<Complex>().end()};
}

template <class T>
void check_bound(const Row& row, double bound) {
  Arguments<T> arguments(row, 1);
  std::vector<std::complex<T>> x(sample_count), y(sample_count);
  std::vector<Exact> exact;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = arguments.draw();
    y[i] = arguments.draw();
    exact.push_back(row.binary != nullptr ? row.binary(exact_of(x[i]), exact_of(y[i]))
                                          : row.unary(exact_of(x[i])));
  }
  on_every_isa_level([&](IsaLevel level) {
    double largest = 0;
    const std::vector<std::complex<T>> got = results<T>(row, x, y);
    std::size_t at = 0;
    for (std::size_t i = 0; i < got.size(); ++i)
      if (is_in_range<T>(exact[i]) && distance<T>(got[i], exact[i]) > largest) {
        largest = distance<T>(got[i], exact[i]);
        at = i;
      }
    BOOST_TEST_MESSAGE(to_string(row.operation)
                       << " " << to_string(dtype_of<std::complex<T>>()) << " " << to_string(level) << " "
                       << largest << " at " << x[at] << ", " << y[at]);
    BOOST_TEST(largest <= bound, to_string(row.operation) << " on " << to_string(level) << ": " << largest
                                                          << " at " << x[at] << ", " << y[at]);
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(complex_accuracy_)

BOOST_AUTO_TEST_CASE(functions_of_complex128_are_as_near_as_stated) {
  for (const Row& row : rows)
    check_bound<double>(row, row.ulp128);
}

BOOST_AUTO_TEST_CASE(functions_of_complex64_are_as_near_as_stated) {
  for (const Row& row : rows)
    check_bound<float>(row, row.ulp64);
}

BOOST_AUTO_TEST_SUITE_END()
