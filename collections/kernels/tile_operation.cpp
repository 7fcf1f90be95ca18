#include "kernels/tile_operation.hpp"

#include <array>

namespace troupe {

namespace {

/// Which operands an operation takes and what comes out.
enum class Rule : std::uint8_t {
  none,           ///< the dtypes are the function's
  any,            ///< any dtype, same result
  numbers,        ///< all but bool, same result
  real_numbers,   ///< all but bool and complex, same result
  magnitude,      ///< any dtype; the real part's dtype for complex
  argument,       ///< floats, and complex to their real part's dtype
  fractions,      ///< floats and complex, same result
  floats,         ///< floats, same result
  float_to_int32, ///< floats
  float_to_bool,  ///< floats
  any_to_bool,    ///< any dtype
  real_to_bool,   ///< all but complex
  bits,           ///< bool and integers, same result
  integers,       ///< integers, same result
};

struct Row {
  TileOperation operation;
  std::string_view name;
  int arity;
  Rule rule;
};

using enum TileOperation;

constexpr std::array<Row, tile_operation_count> rows{{
    {copy, "copy", 1, Rule::any},
    {cast, "cast", 1, Rule::any},
    {negative, "negative", 1, Rule::numbers},
    {positive, "positive", 1, Rule::numbers},
    {absolute, "absolute", 1, Rule::magnitude},
    {sign, "sign", 1, Rule::numbers},
    {square, "square", 1, Rule::numbers},
    {reciprocal, "reciprocal", 1, Rule::numbers},
    {sqrt, "sqrt", 1, Rule::fractions},
    {cbrt, "cbrt", 1, Rule::floats},
    {exp, "exp", 1, Rule::fractions},
    {exp2, "exp2", 1, Rule::fractions},
    {expm1, "expm1", 1, Rule::fractions},
    {log, "log", 1, Rule::fractions},
    {log2, "log2", 1, Rule::fractions},
    {log10, "log10", 1, Rule::fractions},
    {log1p, "log1p", 1, Rule::fractions},
    {sin, "sin", 1, Rule::fractions},
    {cos, "cos", 1, Rule::fractions},
    {tan, "tan", 1, Rule::fractions},
    {arcsin, "arcsin", 1, Rule::fractions},
    {arccos, "arccos", 1, Rule::fractions},
    {arctan, "arctan", 1, Rule::fractions},
    {sinh, "sinh", 1, Rule::fractions},
    {cosh, "cosh", 1, Rule::fractions},
    {tanh, "tanh", 1, Rule::fractions},
    {arcsinh, "arcsinh", 1, Rule::fractions},
    {arccosh, "arccosh", 1, Rule::fractions},
    {arctanh, "arctanh", 1, Rule::fractions},
    {sinc, "sinc", 1, Rule::fractions},
    {deg2rad, "deg2rad", 1, Rule::floats},
    {rad2deg, "rad2deg", 1, Rule::floats},
    {floor, "floor", 1, Rule::real_numbers},
    {ceil, "ceil", 1, Rule::real_numbers},
    {trunc, "trunc", 1, Rule::real_numbers},
    {rint, "rint", 1, Rule::real_numbers},
    {isnan, "isnan", 1, Rule::any_to_bool},
    {isinf, "isinf", 1, Rule::any_to_bool},
    {isfinite, "isfinite", 1, Rule::any_to_bool},
    {isposinf, "isposinf", 1, Rule::real_to_bool},
    {isneginf, "isneginf", 1, Rule::real_to_bool},
    {signbit, "signbit", 1, Rule::float_to_bool},
    {logical_not, "logical_not", 1, Rule::any_to_bool},
    {invert, "invert", 1, Rule::bits},
    {real, "real", 1, Rule::magnitude},
    {imag, "imag", 1, Rule::magnitude},
    {conj, "conj", 1, Rule::numbers},
    {angle, "angle", 1, Rule::argument},
    {modf_fraction, "modf_fraction", 1, Rule::floats},
    {modf_whole, "modf_whole", 1, Rule::floats},
    {frexp_mantissa, "frexp_mantissa", 1, Rule::floats},
    {frexp_exponent, "frexp_exponent", 1, Rule::float_to_int32},
    {add, "add", 2, Rule::any},
    {subtract, "subtract", 2, Rule::numbers},
    {multiply, "multiply", 2, Rule::any},
    {divide, "divide", 2, Rule::fractions},
    {floor_divide, "floor_divide", 2, Rule::real_numbers},
    {remainder, "remainder", 2, Rule::real_numbers},
    {fmod, "fmod", 2, Rule::real_numbers},
    {power, "power", 2, Rule::numbers},
    {maximum, "maximum", 2, Rule::any},
    {minimum, "minimum", 2, Rule::any},
    {fmax, "fmax", 2, Rule::any},
    {fmin, "fmin", 2, Rule::any},
    {arctan2, "arctan2", 2, Rule::floats},
    {hypot, "hypot", 2, Rule::floats},
    {logaddexp, "logaddexp", 2, Rule::floats},
    {logaddexp2, "logaddexp2", 2, Rule::floats},
    {copysign, "copysign", 2, Rule::floats},
    {nextafter, "nextafter", 2, Rule::floats},
    {ldexp, "ldexp", 2, Rule::floats},
    {greater, "greater", 2, Rule::any_to_bool},
    {greater_equal, "greater_equal", 2, Rule::any_to_bool},
    {less, "less", 2, Rule::any_to_bool},
    {less_equal, "less_equal", 2, Rule::any_to_bool},
    {equal, "equal", 2, Rule::any_to_bool},
    {not_equal, "not_equal", 2, Rule::any_to_bool},
    {logical_and, "logical_and", 2, Rule::any_to_bool},
    {logical_or, "logical_or", 2, Rule::any_to_bool},
    {logical_xor, "logical_xor", 2, Rule::any_to_bool},
    {bitwise_and, "bitwise_and", 2, Rule::bits},
    {bitwise_or, "bitwise_or", 2, Rule::bits},
    {bitwise_xor, "bitwise_xor", 2, Rule::bits},
    {left_shift, "left_shift", 2, Rule::integers},
    {right_shift, "right_shift", 2, Rule::integers},
    {where, "where", 3, Rule::any},
    {call, "map", 0, Rule::none},
}};

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(rows[i].operation) != i)
      return false;
  return true;
}
static_assert(rows_are_in_order());

