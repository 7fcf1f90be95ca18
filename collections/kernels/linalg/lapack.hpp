#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "kernels/linalg/blas.hpp"

// LAPACK, as it is inside OpenBLAS, for the four element types. Matrices lie column by column.

namespace troupe {

/// The type of lengths: float of float and complex64, double of double and complex128.
template <class T>
using RealOf = decltype(std::real(T{}));

/// P L U in place of a (m, n) by partial pivoting. `pivots[i]` is the row, counted from 0, that row i changed places
/// with. A matrix that is singular has a zero on U's diagonal.
template <BlasElement T>
void factor_lu(std::int64_t m, std::int64_t n, T* a, std::int64_t lda, std::span<std::int64_t> pivots);

/// The lower Cholesky factor in place of the lower triangle of a (n, n). If that is not positive definite, the number of
/// the first pivot that is not above 0.
template <BlasElement T>
std::optional<std::int64_t> factor_cholesky(std::int64_t n, T* a, std::int64_t lda);

/// Q R in place of a (m, n), m >= n: R in the upper triangle, below it V, whose diagonal is 1, with T, upper
/// triangular: Q = I - V T Vᴴ.
template <BlasElement T>
void factor_qr(std::int64_t m, std::int64_t n, T* a, std::int64_t lda, T* t, std::int64_t ldt);

/// The singular value decomposition of a (m, n), which is overwritten: values descending, and, unless null, u (m, k)
/// and vh (k, n), k = min(m, n).
///
/// \throws Error if it does not converge; ValueError for NaN.
template <BlasElement T>
void decompose_singular(std::int64_t m, std::int64_t n, T* a, RealOf<T>* values, T* u, T* vh);

/// The eigenvalues, ascending, of the hermitian a (n, n) of which one triangle is read; with `wants_vectors`
/// its eigenvectors in place of a.
///
/// \throws Error if it does not converge.
template <BlasElement T>
void decompose_hermitian(std::int64_t n, T* a, Half triangle, bool wants_vectors, RealOf<T>* values);

} // namespace troupe
