#pragma once

#include <limits>
#include <source_location>

#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>

namespace troupe {

/// Which norm: a number as in NumPy, or one of the named ones.
class NormOrder {
public:
  enum class Name { usual, frobenius, nuclear, number };
  NormOrder() = default; ///< 2 of vectors, Frobenius' of matrices.
  NormOrder(double number) : name_(Name::number), number_(number) {}
  static NormOrder frobenius() { return NormOrder(Name::frobenius); }
  static NormOrder nuclear() { return NormOrder(Name::nuclear); } ///< The sum of the singular values.

  Name name() const noexcept { return name_; }
  double number() const noexcept { return number_; }

private:
  explicit NormOrder(Name name) : name_(name) {}
  Name name_ = Name::usual;
  double number_ = 0;
};

inline constexpr double infinite_order = std::numeric_limits<double>::infinity();

struct NormOptions {
  NormOrder order = {};
  Axes axis = {}; ///< One: of vectors; two, rows and columns: of matrices.
  Flag keepdims = false;
};

/// The norm of all elements, of the vectors along an axis, or of the matrices along two.
///
/// | order       | vectors             | matrices                          |
/// |-------------|---------------------|-----------------------------------|
/// | usual       | sqrt(sum(abs(x)²))  | the same, Frobenius' norm         |
/// | inf, -inf   | max, min of abs(x)  | max, min of sum(abs(x)) of rows   |
/// | 1, -1       | (as p)              | max, min of sum(abs(x)) of columns |
/// | 2, -2       | (as p)              | largest, smallest singular value  |
/// | 0           | how many are not 0  | (none)                            |
/// | another p   | sum(abs(x)^p)^(1/p) | (none)                            |
///
/// Real; float64 for integers, else of x's precision. Without `axis` an order asks for 1 or 2 axes, the usual one takes
/// any array.
///
/// \throws ValueError for an order that vectors or matrices do not have, or without axes for another rank; AxisError as
/// reductions.
Array norm(const Array& x, const NormOptions& options = {},
           std::source_location line = std::source_location::current());

} // namespace troupe
