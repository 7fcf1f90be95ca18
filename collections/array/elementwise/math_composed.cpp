#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <string>

#include <troupe/array/math.hpp>

#include "array/elementwise/elementwise.hpp"
#include "array/elementwise/promotion.hpp"

namespace troupe {

namespace {

using Term = ElementwiseWriter::Term;

bool is_complex(DType dtype) { return kind_of(dtype) == DTypeKind::complex; }

/// 10**exponent as NumPy has it.
double power_of_ten(int exponent) { return std::pow(10.0, exponent); }

/// bool of the shape of `x`, true where `test` says so of the imaginary part; `without` if there is none.
Array test_imaginary(std::string_view name, const Located& x, TileOperation test, bool without) {
  ElementwiseWriter writer(name, x.line());
  const Term term = writer.operand(x);
  if (is_complex(writer.dtype_of(term)))
    return writer.finish(writer.apply(test, {writer.apply(TileOperation::imag, {term}), Scalar(0)}));
  return writer.finish(writer.apply(TileOperation::copy, {writer.constant(without, DType::boolean)}));
}

/// `operation` on complex numbers; a real number is its own result.
Array of_complex(TileOperation operation, const Located& x) {
  ElementwiseWriter writer(to_string(operation), x.line());
  const Term term = writer.operand(x);
  return writer.finish(is_complex(writer.dtype_of(term)) ? writer.apply(operation, {term}) : term);
}

/// Real and integer arrays rounded in the dtype `working`, scaled by 10**decimals or its inverse.
Term scaled_round(ElementwiseWriter& writer, const Term& term, int decimals, DType working) {
  const TileOperand scale = writer.constant(power_of_ten(std::abs(decimals)), working);
  const TileOperation up = decimals < 0 ? TileOperation::divide : TileOperation::multiply;
  const TileOperation down = decimals < 0 ? TileOperation::multiply : TileOperation::divide;
  const TileOperand scaled = writer.apply(up, {writer.typed(term, working), scale});
  return writer.apply(down, {writer.apply(TileOperation::rint, {scaled}), scale});
}

Array rounded(std::string_view name, const Located& x, int decimals) {
  ElementwiseWriter writer(name, x.line());
  const Term term = writer.operand(x);
  const DType dtype = writer.dtype_of(term);
  const bool is_integer = kind_of(dtype) != DTypeKind::boolean && kind_of(dtype) < DTypeKind::floating;
  if (is_integer && decimals >= 0)
    return writer.finish(term);
  if (decimals == 0 || is_complex(dtype))
    return writer.finish(writer.apply(TileOperation::rint, {term}));
  const DType working = kind_of(dtype) == DTypeKind::floating ? dtype : DType::float64;
  const Term result = scaled_round(writer, term, decimals, working);
  return writer.finish(is_integer ? writer.typed(result, dtype) : result);
}

} // namespace

Array positive(const Located& x) {
  ElementwiseWriter writer("positive", x.line());
  const Term term = writer.operand(x);
  if (writer.dtype_of(term) == DType::boolean)
    return writer.finish(writer.apply(TileOperation::positive, {term})); // refused, as NumPy does
  return writer.finish(term);
}

Array fabs(const Located& x) {
  ElementwiseWriter writer("fabs", x.line());
  const Term term = writer.operand(x);
  const DType dtype = writer.dtype_of(term);
  if (is_complex(dtype))
    throw DTypeError("fabs: not defined for " + std::string(to_string(dtype)));
  const DType working = kind_of(dtype) == DTypeKind::floating ? dtype : DType::float64;
  return writer.finish(writer.apply(TileOperation::absolute, {writer.typed(term, working)}));
}

Array isreal(const Located& x) { return test_imaginary("isreal", x, TileOperation::equal, true); }
Array iscomplex(const Located& x) { return test_imaginary("iscomplex", x, TileOperation::not_equal, false); }

Array real(const Located& x) { return of_complex(TileOperation::real, x); }
Array conj(const Located& x) {
  // Bools are taken as int8, as in NumPy.
  if (x.array() != nullptr && x.array()->dtype() == DType::boolean)
    return of_complex(TileOperation::conj, Located(astype(x, DType::int8), x.line()));
  return of_complex(TileOperation::conj, x);
}

Array imag(const Located& x) {
  ElementwiseWriter writer("imag", x.line());
  const Term term = writer.operand(x);
  const DType dtype = writer.dtype_of(term);
  if (is_complex(dtype))
    return writer.finish(writer.apply(TileOperation::imag, {term}));
  return writer.finish(writer.apply(TileOperation::copy, {writer.constant(false, dtype)}));
}

Array angle(const Located& z, AngleUnit unit) {
  ElementwiseWriter writer("angle", z.line());
  const TileOperand radians = writer.apply(TileOperation::angle, {writer.operand(z)});
  if (unit == AngleUnit::radians)
    return writer.finish(radians);
  return writer.finish(writer.apply(TileOperation::multiply, {radians, Scalar(180 / std::numbers::pi)}));
}

Array power(const Located& x1, const Located& x2) {
  ElementwiseWriter writer("power", x1.line());
  const Term base = writer.operand(x1), exponent = writer.operand(x2);
  const Scalar* scalar = x2.scalar();
  if (scalar != nullptr && scalar->is_integer()) {
    const std::array both{base, exponent};
    const auto* value = std::get_if<std::int64_t>(&scalar->held());
    const DType dtype = writer.common_dtype(both);
    if (value != nullptr && *value < 0 && kind_of(dtype) < DTypeKind::floating)
      throw ValueError("power: integers to a negative integer power, " + to_string(*scalar));
    // The product is exact where a power function is only nearly so, and it is what NumPy's ** does.
    if (value != nullptr && *value == 2)
      return writer.finish(writer.apply(TileOperation::square, {writer.typed(base, dtype)}));
  }
  return writer.finish(writer.apply(TileOperation::power, {base, exponent}));
}

Array float_power(const Located& x1, const Located& x2) {
  ElementwiseWriter writer("float_power", x1.line());
  const std::array terms{writer.operand(x1), writer.operand(x2)};
  const DType dtype = promote(writer.common_dtype(terms), DType::float64);
  return writer.finish(
      writer.apply(TileOperation::power, {writer.typed(terms[0], dtype), writer.typed(terms[1], dtype)}));
}

std::pair<Array, Array> divmod(const Located& x1, const Located& x2) {
  return {elementwise("divmod", TileOperation::floor_divide, {x1, x2}),
          elementwise("divmod", TileOperation::remainder, {x1, x2})};
}

std::pair<Array, Array> modf(const Located& x) {
  return {elementwise("modf", TileOperation::modf_fraction, {x}),
          elementwise("modf", TileOperation::modf_whole, {x})};
}

std::pair<Array, Array> frexp(const Located& x) {
  return {elementwise("frexp", TileOperation::frexp_mantissa, {x}),
          elementwise("frexp", TileOperation::frexp_exponent, {x})};
}

Array round(const Located& x, int decimals) { return rounded("round", x, decimals); }
Array around(const Located& x, int decimals) { return rounded("around", x, decimals); }

Array astype(const Located& x, DType dtype) {
  ElementwiseWriter writer("astype", x.line());
  const Term term = writer.operand(x);
  if (x.scalar() != nullptr)
    return writer.finish(writer.typed(writer.typed(term, x.scalar()->dtype()), dtype));
  return writer.finish(writer.typed(term, dtype));
}

} // namespace troupe
