#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

std::optional<Located> bound(const ArrayCall& call, const char* name) {
  return call.has(name) ? std::optional(call.operand(name)) : std::nullopt;
}

std::optional<double> number(const ArrayCall& call, const char* name) {
  return call.has(name) ? std::optional(call.real(name, 0)) : std::nullopt;
}

troupe::Tolerance tolerance_of(const ArrayCall& call) {
  return {.rtol = call.real("rtol", 1e-5),
          .atol = call.real("atol", 1e-8),
          .equal_nan = call.get("equal_nan", false)};
}

std::vector<Located> operands_of(const ArrayCall& call, const char* name) {
  std::vector<Located> operands;
  for (const Json& item : call.json(name))
    operands.push_back(call.to_operand(item));
  return operands;
}

Results run_piecewise(const ArrayCall& call) {
  std::vector<Located> values;
  for (const Json& value : call.json("values"))
    values.push_back(scalar_from_json(value));
  return {piecewise(call.array("x"), call.arrays("condlist"), values)};
}

Results run_select(const ArrayCall& call) {
  const Scalar otherwise = call.has("default") ? scalar_from_json(call.json("default")) : Scalar(0);
  return {select(call.arrays("condlist"), operands_of(call, "choicelist"), otherwise)};
}

Results run_nan_to_num(const ArrayCall& call) {
  return {nan_to_num(
      call.operand("x"),
      {.nan = call.real("nan", 0.0), .posinf = number(call, "posinf"), .neginf = number(call, "neginf")})};
}

constexpr ArrayOperation operations[] = {
    {"where",
     [](const ArrayCall& call) -> Results {
       return {where(call.operand("condition"), call.operand("x"), call.operand("y"))};
     }},
    {"clip",
     [](const ArrayCall& call) -> Results {
       return {clip(call.operand("a"), bound(call, "a_min"), bound(call, "a_max"))};
     }},
    {"nan_to_num", run_nan_to_num},
    {"isclose",
     [](const ArrayCall& call) -> Results {
       return {isclose(call.operand("a"), call.operand("b"), tolerance_of(call))};
     }},
    {"allclose",
     [](const ArrayCall& call) -> Results {
       return {allclose(call.operand("a"), call.operand("b"), tolerance_of(call))};
     }},
    {"array_equal",
     [](const ArrayCall& call) -> Results { return {array_equal(call.operand("a1"), call.operand("a2"))}; }},
    {"choose",
     [](const ArrayCall& call) -> Results {
       return {choose(call.array("a"), operands_of(call, "choices"))};
     }},
    {"select", run_select},
    {"piecewise", run_piecewise},
};

} // namespace

std::span<const ArrayOperation> choosing_operations() { return operations; }

} // namespace troupe::conformance
