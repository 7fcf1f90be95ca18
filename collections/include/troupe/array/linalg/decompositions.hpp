#pragma once

#include <source_location>

#include <troupe/array/array.hpp>

// Factors of matrices, by NumPy's names. float32, float64, complex64 and complex128 are factored as they are, integers
// and bools as float64. Inside a task LAPACK works, or BLAS in the cache; matrices may be larger than memory, cut
// however they are. Signs are those of LAPACK's methods and may differ with the chunking.

namespace troupe {

enum class MatrixHalf { lower, upper };

struct Qr {
  Array q; ///< (m, k), k = min(m, n); its columns are orthonormal.
  Array r; ///< (k, n), upper triangular.
};

/// `a = q r`, NumPy's "reduced" mode.
///
/// A matrix with many more rows than columns is factored block of rows by block of rows, and the triangles again in a
/// tree; a is read once, q's blocks are made of the reflectors, which take as much memory as a. Others are factored panel
/// of columns by panel of columns. Both are Householder's method, so q is orthogonal to rounding whatever a's
/// condition. The number of rows may be one that only the data can tell.
///
/// \throws ShapeError unless `a` has two axes.
///
/// Method: Demmel, Grigori, Hoemmen & Langou 2012 (TSQR). |qᴴq - 1| < 1e-14 for 50 columns:
/// tests/collections/array/linalg/decompositions_test.cpp.
Qr qr(const Array& a, std::source_location line = std::source_location::current());

struct Svd {
  Array u;  ///< (…, m, k), k = min(m, n)
  Array s;  ///< (…, k), real, descending
  Array vh; ///< (…, k, n)
};

/// `a = u diag(s) vh`, NumPy's `full_matrices=False`: the QR factorisation, then LAPACK's decomposition of the triangle,
/// which is one task. Axes before the last two are of stacks of matrices.
///
/// \throws ShapeError for fewer than two axes. With NaN it fails when it runs.
Svd svd(const Array& a, std::source_location line = std::source_location::current());

/// Only s: nothing as large as a is made.
Array svdvals(const Array& a, std::source_location line = std::source_location::current());

/// L with `a = L Lᴴ`, or with `MatrixHalf::upper` Lᴴ. Of a, which is hermitian, the lower triangle is read. Axes before
/// the last two are of stacks.
///
/// \throws ShapeError unless the matrices are square. One that is not positive definite fails when it runs.
Array cholesky(const Array& a, MatrixHalf half = MatrixHalf::lower,
               std::source_location line = std::source_location::current());

struct Lu {
  Array p; ///< (m, m), a permutation
  Array l; ///< (m, k), lower triangular with ones on the diagonal, k = min(m, n)
  Array u; ///< (k, n), upper triangular
};

/// `a = p l u` with partial pivoting, of whole columns as in LAPACK, as `scipy.linalg.lu`. A singular matrix has zeros
/// on u's diagonal.
///
/// \throws ShapeError unless `a` has two axes.
Lu lu(const Array& a, std::source_location line = std::source_location::current());

struct Eigh {
  Array eigenvalues;  ///< (…, n), real, ascending
  Array eigenvectors; ///< (…, n, n), in the columns
};

/// Of hermitian matrices, of which the lower triangle is read. Each matrix is one task, so it has to fit memory several
/// times.
///
/// \throws ShapeError unless the matrices are square.
Eigh eigh(const Array& a, std::source_location line = std::source_location::current());
Array eigvalsh(const Array& a, std::source_location line = std::source_location::current());

} // namespace troupe
