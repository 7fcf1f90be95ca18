#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/axes.hpp>
#include <troupe/array/choosing.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/linalg/products.hpp>
#include <troupe/array/linalg/solving.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/linalg/decomposition.hpp"
#include "array/linalg/panels.hpp"
#include "array/linalg/small_matrix.hpp"
#include "array/linalg/stacks.hpp"
#include "array/linalg/tall_qr.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Kind = Decomposition::Kind;

std::string shapes_of(const Array& a, const Array& b) {
  return to_string(a.shape()) + " and " + to_string(b.shape());
}

/// \throws ValueError if `rcond` is below 0 or NaN.
void require_cutoff(double rcond, const char* operation) {
  if (!(rcond >= 0))
    throw ValueError(std::string(operation) + ": rcond is " + to_string(Value(rcond)));
}

/// As many rows in b, whose axis of rows is `axis`, as in a.
void require_rows(const Array& a, const Array& b, std::size_t axis) {
  if (b.rank() <= axis || b.shape()[axis] != a.shape()[a.rank() - 2])
    throw ShapeError("shapes " + shapes_of(a, b) + " do not fit: " + std::to_string(a.shape()[a.rank() - 2])
                     + " rows and " + (b.rank() <= axis ? "none" : std::to_string(b.shape()[axis])));
}

/// `solve` for matrices on the right; panels of whole columns.
Array solve_matrix(std::string shown, const Array& a, const Array& b, std::vector<PanelStep> steps,
                   bool has_unit_diagonal, bool is_triangular) {
  const Array panels = cut_into_panels(a);
  const Array factors = is_triangular ? transpose(panels) : apply(PanelFactors{PanelKind::lu}, {panels});
  return apply(PanelSteps{std::move(shown), std::move(steps), has_unit_diagonal, false},
               {factors, panels, cut_into_panels(b)});
}

/// eps max(m, n): singular values below so many of the largest are rounding errors.
double default_cutoff(const Array& a) {
  const Shape shape = a.shape();
  const double eps = real_of(as_blas(a).dtype()) == DType::float32 ? std::numeric_limits<float>::epsilon()
                                                                   : std::numeric_limits<double>::epsilon();
  return eps * static_cast<double>(std::max(shape[shape.size() - 2], shape.back()));
}

/// Both with the axes before the last two that they broadcast to.
std::pair<Array, Array> broadcast_stacks(const Array& a, const Array& b) {
  const auto before = [](const Array& array) {
    Shape shape = array.shape();
    shape.resize(shape.size() - 2);
    return shape;
  };
  const Shape stack = broadcast(std::vector{before(a), before(b)}, "solve");
  const auto stretched = [&](const Array& array) {
    const Shape own = array.shape();
    Shape shape = stack;
    shape.insert(shape.end(), own.end() - 2, own.end());
    return shape == own ? array : broadcast_to(array, shape);
  };
  return {stretched(a), stretched(b)};
}

} // namespace

Array solve_known(const Array& a, const Array& b) {
  const bool is_vector = b.rank() + 1 == a.rank();
  if (b.rank() == 0)
    require_rows(a, b, 0);
  const Array right = is_vector ? expand_dims(b, {-1}) : b;
  if (right.rank() < 2)
    throw ShapeError("shapes " + shapes_of(a, b) + " do not fit");
  require_rows(a, right, right.rank() - 2);
  const Array x = [&] {
    if (a.rank() == 2 && right.rank() == 2 && !(is_small(a) && is_small(right)))
      return solve_matrix("solve", a, right, {PanelStep::eliminate, PanelStep::divide_upper}, false, false);
    const auto [left, stretched] = broadcast_stacks(a, right);
    return of_stacks({"solve", StackOperation::solve}, 0, {left, stretched}, a.dtype(),
                     {right.shape()[right.rank() - 2], right.shape().back()});
  }();
  return is_vector ? squeeze(x, std::vector{-1}) : x;
}

