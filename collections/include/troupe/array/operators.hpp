#pragma once

#include <troupe/array/located.hpp>

// The operators of <troupe/array/math.hpp>. `/` divides as floats, also integers; `%` is `remainder`; a
// comparison yields an array of bool, so arrays have no `bool(x == y)`.

namespace troupe {

Array operator+(const Located& left, const Located& right);
Array operator-(const Located& left, const Located& right);
Array operator*(const Located& left, const Located& right);
Array operator/(const Located& left, const Located& right);
Array operator%(const Located& left, const Located& right);

Array operator==(const Located& left, const Located& right);
Array operator!=(const Located& left, const Located& right);
Array operator<(const Located& left, const Located& right);
Array operator<=(const Located& left, const Located& right);
Array operator>(const Located& left, const Located& right);
Array operator>=(const Located& left, const Located& right);

Array operator&(const Located& left, const Located& right);
Array operator|(const Located& left, const Located& right);
Array operator^(const Located& left, const Located& right);
Array operator<<(const Located& left, const Located& right);
Array operator>>(const Located& left, const Located& right);

Array operator+(const Located& operand);
Array operator-(const Located& operand);
Array operator~(const Located& operand);
Array operator!(const Located& operand); ///< `logical_not`

// C++ would not call these as built-in ones are called: arrays are combined by & and |, with parentheses, as in NumPy:
// (x > 0) & (x < 1). A condition of `if` or `while` is a number, session.compute(all(x == y)).item<bool>().
Array operator&&(const Located& use_ampersand_for_arrays, const Located& right) = delete;
Array operator||(const Located& use_vertical_bar_for_arrays, const Located& right) = delete;

// The array stands for the result from then on; other copies of it are not touched.
Array& operator+=(Array& left, const Located& right);
Array& operator-=(Array& left, const Located& right);
Array& operator*=(Array& left, const Located& right);
Array& operator/=(Array& left, const Located& right);
Array& operator%=(Array& left, const Located& right);
Array& operator&=(Array& left, const Located& right);
Array& operator|=(Array& left, const Located& right);
Array& operator^=(Array& left, const Located& right);
Array& operator<<=(Array& left, const Located& right);
Array& operator>>=(Array& left, const Located& right);

} // namespace troupe
