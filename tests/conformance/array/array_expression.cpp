#include "array/array_expression.hpp"

#include <algorithm>
#include <string>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

struct UnaryRow {
  const char* name;
  Array (*run)(const Located&);
};

constexpr UnaryRow unary_functions[] = {
    {"neg", negative}, {"abs", absolute}, {"not", logical_not}, {"sqrt", sqrt},
    {"exp", exp},      {"sin", sin},      {"floor", floor},     {"square", square},
};

struct BinaryRow {
  const char* name;
  Array (*run)(const Located&, const Located&);
};

constexpr BinaryRow binary_functions[] = {
    {"add", add},
    {"sub", subtract},
    {"mul", multiply},
    {"div", divide},
    {"floordiv", floor_divide},
    {"mod", remainder},
    {"pow", power},
    {"min2", minimum},
    {"max2", maximum},
    {"eq", equal},
    {"ne", not_equal},
    {"lt", less},
    {"le", less_equal},
    {"gt", greater},
    {"ge", greater_equal},
    {"and", logical_and},
    {"or", logical_or},
};

Located operand_of(const Json& expression, const std::vector<Array>& operands) {
  if (!expression.is_array())
    return scalar_from_json(expression);
  const std::string name = expression.at(0);
  if (name == "arg") {
    const auto number = expression.at(1).get<std::size_t>();
    if (number >= operands.size())
      throw ValueError("there is no operand " + std::to_string(number));
    return operands[number];
  }
  const auto part = [&](std::size_t i) { return operand_of(expression.at(i), operands); };
  if (name == "where")
    return where(part(1), part(2), part(3));
  if (const auto* row = std::ranges::find(unary_functions, name, &UnaryRow::name);
      row != std::end(unary_functions))
    return row->run(part(1));
  const auto* row = std::ranges::find(binary_functions, name, &BinaryRow::name);
  if (row == std::end(binary_functions))
    throw ValueError("no function " + name + " in expressions over arrays");
  Located result = row->run(part(1), part(2));
  for (std::size_t i = 3; i < expression.size(); ++i) // and, or take two or more
    result = row->run(result, part(i));
  return result;
}

} // namespace

Array evaluate(const Json& expression, const std::vector<Array>& operands) {
  const Located result = operand_of(expression, operands);
  return result.array() != nullptr ? *result.array() : full({}, *result.scalar());
}

} // namespace troupe::conformance
