#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/linalg/blas.hpp"

// The QR factorisation of a tall matrix A (m, n), m >= n, piece of rows by piece of rows, each while it is in the cache:
// Householder's method of the first n rows, then of [R; piece] for one piece after the other, of which the
// triangle on top stays one. So the reflectors of a piece are [I; V] and
//
//     Q = (I - V₀ T₀ V₀ᴴ) (I - [I; V₁] T₁ [I; V₁]ᴴ) …      R is what is left on top
//
// V takes the place of A, column by column within each piece; each T is upper triangular. It is as stable as
// Householder's method of the whole; no condition is put on A. (Demmel, Grigori, Hoemmen & Langou 2012, "sequential
// TSQR"; T by columns as Elmroth & Gustavson 2000.)

namespace troupe {

/// How the rows of a matrix are cut: a head of n rows, then pieces of `piece_rows`, the last one shorter.
struct RowPieces {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t piece_rows = 0;

  RowPieces(std::int64_t m, std::int64_t n, std::size_t element_bytes);
  std::int64_t count() const; ///< Of the pieces after the head.
  std::int64_t begin(std::int64_t piece) const { return columns + piece * piece_rows; }
  std::int64_t length(std::int64_t piece) const;
  std::int64_t longest() const { return std::min(std::max(piece_rows, columns), rows); }
  std::int64_t factor_count() const { return (count() + 1) * columns * columns; } ///< Elements of all T.
};

enum class Reflectors : std::uint8_t { keep, drop };

/// Factors A, whose rows lie one after the other in `a` (m, n).
///
/// \param v  m n elements, in which the reflectors are left; enough for the longest piece if they are dropped
/// \param t  `factor_count()` elements, or n n
/// \param r  (n, n), row-major, in which R is left, zeros below the diagonal
template <BlasElement T>
void factor_rows(const RowPieces& pieces, Reflectors reflectors, const T* a, T* v, T* t, T* r);

/// `q = Q [c; 0]`, row-major (m, columns), of c (n, columns), row-major.
template <BlasElement T>
void expand_rows(const RowPieces& pieces, const T* v, const T* t, const T* c, std::int64_t columns, T* q);

} // namespace troupe
