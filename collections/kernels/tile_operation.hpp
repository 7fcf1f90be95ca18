#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <troupe/dtype.hpp>

namespace troupe {

/// The elementwise operations, NumPy's names. The numbers are part of serialised parameters: append, never
/// renumber.
enum class TileOperation : std::uint16_t {
  copy,
  cast,
  // one operand
  negative,
  positive,
  absolute,
  sign,
  square,
  reciprocal,
  sqrt,
  cbrt,
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  arcsin,
  arccos,
  arctan,
  sinh,
  cosh,
  tanh,
  arcsinh,
  arccosh,
  arctanh,
  sinc,
  deg2rad,
  rad2deg,
  floor,
  ceil,
  trunc,
  rint,
  isnan,
  isinf,
  isfinite,
  isposinf,
  isneginf,
  signbit,
  logical_not,
  invert,
  real,
  imag,
  conj,
  angle,
  modf_fraction,
  modf_whole,
  frexp_mantissa,
  frexp_exponent,
  // two operands
  add,
  subtract,
  multiply,
  divide,
  floor_divide,
  remainder,
  fmod,
  power,
  maximum,
  minimum,
  fmax,
  fmin,
  arctan2,
  hypot,
  logaddexp,
  logaddexp2,
  copysign,
  nextafter,
  ldexp,
  greater,
  greater_equal,
  less,
  less_equal,
  equal,
  not_equal,
  logical_and,
  logical_or,
  logical_xor,
  bitwise_and,
  bitwise_or,
  bitwise_xor,
  left_shift,
  right_shift,
  // three operands: condition (bool), x, y
  where,
  // as many operands as the user's function takes
  call,
};

inline constexpr std::size_t tile_operation_count = static_cast<std::size_t>(TileOperation::call) + 1;

/// NumPy's name, as errors and keys show it.
std::string_view to_string(TileOperation operation);

/// 1, 2 or 3; 0 for `call`, whose function tells.
int arity(TileOperation operation);

/// The dtype of the result for operands of dtype `operand`, or nothing if there is no kernel for it. `where`
/// means x and y, its condition is bool; `ldexp` means x1, its x2 is int32; `cast` gives any dtype and
/// answers `operand`; `call` gives nothing.
///
/// The operands must be promoted to one dtype before. Mathematical functions, `divide` and their like exist
/// for floats (most for complex numbers too) and give nothing for integers and bools: the builder casts these
/// to float64 first. What NumPy refuses (`subtract` and `negative` of bools, bitwise operations of floats)
/// gives nothing either.
std::optional<DType> tile_result(TileOperation operation, DType operand);

} // namespace troupe
