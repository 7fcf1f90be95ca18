#include "kernels/linalg/row_reflectors.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <vector>

#include "kernels/linalg/lapack.hpp"
#include "kernels/linalg/transposed_copy.hpp"

namespace troupe {

namespace {

// A piece stays in the second-level cache; with at least four times as many rows as columns T is small beside it.
constexpr std::int64_t piece_bytes = 384 << 10, least_rows_by_columns = 4;
// Columns that are reflected one by one.
constexpr std::int64_t narrow_columns = 8;

template <class T>
struct Conjugate {
  T operator()(T value) const {
    if constexpr (std::is_same_v<T, RealOf<T>>)
      return value;
    else
      return std::conj(value);
  }
};
template <class T>
T conjugate(T value) {
  return Conjugate<T>{}(value);
}

/// The Euclidean norm of a column; `squares` is the sum of its squares, which may have over- or underflowed.
template <class T>
RealOf<T> norm_of(const T* column, std::int64_t rows, RealOf<T> squares) {
  using Real = RealOf<T>;
  constexpr Real tiny = std::numeric_limits<Real>::min() / std::numeric_limits<Real>::epsilon();
  if (std::isfinite(squares) && squares > tiny)
    return std::sqrt(squares);
  Real largest = 0;
  for (std::int64_t i = 0; i < rows; ++i)
    largest = std::max({largest, std::abs(std::real(column[i])), std::abs(std::imag(column[i]))});
  if (largest == 0 || !std::isfinite(largest))
    return std::isnan(squares) ? squares : largest;
  Real sum = 0;
  for (std::int64_t i = 0; i < rows; ++i)
    sum += std::norm(column[i] / largest);
  return largest * std::sqrt(sum);
}

/// Matrices of one step: the triangle R and the piece below it, of which the result is V, and T. R's stride is
/// n of the whole, T's as well.
template <class T>
class Step {
public:
  Step(T* r, T* v, T* t, std::int64_t rows, std::int64_t columns)
      : r_(r), v_(v), t_(t), rows_(rows), columns_(columns),
        scratch_(static_cast<std::size_t>(2 * columns * columns)) {}

  void factor() { factor(0, columns_); }

private:
  T& r(std::int64_t i, std::int64_t j) { return r_[i + j * columns_]; }
  T& t(std::int64_t i, std::int64_t j) { return t_[i + j * columns_]; }
  T* v(std::int64_t j) { return v_ + j * rows_; }

  /// Of columns [begin, end).
  void factor(std::int64_t begin, std::int64_t end) {
    if (end - begin <= narrow_columns)
      return reflect(begin, end);
    const std::int64_t middle = begin + (end - begin) / 2;
    factor(begin, middle);
    apply(begin, middle, end);
    factor(middle, end);
    join(begin, middle, end);
  }

  /// One column after the other; inner products with all columns at once.
  void reflect(std::int64_t begin, std::int64_t end) {
    T products[narrow_columns], weights[narrow_columns];
    for (std::int64_t j = begin; j < end; ++j) {
      multiply_adjoint<T>(rows_, end - begin, {v(begin), rows_}, v(j), products);
      const T alpha = r(j, j);
      const RealOf<T> below = norm_of(v(j), rows_, std::real(products[j - begin]));
      if (below == 0 && std::imag(alpha) == 0) {
        for (std::int64_t i = begin; i <= j; ++i)
          t(i, j) = 0;
        continue;
      }
      const RealOf<T> length = std::hypot(std::abs(alpha), below);
      const RealOf<T> beta = std::real(alpha) > 0 ? -length : length;
      const T tau = (T(beta) - alpha) / beta, scale = T(1) / (alpha - T(beta));
      for (std::int64_t i = 0; i < rows_; ++i)
        v(j)[i] *= scale;
      r(j, j) = beta;
      // vᴴ a = r + (scale x)ᴴ a; the products are aᴴ x.
      for (std::int64_t k = j + 1; k < end; ++k) {
        const T w = conjugate(tau) * (r(j, k) + conjugate(scale * products[k - begin]));
        r(j, k) -= w;
        weights[k - begin] = w;
      }
      subtract_outer<T>(rows_, end - j - 1, v(j), weights + (j + 1 - begin), v(j + 1), rows_);
      finish_factor(begin, j, tau, scale, products);
    }
  }

