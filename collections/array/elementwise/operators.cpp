#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>

namespace troupe {

namespace {

/// `left = operation(left, right)`, at the line of `right`: here alone is not the user's.
Array& assign(Array (*operation)(const Located&, const Located&), Array& left, const Located& right) {
  return left = operation(Located(left, right.line()), right);
}

} // namespace

Array operator+(const Located& left, const Located& right) { return add(left, right); }
Array operator-(const Located& left, const Located& right) { return subtract(left, right); }
Array operator*(const Located& left, const Located& right) { return multiply(left, right); }
Array operator/(const Located& left, const Located& right) { return divide(left, right); }
Array operator%(const Located& left, const Located& right) { return remainder(left, right); }
Array operator==(const Located& left, const Located& right) { return equal(left, right); }
Array operator!=(const Located& left, const Located& right) { return not_equal(left, right); }
Array operator<(const Located& left, const Located& right) { return less(left, right); }
Array operator<=(const Located& left, const Located& right) { return less_equal(left, right); }
Array operator>(const Located& left, const Located& right) { return greater(left, right); }
Array operator>=(const Located& left, const Located& right) { return greater_equal(left, right); }
Array operator&(const Located& left, const Located& right) { return bitwise_and(left, right); }
Array operator|(const Located& left, const Located& right) { return bitwise_or(left, right); }
Array operator^(const Located& left, const Located& right) { return bitwise_xor(left, right); }
Array operator<<(const Located& left, const Located& right) { return left_shift(left, right); }
Array operator>>(const Located& left, const Located& right) { return right_shift(left, right); }

Array operator+(const Located& operand) { return positive(operand); }
Array operator-(const Located& operand) { return negative(operand); }
Array operator~(const Located& operand) { return invert(operand); }
Array operator!(const Located& operand) { return logical_not(operand); }

Array& operator+=(Array& left, const Located& right) { return assign(add, left, right); }
Array& operator-=(Array& left, const Located& right) { return assign(subtract, left, right); }
Array& operator*=(Array& left, const Located& right) { return assign(multiply, left, right); }
Array& operator/=(Array& left, const Located& right) { return assign(divide, left, right); }
Array& operator%=(Array& left, const Located& right) { return assign(remainder, left, right); }
Array& operator&=(Array& left, const Located& right) { return assign(bitwise_and, left, right); }
Array& operator|=(Array& left, const Located& right) { return assign(bitwise_or, left, right); }
Array& operator^=(Array& left, const Located& right) { return assign(bitwise_xor, left, right); }
Array& operator<<=(Array& left, const Located& right) { return assign(left_shift, left, right); }
Array& operator>>=(Array& left, const Located& right) { return assign(right_shift, left, right); }

} // namespace troupe
