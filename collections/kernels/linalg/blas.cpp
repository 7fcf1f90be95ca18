#include "kernels/linalg/blas.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <cblas.h>

#include <troupe/error.hpp>

#include "kernels/linalg/blas_core.hpp"

namespace troupe {

namespace {

/// Before `main`, as a rule: the program has no other threads yet.
[[maybe_unused]] const bool core_is_chosen = (choose_blas_core(), true);

using Single = std::complex<float>;
using Double = std::complex<double>;

blasint narrow(std::int64_t extent) { return blas_int(extent, "product of matrices"); }

// Of a matrix without rows, too.
blasint stride(std::int64_t ld) { return narrow(std::max<std::int64_t>(ld, 1)); }

CBLAS_TRANSPOSE flag_of(Turn turn) {
  switch (turn) {
  case Turn::none: return CblasNoTrans;
  case Turn::transpose: return CblasTrans;
  default: return CblasConjTrans;
  }
}

/// The flags and extents of a triangular solve.
struct Solve {
  CBLAS_SIDE side;
  CBLAS_UPLO triangle;
  CBLAS_TRANSPOSE turn;
  CBLAS_DIAG diagonal;
  blasint m, n, lda, ldb;
};

// The C interface takes real scalars by value, complex ones by address.
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, float alpha, const float* x,
          blasint ldx, const float* y, blasint ldy, float beta, float* z, blasint ldz) {
  cblas_sgemm(CblasColMajor, a, b, m, n, k, alpha, x, ldx, y, ldy, beta, z, ldz);
}
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, double alpha,
          const double* x, blasint ldx, const double* y, blasint ldy, double beta, double* z, blasint ldz) {
  cblas_dgemm(CblasColMajor, a, b, m, n, k, alpha, x, ldx, y, ldy, beta, z, ldz);
}
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, Single alpha,
          const Single* x, blasint ldx, const Single* y, blasint ldy, Single beta, Single* z, blasint ldz) {
  cblas_cgemm(CblasColMajor, a, b, m, n, k, &alpha, x, ldx, y, ldy, &beta, z, ldz);
}
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, Double alpha,
          const Double* x, blasint ldx, const Double* y, blasint ldy, Double beta, Double* z, blasint ldz) {
  cblas_zgemm(CblasColMajor, a, b, m, n, k, &alpha, x, ldx, y, ldy, &beta, z, ldz);
}

void trsm(const Solve& s, const float* a, float* b) {
  cblas_strsm(CblasColMajor, s.side, s.triangle, s.turn, s.diagonal, s.m, s.n, 1, a, s.lda, b, s.ldb);
}
void trsm(const Solve& s, const double* a, double* b) {
  cblas_dtrsm(CblasColMajor, s.side, s.triangle, s.turn, s.diagonal, s.m, s.n, 1, a, s.lda, b, s.ldb);
}
void trsm(const Solve& s, const Single* a, Single* b) {
  const Single one = 1;
  cblas_ctrsm(CblasColMajor, s.side, s.triangle, s.turn, s.diagonal, s.m, s.n, &one, a, s.lda, b, s.ldb);
}
void trsm(const Solve& s, const Double* a, Double* b) {
  const Double one = 1;
  cblas_ztrsm(CblasColMajor, s.side, s.triangle, s.turn, s.diagonal, s.m, s.n, &one, a, s.lda, b, s.ldb);
}

void gemv(blasint m, blasint n, const float* a, blasint lda, const float* x, float* y) {
  cblas_sgemv(CblasColMajor, CblasTrans, m, n, 1, a, lda, x, 1, 0, y, 1);
}
void gemv(blasint m, blasint n, const double* a, blasint lda, const double* x, double* y) {
  cblas_dgemv(CblasColMajor, CblasTrans, m, n, 1, a, lda, x, 1, 0, y, 1);
}
void gemv(blasint m, blasint n, const Single* a, blasint lda, const Single* x, Single* y) {
  const Single one = 1, none = 0;
  cblas_cgemv(CblasColMajor, CblasConjTrans, m, n, &one, a, lda, x, 1, &none, y, 1);
}
void gemv(blasint m, blasint n, const Double* a, blasint lda, const Double* x, Double* y) {
  const Double one = 1, none = 0;
  cblas_zgemv(CblasColMajor, CblasConjTrans, m, n, &one, a, lda, x, 1, &none, y, 1);
}

