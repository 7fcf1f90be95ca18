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