  /// Column j of T: -tau T (Vᴴ v).
  void finish_factor(std::int64_t begin, std::int64_t j, T tau, T scale, const T* products) {
    for (std::int64_t i = begin; i < j; ++i) {
      T sum{};
      for (std::int64_t k = i; k < j; ++k)
        sum += t(i, k) * (scale * products[k - begin]);
      t(i, j) = -tau * sum;
    }
    t(j, j) = tau;
  }

  /// Qᴴ of columns [begin, middle) on columns [middle, end): W = Tᴴ (R₁₂ + V₁ᴴ A₂), R₁₂ -= W, A₂ -= V₁ W.
  void apply(std::int64_t begin, std::int64_t middle, std::int64_t end) {
    const std::int64_t left = middle - begin, right = end - middle;
    T* const sum = scratch_.data();
    T* const w = sum + left * right;
    for (std::int64_t j = 0; j < right; ++j)
      std::copy_n(&r(begin, middle + j), left, sum + j * left);
    multiply_add<T>(left, right, rows_, 1, {v(begin), rows_, Turn::adjoint}, {v(middle), rows_}, 1, sum,
                    left);
    multiply_add<T>(left, right, left, 1, {&t(begin, begin), columns_, Turn::adjoint}, {sum, left}, 0, w,
                    left);
    for (std::int64_t j = 0; j < right; ++j)
      for (std::int64_t i = 0; i < left; ++i)
        r(begin + i, middle + j) -= w[i + j * left];
    multiply_add<T>(rows_, right, left, -1, {v(begin), rows_}, {w, left}, 1, v(middle), rows_);
  }

  /// T₁₂ = -T₁ (V₁ᴴ V₂) T₂: the tops of different columns, of I, are orthogonal.
  void join(std::int64_t begin, std::int64_t middle, std::int64_t end) {
    const std::int64_t left = middle - begin, right = end - middle;
    T* const inner = scratch_.data();
    T* const w = inner + left * right;
    multiply_add<T>(left, right, rows_, 1, {v(begin), rows_, Turn::adjoint}, {v(middle), rows_}, 0, inner,
                    left);
    multiply_add<T>(left, right, left, -1, {&t(begin, begin), columns_}, {inner, left}, 0, w, left);
    multiply_add<T>(left, right, right, 1, {w, left}, {&t(middle, middle), columns_}, 0, &t(begin, middle),
                    columns_);
  }