const Row& row(TileOperation operation) { return rows[static_cast<std::size_t>(operation)]; }

std::optional<DType> same_if(bool allowed, DType dtype) {
  return allowed ? std::optional(dtype) : std::nullopt;
}

std::optional<DType> bool_if(bool allowed) { return same_if(allowed, DType::boolean); }

/// The dtype of a complex number's parts; other dtypes themselves.
DType part_of(DType dtype) {
  if (dtype == DType::complex64)
    return DType::float32;
  return dtype == DType::complex128 ? DType::float64 : dtype;
}

} // namespace

std::string_view to_string(TileOperation operation) { return row(operation).name; }

int arity(TileOperation operation) { return row(operation).arity; }

std::optional<DType> tile_result(TileOperation operation, DType operand) {
  const DTypeKind kind = kind_of(operand);
  const bool is_bool = kind == DTypeKind::boolean;
  const bool is_complex = kind == DTypeKind::complex;
  const bool is_float = kind == DTypeKind::floating;
  switch (row(operation).rule) {
  case Rule::none: return std::nullopt;
  case Rule::any: return operand;
  case Rule::numbers: return same_if(!is_bool, operand);
  case Rule::real_numbers: return same_if(!is_bool && !is_complex, operand);
  case Rule::magnitude: return part_of(operand);
  case Rule::argument: return same_if(is_float || is_complex, part_of(operand));
  case Rule::fractions: return same_if(is_float || is_complex, operand);
  case Rule::floats: return same_if(is_float, operand);
  case Rule::float_to_int32: return same_if(is_float, DType::int32);
  case Rule::float_to_bool: return bool_if(is_float);
  case Rule::any_to_bool: return DType::boolean;
  case Rule::real_to_bool: return bool_if(!is_complex);
  case Rule::bits: return same_if(!is_float && !is_complex, operand);
  case Rule::integers: return same_if(!is_bool && !is_float && !is_complex, operand);
  }
  __builtin_unreachable();
}

} // namespace troupe
