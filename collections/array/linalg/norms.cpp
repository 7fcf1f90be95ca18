#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/linalg/decompositions.hpp>
#include <troupe/array/linalg/norms.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/linalg/decomposition.hpp"
#include "array/linalg/small_matrix.hpp"
#include "expression/call_scope.hpp"

namespace troupe {

namespace {

using Name = NormOrder::Name;

Array root_of_squares(const Array& x, const Axes& axes) {
  const bool is_complex = kind_of(x.dtype()) == DTypeKind::complex;
  return sqrt(sum(square(is_complex ? absolute(x) : x), {.axis = axes}));
}

/// Of a number that is an integer, without its decimals.
std::string shown(double number) {
  const std::string text = std::to_string(number);
  return number == std::trunc(number) ? text.substr(0, text.find('.')) : text;
}

Array vector_norm(const Array& x, const NormOrder& order, int axis) {
  const Axes axes(axis);
  if (order.name() == Name::usual)
    return root_of_squares(x, axes);
  if (order.name() != Name::number)
    throw ValueError("norm: vectors have no Frobenius or nuclear norm");
  const double p = order.number();
  if (p == 2)
    return root_of_squares(x, axes);
  if (p == 0)
    return astype(sum(not_equal(x, 0), {.axis = axes}), real_of(x.dtype()));
  const Array sizes = absolute(x);
  if (std::isinf(p))
    return p > 0 ? max(sizes, {.axis = axes}) : min(sizes, {.axis = axes});
  if (p == 1)
    return sum(sizes, {.axis = axes});
  return power(sum(power(sizes, p), {.axis = axes}), 1 / p);
}

/// The largest or smallest of sums along one of the axes.
Array extreme_of_sums(const Array& x, int summed, int other, bool is_largest) {
  const Array sums = sum(absolute(x), {.axis = Axes(summed)});
  const Axes left(other > summed ? other - 1 : other);
  return is_largest ? max(sums, {.axis = left}) : min(sums, {.axis = left});
}

Array matrix_norm(const Array& x, const NormOrder& order, int rows, int columns) {
  if (order.name() == Name::usual || order.name() == Name::frobenius)
    return root_of_squares(x, {rows, columns});
  const double p = order.number();
  const bool is_nuclear = order.name() == Name::nuclear;
  if (!is_nuclear && std::abs(p) == 1)
    return extreme_of_sums(x, rows, columns, p > 0);
  if (!is_nuclear && std::isinf(p))
    return extreme_of_sums(x, columns, rows, p > 0);
  if (!is_nuclear && std::abs(p) != 2)
    throw ValueError("norm: matrices have no norm of order " + shown(p));
  const Array values = svdvals(moveaxis(x, {rows, columns}, {-2, -1}));
  const Axes last(-1);
  return is_nuclear ? sum(values, {.axis = last})
         : p > 0    ? max(values, {.axis = last})
                    : min(values, {.axis = last});
}

Array norm_of(const Array& x, const NormOptions& options) {
  const Array given = as_blas(x);
  const std::vector<int> axes = options.axis.in_order(x.rank(), "norm");
  const bool takes_all = !options.axis.named() && options.order.name() == Name::usual;
  if (!takes_all && axes.size() != 1 && axes.size() != 2)
    throw ValueError("norm: of " + std::to_string(axes.size()) + " axes of shape " + to_string(x.shape())
                     + "; vectors have one, matrices two");
  const Array result = takes_all          ? root_of_squares(given, axes)
                       : axes.size() == 1 ? vector_norm(given, options.order, axes[0])
                                          : matrix_norm(given, options.order, axes[0], axes[1]);
  if (!options.keepdims || axes.empty())
    return result;
  return expand_dims(result, axes);
}

} // namespace

Array norm(const Array& x, const NormOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("norm", [&] { return norm_of(x, options); });
}

} // namespace troupe