Array inverse_of(const Array& a) {
  const std::int64_t n = a.shape().back();
  if (a.rank() > 2 || is_small(a))
    return of_stacks({"inv", StackOperation::inverse}, 0, {a}, a.dtype(), {n, n});
  return solve_matrix("inv", a, eye(n, std::nullopt, 0, {.dtype = a.dtype()}),
                      {PanelStep::eliminate, PanelStep::divide_upper}, false, false);
}

Array solve_triangular_known(const Array& a, const Array& b, bool is_lower, bool has_unit_diagonal) {
  if (b.rank() != 1 && b.rank() != 2)
    throw ShapeError("shapes " + shapes_of(a, b) + " do not fit");
  require_rows(a, b, 0);
  const PanelStep step = is_lower ? PanelStep::divide_lower : PanelStep::divide_upper;
  const Array right = b.rank() == 1 ? expand_dims(b, {-1}) : b;
  if (right.size() == 0)
    return b;
  const Array x = solve_matrix("solve_triangular", a, right, {step}, has_unit_diagonal, true);
  return b.rank() == 1 ? squeeze(x, std::vector{-1}) : x;
}

Array part_of_determinant(const Array& a, int part) {
  if (a.rank() > 2 || is_small(a))
    return of_stacks({part == 2 ? "det" : "slogdet", StackOperation::determinant}, part, {a},
                     part == 1 ? real_of(a.dtype()) : a.dtype(), {});
  const Array panels = cut_into_panels(a);
  const Array pivots =
      apply(PanelParts{PanelPart::diagonal}, {apply(PanelFactors{PanelKind::lu}, {panels}), panels});
  if (part == 2)
    return prod(pivots);
  const Array sizes = absolute(pivots);
  return part == 1 ? sum(log(sizes)) : prod(where(equal(sizes, 0), pivots, divide(pivots, sizes)));
}

Array part_of_least_squares(const Array& a, const Array& b, int part, std::optional<double> cutoff) {
  if (b.rank() != 1 && b.rank() != 2)
    throw ShapeError("shapes " + shapes_of(a, b) + " do not fit");
  require_rows(a, b, 0);
  const Array right = b.rank() == 1 ? expand_dims(b, {-1}) : b;
  const std::int64_t m = a.shape()[0], n = a.shape()[1], columns = right.shape()[1];
  const StackLists operation{"lstsq", StackOperation::least_squares, cutoff.value_or(default_cutoff(a))};
  std::vector<Array> operands{a, right};
  if (const Array both = concatenate(operands, 1); n > 0 && !is_small(both) && is_tall(both)) {
    // R of [a b] = [R₁ Qᴴb; 0 …]: what is below the first n rows is the residual's.
    const Array rows = cut_into_rows(both);
    const Array triangle = apply(RowFactorsR{}, {apply(RowFactors{false}, {rows}), rows});
    operands = {getitem(triangle, {Slice{.stop = n}, Slice{.stop = n}}),
                getitem(triangle, {Slice{.stop = n}, Slice{.start = n}})};
  }
  const Array result = of_stacks(operation, part, operands,
                                 part == 0   ? a.dtype()
                                 : part == 1 ? DType::int64
                                             : real_of(a.dtype()),
                                 part == 0   ? Shape{n, columns}
                                 : part == 1 ? Shape{}
                                             : Shape{std::min(m, n)});
  return part == 0 && b.rank() == 1 ? squeeze(result, std::vector{-1}) : result;
}

Array solve(const Array& a, const Array& b, std::source_location line) {
  return apply(Decomposition{"solve", Kind::solve}, {a, b}, source_line(line));
}

Array solve_triangular(const Array& a, const Array& b, MatrixHalf half, UnitDiagonal unit,
                       std::source_location line) {
  const std::int32_t flags = (half == MatrixHalf::lower ? 1 : 0) + (unit == UnitDiagonal::yes ? 2 : 0);
  return apply(Decomposition{"solve_triangular", Kind::solve_triangular, flags}, {a, b}, source_line(line));
}