void ger(blasint m, blasint n, const float* x, const float* y, float* a, blasint lda) {
  cblas_sger(CblasColMajor, m, n, -1, x, 1, y, 1, a, lda);
}
void ger(blasint m, blasint n, const double* x, const double* y, double* a, blasint lda) {
  cblas_dger(CblasColMajor, m, n, -1, x, 1, y, 1, a, lda);
}
void ger(blasint m, blasint n, const Single* x, const Single* y, Single* a, blasint lda) {
  const Single minus = -1;
  cblas_cgeru(CblasColMajor, m, n, &minus, x, 1, y, 1, a, lda);
}
void ger(blasint m, blasint n, const Double* x, const Double* y, Double* a, blasint lda) {
  const Double minus = -1;
  cblas_zgeru(CblasColMajor, m, n, &minus, x, 1, y, 1, a, lda);
}

} // namespace

std::int32_t blas_int(std::int64_t length, const char* operation) {
  if (!std::in_range<std::int32_t>(length))
    throw ShapeError(std::string(operation) + ": a block has " + std::to_string(length)
                     + " rows or columns, and BLAS counts up to 2147483647; smaller chunks help");
  return static_cast<std::int32_t>(length);
}

void use_one_blas_thread() {
  [[maybe_unused]] static const bool is_set = [] {
    openblas_set_num_threads(1);
    return true;
  }();
}

template <BlasElement T>
void multiply_add(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, Matrix<T> a, Matrix<T> b, T beta,
                  T* c, std::int64_t ldc) {
  use_one_blas_thread();
  if (m > 0 && n > 0)
    gemm(flag_of(a.turn), flag_of(b.turn), narrow(m), narrow(n), narrow(k), alpha, a.elements, stride(a.ld),
         b.elements, stride(b.ld), beta, c, stride(ldc));
}

template <BlasElement T>
void divide_by_triangle(BlasSide side, Half triangle, Diagonal diagonal, std::int64_t m, std::int64_t n,
                        Matrix<T> a, T* b, std::int64_t ldb) {
  use_one_blas_thread();
  if (m > 0 && n > 0)
    trsm({side == BlasSide::left ? CblasLeft : CblasRight, triangle == Half::lower ? CblasLower : CblasUpper,
          flag_of(a.turn), diagonal == Diagonal::unit ? CblasUnit : CblasNonUnit, narrow(m), narrow(n),
          stride(a.ld), stride(ldb)},
         a.elements, b);
}

template <BlasElement T>
void multiply_adjoint(std::int64_t m, std::int64_t n, Matrix<T> a, const T* x, T* y) {
  use_one_blas_thread();
  if (n > 0)
    gemv(narrow(m), narrow(n), a.elements, stride(a.ld), x, y);
}

template <BlasElement T>
void subtract_outer(std::int64_t m, std::int64_t n, const T* x, const T* y, T* a, std::int64_t lda) {
  use_one_blas_thread();
  if (m > 0 && n > 0)
    ger(narrow(m), narrow(n), x, y, a, stride(lda));
}

template void multiply_add(std::int64_t, std::int64_t, std::int64_t, float, Matrix<float>, Matrix<float>,
                           float, float*, std::int64_t);
template void multiply_add(std::int64_t, std::int64_t, std::int64_t, double, Matrix<double>, Matrix<double>,
                           double, double*, std::int64_t);
template void multiply_add(std::int64_t, std::int64_t, std::int64_t, Single, Matrix<Single>, Matrix<Single>,
                           Single, Single*, std::int64_t);
template void multiply_add(std::int64_t, std::int64_t, std::int64_t, Double, Matrix<Double>, Matrix<Double>,
                           Double, Double*, std::int64_t);
template void divide_by_triangle(BlasSide, Half, Diagonal, std::int64_t, std::int64_t, Matrix<float>, float*,
                                 std::int64_t);
template void divide_by_triangle(BlasSide, Half, Diagonal, std::int64_t, std::int64_t, Matrix<double>,
                                 double*, std::int64_t);
template void divide_by_triangle(BlasSide, Half, Diagonal, std::int64_t, std::int64_t, Matrix<Single>,
                                 Single*, std::int64_t);
template void divide_by_triangle(BlasSide, Half, Diagonal, std::int64_t, std::int64_t, Matrix<Double>,
                                 Double*, std::int64_t);
template void multiply_adjoint(std::int64_t, std::int64_t, Matrix<float>, const float*, float*);
template void multiply_adjoint(std::int64_t, std::int64_t, Matrix<double>, const double*, double*);
template void multiply_adjoint(std::int64_t, std::int64_t, Matrix<Single>, const Single*, Single*);
template void multiply_adjoint(std::int64_t, std::int64_t, Matrix<Double>, const Double*, Double*);
template void subtract_outer(std::int64_t, std::int64_t, const float*, const float*, float*, std::int64_t);
template void subtract_outer(std::int64_t, std::int64_t, const double*, const double*, double*, std::int64_t);
template void subtract_outer(std::int64_t, std::int64_t, const Single*, const Single*, Single*, std::int64_t);
template void subtract_outer(std::int64_t, std::int64_t, const Double*, const Double*, Double*, std::int64_t);

} // namespace troupe
