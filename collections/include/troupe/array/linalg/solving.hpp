#pragma once

#include <cstdint>
#include <optional>
#include <source_location>

#include <troupe/array/array.hpp>
#include <troupe/array/linalg/decompositions.hpp>

// Equations, inverses and determinants, by NumPy's names; dtypes as for the decompositions. Axes before the last two are
// of stacks of matrices, which broadcast. That a matrix is singular only the data can tell: such a run fails with a
// `TaskError` that names the operation and the block.

namespace troupe {

/// x with `a x = b`, for b (…, n) or (…, n, r): by LU with partial pivoting.
///
/// \throws ShapeError unless a is square and b has as many rows.
Array solve(const Array& a, const Array& b, std::source_location line = std::source_location::current());

enum class UnitDiagonal { no, yes };

/// The same for a triangular a (n, n), of which the other half is not read, as `scipy.linalg.solve_triangular`; with
/// `UnitDiagonal::yes` nor is the diagonal.
///
/// \throws ShapeError as `solve`.
Array solve_triangular(const Array& a, const Array& b, MatrixHalf half = MatrixHalf::upper,
                       UnitDiagonal unit = UnitDiagonal::no,
                       std::source_location line = std::source_location::current());

/// The inverse.
///
/// \throws ShapeError unless the matrices are square.
Array inv(const Array& a, std::source_location line = std::source_location::current());

struct LeastSquares {
  Array x;         ///< (n,) or (n, r): of least norm where there are several
  Array residuals; ///< () or (r,): the sums of |b - a x|², whatever the rank
  Array rank;      ///< (), int64
  Array s;         ///< (min(m, n),): singular values of a
};

/// x that makes |b - a x| least, b (m,) or (m, r). Singular values up to `rcond` times the largest count as zero; by
/// default eps max(m, n). A tall a is read once, together with b; x needs no Q: R of [a b] is enough.
///
/// \throws ShapeError unless a has two axes and b as many rows; ValueError for an rcond below 0 or NaN.
LeastSquares lstsq(const Array& a, const Array& b, std::optional<double> rcond = std::nullopt,
                   std::source_location line = std::source_location::current());

/// The pseudo-inverse, by the singular value decomposition; `rcond` as in `lstsq`, 1e-15 by default.
///
/// \throws ValueError for an rcond below 0 or NaN.
Array pinv(const Array& a, double rcond = 1e-15, std::source_location line = std::source_location::current());

/// How many singular values exceed eps max(m, n) times the largest; int64.
Array matrix_rank(const Array& a, std::source_location line = std::source_location::current());

/// The determinant: the product of LU's pivots. 0 for a singular matrix, 1 for one without rows.
///
/// \throws ShapeError unless the matrices are square.
Array det(const Array& a, std::source_location line = std::source_location::current());

struct SignLogdet {
  Array sign;   ///< -1, 0, 1, or a complex number of length 1
  Array logdet; ///< of the absolute value; -inf for a singular matrix
};
SignLogdet slogdet(const Array& a, std::source_location line = std::source_location::current());

/// `a` times itself, by squaring; of the inverse for negative exponents. Integers stay what they are, and wrap.
///
/// \throws ShapeError unless the matrices are square.
Array matrix_power(const Array& a, std::int64_t exponent,
                   std::source_location line = std::source_location::current());

} // namespace troupe