Array inv(const Array& a, std::source_location line) {
  return apply(Decomposition{"inv", Kind::inverse}, {a}, source_line(line));
}

LeastSquares lstsq(const Array& a, const Array& b, std::optional<double> rcond, std::source_location line) {
  if (rcond)
    require_cutoff(*rcond, "lstsq");
  const auto part = [&](int number) {
    return apply(Decomposition{"lstsq", Kind::least_squares, number, rcond}, {a, b}, source_line(line));
  };
  const CallScope scope(source_line(line));
  Array x = part(0);
  Array residuals = sum(square(absolute(subtract(b, matmul(a, x)))), {.axis = 0});
  return {std::move(x), std::move(residuals), part(1), part(2)};
}

Array Pinv::build(std::span<const Array> inputs) const {
  const Array& a = inputs[0];
  if (a.rank() >= 2 && a.size() == 0)
    return swapaxes(as_blas(a), -1, -2);
  const auto part = [&](int number) {
    return apply(Decomposition{std::string(name), Kind::svd, number}, {a});
  };
  const Array u = part(0), s = part(1), vh = part(2);
  const Array counts = greater(s, multiply(max(s, {.axis = Axes(-1), .keepdims = true}), rcond));
  const Array inverses = where(counts, divide(1.0, where(counts, s, 1.0)), 0.0);
  return matmul(multiply(conj(swapaxes(vh, -1, -2)), expand_dims(astype(inverses, s.dtype()), {-2})),
                conj(swapaxes(u, -1, -2)));
}

Array pinv(const Array& a, double rcond, std::source_location line) {
  require_cutoff(rcond, "pinv");
  return apply(Pinv{rcond}, {a}, source_line(line));
}

Array MatrixRank::build(std::span<const Array> inputs) const {
  const Array values = apply(Decomposition{std::string(name), Kind::singular}, {inputs[0]});
  if (values.shape().back() == 0) // no axis to find the largest along
    return sum(values, {.axis = Axes(-1), .dtype = DType::int64});
  const Array least = multiply(max(values, {.axis = Axes(-1)}), default_cutoff(inputs[0]));
  return count_nonzero(greater(values, expand_dims(least, {-1})), {.axis = Axes(-1)});
}

Array matrix_rank(const Array& a, std::source_location line) {
  return apply(MatrixRank{}, {a}, source_line(line));
}

Array det(const Array& a, std::source_location line) {
  return apply(Decomposition{"det", Kind::determinant, 2}, {a}, source_line(line));
}

SignLogdet slogdet(const Array& a, std::source_location line) {
  return {apply(Decomposition{"slogdet", Kind::determinant, 0}, {a}, source_line(line)),
          apply(Decomposition{"slogdet", Kind::determinant, 1}, {a}, source_line(line))};
}

Array matrix_power(const Array& a, std::int64_t exponent, std::source_location line) {
  const CallScope scope(source_line(line));
  if (a.rank() < 2 || a.shape()[a.rank() - 2] != a.shape().back())
    throw ShapeError("matrix_power: matrices of shape " + to_string(a.shape()) + " are not square");
  if (exponent == 0)
    return broadcast_to(eye(a.shape().back(), std::nullopt, 0, {.dtype = a.dtype()}), a.shape());
  Array base = exponent < 0 ? inv(a, line) : a;
  std::optional<Array> result;
  for (std::uint64_t left = exponent < 0 ? -static_cast<std::uint64_t>(exponent)
                                         : static_cast<std::uint64_t>(exponent);
       left > 0; left /= 2) {
    if (left % 2 == 1)
      result = result ? matmul(*result, base) : base;
    if (left > 1)
      base = matmul(base, base);
  }
  return *result;
}

} // namespace troupe