  T* r_;
  T* v_;
  T* t_;
  std::int64_t rows_;
  std::int64_t columns_;
  std::vector<T> scratch_;
};

/// The upper triangle of a (n, n), zeros below, from one order of elements to the other; in place of what
/// remains in a: V, whose diagonal is 1.
template <class T>
void part_head(std::int64_t n, T* head, T* r) {
  std::fill_n(r, n * n, T{});
  for (std::int64_t j = 0; j < n; ++j) {
    std::copy_n(head + j * n, j + 1, r + j * n);
    std::fill_n(head + j * n, j, T{});
    head[j + j * n] = 1;
  }
}

} // namespace

RowPieces::RowPieces(std::int64_t m, std::int64_t n, std::size_t element_bytes)
    : rows(m), columns(n),
      piece_rows(
          std::max({piece_bytes / std::max<std::int64_t>(n * static_cast<std::int64_t>(element_bytes), 1),
                    least_rows_by_columns * n, std::int64_t{1}})) {}

std::int64_t RowPieces::count() const { return (rows - columns + piece_rows - 1) / piece_rows; }

std::int64_t RowPieces::length(std::int64_t piece) const { return std::min(piece_rows, rows - begin(piece)); }

template <BlasElement T>
void factor_rows(const RowPieces& pieces, Reflectors reflectors, const T* a, T* v, T* t, T* r) {
  const std::int64_t n = pieces.columns, kept = reflectors == Reflectors::keep ? 1 : 0;
  std::fill_n(t, kept == 1 ? pieces.factor_count() : n * n, T{});
  std::vector<T> triangle(static_cast<std::size_t>(n * n));
  transpose_copy(a, n, n, n, v, n);
  factor_qr<T>(n, n, v, n, t, n);
  for (std::int64_t j = 0; j < n; ++j) // below the diagonal it is undefined
    std::fill_n(t + j * n + j + 1, n - j - 1, T{});
  part_head(n, v, triangle.data());
  for (std::int64_t i = 0; i < pieces.count(); ++i) {
    const std::int64_t begin = pieces.begin(i), rows = pieces.length(i);
    T* const below = v + kept * begin * n;
    transpose_copy(a + begin * n, rows, n, n, below, rows);
    Step<T>(triangle.data(), below, t + kept * (i + 1) * n * n, rows, n).factor();
  }
  transpose_copy(triangle.data(), n, n, n, r, n);
}

template <BlasElement T>
void expand_rows(const RowPieces& pieces, const T* v, const T* t, const T* c, std::int64_t columns, T* q) {
  const std::int64_t n = pieces.columns;
  std::vector<T> top(static_cast<std::size_t>(n * columns)), w(top.size()), inner(top.size());
  transpose_copy(c, n, columns, columns, top.data(), n);
  for (std::int64_t i = pieces.count(); i-- > 0;) {
    const std::int64_t begin = pieces.begin(i), rows = pieces.length(i);
    multiply_add<T>(n, columns, n, 1, {t + (i + 1) * n * n, n}, {top.data(), n}, 0, w.data(), n);
    // Rows of q are columns here: qᵀ = -wᵀ vᵀ.
    multiply_add<T>(columns, rows, n, -1, {w.data(), n, Turn::transpose},
                    {v + begin * n, rows, Turn::transpose}, 0, q + begin * columns, columns);
    for (std::size_t element = 0; element < top.size(); ++element)
      top[element] -= w[element];
  }
  multiply_add<T>(n, columns, n, 1, {v, n, Turn::adjoint}, {top.data(), n}, 0, inner.data(), n);
  multiply_add<T>(n, columns, n, 1, {t, n}, {inner.data(), n}, 0, w.data(), n);
  multiply_add<T>(n, columns, n, -1, {v, n}, {w.data(), n}, 1, top.data(), n);
  transpose_copy(top.data(), columns, n, n, q, columns);
}

template void factor_rows(const RowPieces&, Reflectors, const float*, float*, float*, float*);
template void factor_rows(const RowPieces&, Reflectors, const double*, double*, double*, double*);
template void factor_rows(const RowPieces&, Reflectors, const std::complex<float>*, std::complex<float>*,
                          std::complex<float>*, std::complex<float>*);
template void factor_rows(const RowPieces&, Reflectors, const std::complex<double>*, std::complex<double>*,
                          std::complex<double>*, std::complex<double>*);
template void expand_rows(const RowPieces&, const float*, const float*, const float*, std::int64_t, float*);
template void expand_rows(const RowPieces&, const double*, const double*, const double*, std::int64_t,
                          double*);
template void expand_rows(const RowPieces&, const std::complex<float>*, const std::complex<float>*,
                          const std::complex<float>*, std::int64_t, std::complex<float>*);
template void expand_rows(const RowPieces&, const std::complex<double>*, const std::complex<double>*,
                          const std::complex<double>*, std::int64_t, std::complex<double>*);

} // namespace troupe
