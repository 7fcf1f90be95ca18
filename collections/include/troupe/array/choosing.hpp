#pragma once

#include <optional>
#include <source_location>
#include <vector>

#include <troupe/array/located.hpp>

// Elementwise choices and tests. Broadcasting, dtypes and errors are those of <troupe/array/math.hpp>.

namespace troupe {

/// `x` where the condition holds, else `y`. A condition that is no bool is taken as one: all but 0 is true.
Array where(const Located& condition, const Located& x, const Located& y);

/// `x` limited to [lower, upper]; without a bound there is none. NaN spreads. Integers and a real bound give
/// float64.
///
/// \throws ValueError without both bounds.
Array clip(const Located& x, const std::optional<Located>& lower, const std::optional<Located>& upper);

struct NanReplacement {
  double nan = 0.0;
  std::optional<double> posinf; ///< The largest finite number if not given.
  std::optional<double> neginf; ///< The smallest finite number if not given.
};
/// `x` without NaN and infinities. Integers stay as they are.
Array nan_to_num(const Located& x, const NanReplacement& replacement = {});

struct Tolerance {
  double rtol = 1e-5;
  double atol = 1e-8;
  bool equal_nan = false; ///< Whether NaN is close to NaN.
};
/// Whether |a - b| <= atol + rtol * |b|; equal infinities are close.
Array isclose(const Located& a, const Located& b, const Tolerance& tolerance = {});
/// Whether all elements are close: 0-d bool.
Array allclose(const Located& a, const Located& b, const Tolerance& tolerance = {});
/// Whether shapes and elements are equal: 0-d bool.
Array array_equal(const Located& a, const Located& b);

/// Element i of choices[index[i]].
///
/// \throws DTypeError if `index` is no integer array, ValueError without choices. An index outside fails when
/// it runs.
Array choose(const Array& index, const std::vector<Located>& choices,
             std::source_location line = std::source_location::current());

/// The choice that belongs to the first condition that holds, else `otherwise`.
///
/// \throws DTypeError if a condition is not bool, ValueError if there are not as many choices or none.
Array select(const std::vector<Array>& conditions, const std::vector<Located>& choices,
             const Scalar& otherwise = 0, std::source_location line = std::source_location::current());

/// values[i] where conditions[i] holds, of the last one that does; of x's dtype. With one value more than
/// conditions the last is for where none holds, else that is 0. A value is a number or an array, as of a function:
///
///     piecewise(x, {x < 0, x > 1}, {-x, map(x, [](double v) { return std::sqrt(v); }), 0.5})
///
/// All are computed everywhere, in one task a block, and cast to x's dtype.
///
/// \throws ValueError for another number of values, or one that x's dtype cannot hold; ShapeError if conditions and
///         values do not broadcast to x's shape.
Array piecewise(const Array& x, const std::vector<Array>& conditions, const std::vector<Located>& values,
                std::source_location line = std::source_location::current());

} // namespace troupe
