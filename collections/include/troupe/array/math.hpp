#pragma once

#include <utility>

#include <troupe/array/located.hpp>

// Elementwise operations. Operands are arrays or scalars, which broadcast as in NumPy; the result's dtype is
// NumPy's, scalars being weak (`Scalar`). Integer arithmetic wraps, and an integer scalar that the array's
// dtype cannot hold is a ValueError, but not in a comparison. What is only defined for floats takes bools and
// integers as float64.
//
// What IEEE 754 defines (arithmetic, sqrt, comparisons, rounding) is exact to the last bit, the same on every
// ISA level. Functions say how far they are from the exact result at most, in units in the last place of
// float64, float32: "2.3, 1.9 ULP". These are the largest distances from libm's long double functions of a
// million arguments, 60 % of them evenly from where the function is mostly used and the others evenly from the
// bits of all finite floats, on the levels v2, v3 and v4, vectorised and, as builds with sanitizers are, not;
// a twentieth of them is measured in every run of the tests
// (tests/collections/kernels/tiles/accuracy_test.cpp). Signed zeros, subnormal numbers, infinities and NaN are
// among them. The bits of a function may differ between ISA levels.
//
// Of complex128 they say how far the result is from the exact one as a point of the plane, |got - exact|, in
// units in the last place of |exact|: "complex 1.8". complex64 is computed in complex128 and within 0.75 ULP.
// A part that is much smaller than the other may have fewer right digits, but not with `exp` and `sqrt`, where
// each is within 2 ULP. These are the largest distances from libquadmath's functions of 200,000 numbers: evenly
// from where the function is mostly used, near 0, 1, -1, i and -i, and of all finite floats. In every run of the
// tests 4,000 are measured (tests/collections/kernels/tiles/complex_accuracy_test.cpp).
//
// All throw ShapeError if the shapes do not broadcast, DTypeError if there is no kernel for the dtype:
// "negative: not defined for bool". Runs of them become one task a block: nothing is written to memory in
// between.

