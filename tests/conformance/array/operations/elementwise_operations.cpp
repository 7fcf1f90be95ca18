#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

template <Array (*function)(const Located&)>
Results unary(const ArrayCall& call) {
  return {function(call.operand("x"))};
}

template <Array (*function)(const Located&, const Located&)>
Results binary(const ArrayCall& call) {
  return {function(call.operand("x1"), call.operand("x2"))};
}

Results both(const std::pair<Array, Array>& results) { return {results.first, results.second}; }

Results rounded(const ArrayCall& call) { return {round(call.operand("a"), call.get("decimals", 0))}; }

constexpr ArrayOperation operations[] = {
    {"exp", unary<exp>},
    {"exp2", unary<exp2>},
    {"expm1", unary<expm1>},
    {"log", unary<log>},
    {"log2", unary<log2>},
    {"log10", unary<log10>},
    {"log1p", unary<log1p>},
    {"sqrt", unary<sqrt>},
    {"cbrt", unary<cbrt>},
    {"sin", unary<sin>},
    {"cos", unary<cos>},
    {"tan", unary<tan>},
    {"arcsin", unary<arcsin>},
    {"arccos", unary<arccos>},
    {"arctan", unary<arctan>},
    {"sinh", unary<sinh>},
    {"cosh", unary<cosh>},
    {"tanh", unary<tanh>},
    {"arcsinh", unary<arcsinh>},
    {"arccosh", unary<arccosh>},
    {"arctanh", unary<arctanh>},
    {"deg2rad", unary<deg2rad>},
    {"rad2deg", unary<rad2deg>},
    {"degrees", unary<degrees>},
    {"radians", unary<radians>},
    {"sinc", unary<sinc>},
    {"negative", unary<negative>},
    {"positive", unary<positive>},
    {"absolute", unary<absolute>},
    {"abs", unary<abs>},
    {"sign", unary<sign>},
    {"square", unary<square>},
    {"reciprocal", unary<reciprocal>},
    {"fabs", unary<fabs>},
    {"floor", unary<floor>},
    {"ceil", unary<ceil>},
    {"trunc", unary<trunc>},
    {"rint", unary<rint>},
    {"fix", unary<fix>},
    {"isnan", unary<isnan>},
    {"isinf", unary<isinf>},
    {"isfinite", unary<isfinite>},
    {"signbit", unary<signbit>},
    {"logical_not", unary<logical_not>},
    {"isposinf", unary<isposinf>},
    {"isneginf", unary<isneginf>},
    {"isreal", unary<isreal>},
    {"iscomplex", unary<iscomplex>},
    {"invert", unary<invert>},
    {"bitwise_not", unary<bitwise_not>},
    {"conj", unary<conj>},
    {"real", [](const ArrayCall& call) -> Results { return {real(call.operand("val"))}; }},
    {"imag", [](const ArrayCall& call) -> Results { return {imag(call.operand("val"))}; }},
    {"angle",
     [](const ArrayCall& call) -> Results {
       return {angle(call.operand("z"), call.get("deg", false) ? AngleUnit::degrees : AngleUnit::radians)};
     }},
    {"add", binary<add>},
    {"subtract", binary<subtract>},
    {"multiply", binary<multiply>},
    {"divide", binary<divide>},
    {"true_divide", binary<true_divide>, "divide"},
    {"floor_divide", binary<floor_divide>},
    {"remainder", binary<remainder>},
    {"mod", binary<mod>, "remainder"},
    {"fmod", binary<fmod>},
    {"power", binary<power>},
    {"float_power", binary<float_power>},
    {"maximum", binary<maximum>},
    {"minimum", binary<minimum>},
    {"fmax", binary<fmax>},
    {"fmin", binary<fmin>},
    {"arctan2", binary<arctan2>},
    {"hypot", binary<hypot>},
    {"logaddexp", binary<logaddexp>},
    {"logaddexp2", binary<logaddexp2>},
    {"copysign", binary<copysign>},
    {"nextafter", binary<nextafter>},
    {"greater", binary<greater>},
    {"greater_equal", binary<greater_equal>},
    {"less", binary<less>},
    {"less_equal", binary<less_equal>},
    {"equal", binary<equal>},
    {"not_equal", binary<not_equal>},
    {"logical_and", binary<logical_and>},
    {"logical_or", binary<logical_or>},
    {"logical_xor", binary<logical_xor>},
    {"bitwise_and", binary<bitwise_and>},
    {"bitwise_or", binary<bitwise_or>},
    {"bitwise_xor", binary<bitwise_xor>},
    {"left_shift", binary<left_shift>},
    {"right_shift", binary<right_shift>},
    {"ldexp", binary<ldexp>},
    {"divmod", [](const ArrayCall& call) { return both(divmod(call.operand("x1"), call.operand("x2"))); }},
    {"modf", [](const ArrayCall& call) { return both(modf(call.operand("x"))); }},
    {"frexp", [](const ArrayCall& call) { return both(frexp(call.operand("x"))); }},
    {"astype", [](const ArrayCall& call) -> Results { return {astype(call.operand("x"), *call.dtype())}; }},
    {"round", rounded},
    {"around", rounded},
};

} // namespace

std::span<const ArrayOperation> elementwise_operations() { return operations; }

} // namespace troupe::conformance
