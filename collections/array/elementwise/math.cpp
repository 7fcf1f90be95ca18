#include <troupe/array/math.hpp>

#include "array/elementwise/elementwise.hpp"

// The operations that are one instruction, casts apart. Those of several are in math_composed.cpp.

namespace troupe {

Array exp(const Located& x) { return elementwise(TileOperation::exp, {x}); }
Array exp2(const Located& x) { return elementwise(TileOperation::exp2, {x}); }
Array expm1(const Located& x) { return elementwise(TileOperation::expm1, {x}); }
Array log(const Located& x) { return elementwise(TileOperation::log, {x}); }
Array log2(const Located& x) { return elementwise(TileOperation::log2, {x}); }
Array log10(const Located& x) { return elementwise(TileOperation::log10, {x}); }
Array log1p(const Located& x) { return elementwise(TileOperation::log1p, {x}); }
Array sqrt(const Located& x) { return elementwise(TileOperation::sqrt, {x}); }
Array cbrt(const Located& x) { return elementwise(TileOperation::cbrt, {x}); }
Array square(const Located& x) { return elementwise(TileOperation::square, {x}); }
Array reciprocal(const Located& x) { return elementwise(TileOperation::reciprocal, {x}); }
Array sin(const Located& x) { return elementwise(TileOperation::sin, {x}); }
Array cos(const Located& x) { return elementwise(TileOperation::cos, {x}); }
Array tan(const Located& x) { return elementwise(TileOperation::tan, {x}); }
Array arcsin(const Located& x) { return elementwise(TileOperation::arcsin, {x}); }
Array arccos(const Located& x) { return elementwise(TileOperation::arccos, {x}); }
Array arctan(const Located& x) { return elementwise(TileOperation::arctan, {x}); }
Array sinh(const Located& x) { return elementwise(TileOperation::sinh, {x}); }
Array cosh(const Located& x) { return elementwise(TileOperation::cosh, {x}); }
Array tanh(const Located& x) { return elementwise(TileOperation::tanh, {x}); }
Array arcsinh(const Located& x) { return elementwise(TileOperation::arcsinh, {x}); }
Array arccosh(const Located& x) { return elementwise(TileOperation::arccosh, {x}); }
Array arctanh(const Located& x) { return elementwise(TileOperation::arctanh, {x}); }
Array deg2rad(const Located& x) { return elementwise(TileOperation::deg2rad, {x}); }
Array rad2deg(const Located& x) { return elementwise(TileOperation::rad2deg, {x}); }
Array degrees(const Located& x) { return elementwise("degrees", TileOperation::rad2deg, {x}); }
Array radians(const Located& x) { return elementwise("radians", TileOperation::deg2rad, {x}); }
Array sinc(const Located& x) { return elementwise(TileOperation::sinc, {x}); }
Array negative(const Located& x) { return elementwise(TileOperation::negative, {x}); }
Array absolute(const Located& x) { return elementwise(TileOperation::absolute, {x}); }
Array abs(const Located& x) { return elementwise("abs", TileOperation::absolute, {x}); }
Array sign(const Located& x) { return elementwise(TileOperation::sign, {x}); }
Array floor(const Located& x) { return elementwise(TileOperation::floor, {x}); }
Array ceil(const Located& x) { return elementwise(TileOperation::ceil, {x}); }
Array trunc(const Located& x) { return elementwise(TileOperation::trunc, {x}); }
Array rint(const Located& x) { return elementwise(TileOperation::rint, {x}); }
Array fix(const Located& x) { return elementwise("fix", TileOperation::trunc, {x}); }
Array isnan(const Located& x) { return elementwise(TileOperation::isnan, {x}); }
Array isinf(const Located& x) { return elementwise(TileOperation::isinf, {x}); }
Array isfinite(const Located& x) { return elementwise(TileOperation::isfinite, {x}); }
Array isposinf(const Located& x) { return elementwise(TileOperation::isposinf, {x}); }
Array isneginf(const Located& x) { return elementwise(TileOperation::isneginf, {x}); }
Array signbit(const Located& x) { return elementwise(TileOperation::signbit, {x}); }
Array logical_not(const Located& x) { return elementwise(TileOperation::logical_not, {x}); }
Array invert(const Located& x) { return elementwise(TileOperation::invert, {x}); }
Array bitwise_not(const Located& x) { return elementwise("bitwise_not", TileOperation::invert, {x}); }

Array add(const Located& x1, const Located& x2) { return elementwise(TileOperation::add, {x1, x2}); }
Array subtract(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::subtract, {x1, x2});
}
Array multiply(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::multiply, {x1, x2});
}
Array divide(const Located& x1, const Located& x2) { return elementwise(TileOperation::divide, {x1, x2}); }
Array true_divide(const Located& x1, const Located& x2) {
  return elementwise("true_divide", TileOperation::divide, {x1, x2});
}
Array floor_divide(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::floor_divide, {x1, x2});
}
Array remainder(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::remainder, {x1, x2});
}
Array mod(const Located& x1, const Located& x2) {
  return elementwise("mod", TileOperation::remainder, {x1, x2});
}
Array fmod(const Located& x1, const Located& x2) { return elementwise(TileOperation::fmod, {x1, x2}); }
Array ldexp(const Located& x1, const Located& x2) { return elementwise(TileOperation::ldexp, {x1, x2}); }
Array maximum(const Located& x1, const Located& x2) { return elementwise(TileOperation::maximum, {x1, x2}); }
Array minimum(const Located& x1, const Located& x2) { return elementwise(TileOperation::minimum, {x1, x2}); }
Array fmax(const Located& x1, const Located& x2) { return elementwise(TileOperation::fmax, {x1, x2}); }
Array fmin(const Located& x1, const Located& x2) { return elementwise(TileOperation::fmin, {x1, x2}); }
Array arctan2(const Located& x1, const Located& x2) { return elementwise(TileOperation::arctan2, {x1, x2}); }
Array hypot(const Located& x1, const Located& x2) { return elementwise(TileOperation::hypot, {x1, x2}); }
Array logaddexp(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::logaddexp, {x1, x2});
}
Array logaddexp2(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::logaddexp2, {x1, x2});
}
Array copysign(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::copysign, {x1, x2});
}
Array nextafter(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::nextafter, {x1, x2});
}
Array greater(const Located& x1, const Located& x2) { return elementwise(TileOperation::greater, {x1, x2}); }
Array greater_equal(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::greater_equal, {x1, x2});
}
Array less(const Located& x1, const Located& x2) { return elementwise(TileOperation::less, {x1, x2}); }
Array less_equal(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::less_equal, {x1, x2});
}
Array equal(const Located& x1, const Located& x2) { return elementwise(TileOperation::equal, {x1, x2}); }
Array not_equal(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::not_equal, {x1, x2});
}
Array logical_and(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::logical_and, {x1, x2});
}
Array logical_or(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::logical_or, {x1, x2});
}
Array logical_xor(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::logical_xor, {x1, x2});
}
Array bitwise_and(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::bitwise_and, {x1, x2});
}
Array bitwise_or(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::bitwise_or, {x1, x2});
}
Array bitwise_xor(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::bitwise_xor, {x1, x2});
}
Array left_shift(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::left_shift, {x1, x2});
}
Array right_shift(const Located& x1, const Located& x2) {
  return elementwise(TileOperation::right_shift, {x1, x2});
}

} // namespace troupe