namespace troupe {

// -- Powers and logarithms

Array exp(const Located& x);    ///< e to the power x: 3.0, 2.7 ULP; complex 1.8.
Array exp2(const Located& x);   ///< 2 to the power x: 1.7, 1.1 ULP; complex 2.5.
Array expm1(const Located& x);  ///< exp(x) - 1, exact near 0: 2.8, 2.3 ULP; complex 2.7.
Array log(const Located& x);    ///< Natural logarithm: 1.6, 3.9 ULP; complex 2.2.
Array log2(const Located& x);   ///< Logarithm to base 2: 1.9, 2.4 ULP; complex 3.4.
Array log10(const Located& x);  ///< Logarithm to base 10: 1.9, 2.7 ULP; complex 3.8.
Array log1p(const Located& x);  ///< log(1 + x), exact near 0: 1.7, 1.9 ULP; complex 2.6.
Array sqrt(const Located& x);   ///< Square root, correctly rounded; NaN for negative reals. Complex 1.6 ULP.
Array cbrt(const Located& x);   ///< Cube root: 3.1, 2.9 ULP.
Array square(const Located& x); ///< x * x, in x's dtype. Complex 1.3 ULP.
Array reciprocal(const Located& x); ///< 1 / x, in x's dtype: integers are cut towards zero. Complex 1.8 ULP.

// -- Angles

Array sin(const Located& x);     ///< 3.3, 2.0 ULP; complex 2.4.
Array cos(const Located& x);     ///< 3.6, 2.1 ULP; complex 2.2.
Array tan(const Located& x);     ///< 3.3, 3.4 ULP; complex 0.7.
Array arcsin(const Located& x);  ///< 3.0, 3.0 ULP; complex 3.5.
Array arccos(const Located& x);  ///< 2.1, 2.3 ULP; complex 3.3.
Array arctan(const Located& x);  ///< 1.7, 2.6 ULP; complex 0.7.
Array sinh(const Located& x);    ///< 1.9, 2.0 ULP; complex 2.2.
Array cosh(const Located& x);    ///< 2.0, 2.1 ULP; complex 2.1.
Array tanh(const Located& x);    ///< 2.2, 2.0 ULP; complex 0.7.
Array arcsinh(const Located& x); ///< 2.1, 2.2 ULP; complex 3.5.
Array arccosh(const Located& x); ///< 2.5, 2.6 ULP; complex 3.3.
Array arctanh(const Located& x); ///< 2.1, 2.0 ULP; complex 0.7.
Array deg2rad(const Located& x); ///< Degrees to radians.
Array rad2deg(const Located& x); ///< Radians to degrees.
Array degrees(const Located& x); ///< As rad2deg.
Array radians(const Located& x); ///< As deg2rad.
Array sinc(const Located& x);    ///< Sin(pi x) / (pi x), 1 at 0: 2.5, 0.5 ULP; complex 0.7.

// -- Signs

Array negative(const Located& x); ///< -x; unsigned integers wrap.
Array positive(const Located& x); ///< x.
Array absolute(const Located& x); ///< |x|, real for complex x; the smallest integer stays as it is.
Array abs(const Located& x);      ///< As absolute.
Array fabs(const Located& x);     ///< |x| as a float.
Array sign(const Located& x);     ///< -1, 0 or 1; NaN stays NaN.

// -- Rounding

Array floor(const Located& x); ///< Float64 for integers, as the next four.
Array ceil(const Located& x);
Array trunc(const Located& x); ///< Towards zero.
Array rint(const Located& x);  ///< To the nearest, half to even.
Array fix(const Located& x);   ///< As trunc.

// -- Properties, as bool

Array isnan(const Located& x);
Array isinf(const Located& x);
Array isfinite(const Located& x);
Array isposinf(const Located& x);
Array isneginf(const Located& x);
Array signbit(const Located& x);   ///< True for -0.0 as well.
Array isreal(const Located& x);    ///< Whether the imaginary part is 0.
Array iscomplex(const Located& x); ///< Whether the imaginary part is not 0.

// -- Bits and logic

Array logical_not(const Located& x); ///< As bool.
Array invert(const Located& x);      ///< Of every bit; logical for bool.
Array bitwise_not(const Located& x); ///< As invert.

// -- Parts

Array real(const Located& x); ///< A complex number's real part; x itself if it is real.
Array imag(const Located& x); ///< A complex number's imaginary part; 0 if x is real.
Array conj(const Located& x); ///< Complex conjugate.

// -- Arithmetic

Array add(const Located& x1, const Located& x2);      ///< Logical or for bool.
Array subtract(const Located& x1, const Located& x2); ///< Not for bool.
Array multiply(const Located& x1, const Located& x2); ///< Logical and for bool. Complex 1.5 ULP.
Array divide(const Located& x1,
             const Located& x2); ///< Float64 for integers. Complex 2.8 ULP, where nothing overflows.
Array true_divide(const Located& x1, const Located& x2); ///< As divide.
Array floor_divide(const Located& x1,
                   const Located& x2); ///< Rounds towards minus infinity; integers by 0 give 0.
Array remainder(const Located& x1, const Located& x2); ///< Has x2's sign; integers by 0 give 0.
Array mod(const Located& x1, const Located& x2);       ///< As remainder.
Array fmod(const Located& x1, const Located& x2);      ///< Has x1's sign; integers by 0 give 0.
/// 1.0, 0.7 ULP; complex 0.8 and |x2 log(x1)| / 2000 more. \throws ValueError for an integer array to a
/// negative integer, or, where the exponent is an array, fails when it runs.
Array power(const Located& x1, const Located& x2);
inline Array pow(const Located& x1, const Located& x2) { return power(x1, x2); } ///< As power.
Array float_power(const Located& x1, const Located& x2); ///< Power in float64, or complex128.
Array ldexp(const Located& x1, const Located& x2);       ///< X1 * 2**x2, x2 an integer.

// -- Larger and smaller

Array maximum(const Located& x1, const Located& x2); ///< NaN spreads.
Array minimum(const Located& x1, const Located& x2); ///< NaN spreads.
Array fmax(const Located& x1, const Located& x2);    ///< Ignores NaN where the other is a number.
Array fmin(const Located& x1, const Located& x2);    ///< Ignores NaN where the other is a number.

// -- Floats

Array arctan2(const Located& x1, const Located& x2); ///< The angle of the point (x2, x1): 2.4, 3.3 ULP.
Array hypot(const Located& x1, const Located& x2);   ///< Sqrt(x1**2 + x2**2): 2.0, 1.4 ULP.
/// Log(exp(x1) + exp(x2)): 2.3, 0.6 ULP, where the terms cancel 1e-30 more.
Array logaddexp(const Located& x1, const Located& x2);
/// Log2(2**x1 + 2**x2): 3.8, 0.6 ULP, where the terms cancel 1e-30 more.
Array logaddexp2(const Located& x1, const Located& x2);
Array copysign(const Located& x1, const Located& x2);  ///< |x1| with x2's sign.
Array nextafter(const Located& x1, const Located& x2); ///< The float next to x1 towards x2.

// -- Comparisons, as bool

Array greater(const Located& x1, const Located& x2);
Array greater_equal(const Located& x1, const Located& x2);
Array less(const Located& x1, const Located& x2);
Array less_equal(const Located& x1, const Located& x2);
Array equal(const Located& x1, const Located& x2);
Array not_equal(const Located& x1, const Located& x2);

// -- Logic, as bool

Array logical_and(const Located& x1, const Located& x2);
Array logical_or(const Located& x1, const Located& x2);
Array logical_xor(const Located& x1, const Located& x2);

// -- Bits

Array bitwise_and(const Located& x1, const Located& x2);
Array bitwise_or(const Located& x1, const Located& x2);
Array bitwise_xor(const Located& x1, const Located& x2);
Array left_shift(const Located& x1, const Located& x2);  ///< Bits beyond the width give 0.
Array right_shift(const Located& x1, const Located& x2); ///< Keeps the sign.

// -- With more results or arguments

/// The argument of a complex number, in (-pi, pi]; 0 or pi for reals.
enum class AngleUnit : std::uint8_t { radians, degrees };
Array angle(const Located& z, AngleUnit unit = AngleUnit::radians);

/// `floor_divide` and `remainder`.
std::pair<Array, Array> divmod(const Located& x1, const Located& x2);
/// The fraction and the whole part, both with x's sign.
std::pair<Array, Array> modf(const Located& x);
/// Mantissas in [0.5, 1) and int32 exponents: x = mantissa * 2**exponent.
std::pair<Array, Array> frexp(const Located& x);

/// Rounded to `decimals` digits behind the point, half to even; before it if negative. As NumPy it scales,
/// rounds and scales back.
Array round(const Located& x, int decimals = 0);
Array around(const Located& x, int decimals = 0); ///< As round.

/// `x` as another dtype, by the rules of C: floats are cut towards zero, the imaginary part is dropped, all
/// but 0 is true. Integers wrap. What a NaN or a float out of range becomes as an integer is unspecified.
Array astype(const Located& x, DType dtype);

} // namespace troupe
