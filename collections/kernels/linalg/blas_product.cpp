#include <complex>

#include <cblas.h>

#include "kernels/linalg/matrix_view.hpp"

namespace troupe {

namespace {

// Tasks are what runs side by side here. One number for the process, set before the first call.
void use_one_thread() {
  [[maybe_unused]] static const bool is_set = [] {
    openblas_set_num_threads(1);
    return true;
  }();
}

CBLAS_TRANSPOSE flag_of(bool is_transposed) { return is_transposed ? CblasTrans : CblasNoTrans; }

/// How far the rows of what lies in memory are apart.
template <class T>
blasint row_length(const MatrixView<T>& matrix) {
  return static_cast<blasint>(matrix.is_transposed ? matrix.rows : matrix.columns);
}

template <class T>
MatrixView<T> transposed(MatrixView<T> matrix) {
  return {matrix.elements, matrix.columns, matrix.rows, !matrix.is_transposed};
}

// The C interface takes real scalars by value, complex ones by address.
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, const float* x, blasint ldx,
          const float* y, blasint ldy, float* z) {
  cblas_sgemm(CblasRowMajor, a, b, m, n, k, 1, x, ldx, y, ldy, 1, z, n);
}
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, const double* x, blasint ldx,
          const double* y, blasint ldy, double* z) {
  cblas_dgemm(CblasRowMajor, a, b, m, n, k, 1, x, ldx, y, ldy, 1, z, n);
}
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k, const std::complex<float>* x,
          blasint ldx, const std::complex<float>* y, blasint ldy, std::complex<float>* z) {
  const std::complex<float> one = 1;
  cblas_cgemm(CblasRowMajor, a, b, m, n, k, &one, x, ldx, y, ldy, &one, z, n);
}
void gemm(CBLAS_TRANSPOSE a, CBLAS_TRANSPOSE b, blasint m, blasint n, blasint k,
          const std::complex<double>* x, blasint ldx, const std::complex<double>* y, blasint ldy,
          std::complex<double>* z) {
  const std::complex<double> one = 1;
  cblas_zgemm(CblasRowMajor, a, b, m, n, k, &one, x, ldx, y, ldy, &one, z, n);
}

void gemv(CBLAS_TRANSPOSE a, blasint rows, blasint columns, const float* x, const float* y, float* z) {
  cblas_sgemv(CblasRowMajor, a, rows, columns, 1, x, columns, y, 1, 1, z, 1);
}
void gemv(CBLAS_TRANSPOSE a, blasint rows, blasint columns, const double* x, const double* y, double* z) {
  cblas_dgemv(CblasRowMajor, a, rows, columns, 1, x, columns, y, 1, 1, z, 1);
}
void gemv(CBLAS_TRANSPOSE a, blasint rows, blasint columns, const std::complex<float>* x,
          const std::complex<float>* y, std::complex<float>* z) {
  const std::complex<float> one = 1;
  cblas_cgemv(CblasRowMajor, a, rows, columns, &one, x, columns, y, 1, &one, z, 1);
}
void gemv(CBLAS_TRANSPOSE a, blasint rows, blasint columns, const std::complex<double>* x,
          const std::complex<double>* y, std::complex<double>* z) {
  const std::complex<double> one = 1;
  cblas_zgemv(CblasRowMajor, a, rows, columns, &one, x, columns, y, 1, &one, z, 1);
}

template <class T>
void add_to_vector(const MatrixView<T>& matrix, const T* vector, T* product) {
  const std::int64_t rows = matrix.is_transposed ? matrix.columns : matrix.rows;
  gemv(flag_of(matrix.is_transposed), static_cast<blasint>(rows), row_length(matrix), matrix.elements, vector,
       product);
}

} // namespace

template <class T>
void add_product(const MatrixView<T>& left, const MatrixView<T>& right, T* product) {
  use_one_thread();
  if (left.rows == 0 || right.columns == 0 || left.columns == 0)
    return;
  // A vector is one run, transposed or not; a product with one reads the matrix once, without copying it.
  if (right.columns == 1)
    return add_to_vector(left, right.elements, product);
  if (left.rows == 1)
    return add_to_vector(transposed(right), left.elements, product);
  gemm(flag_of(left.is_transposed), flag_of(right.is_transposed), static_cast<blasint>(left.rows),
       static_cast<blasint>(right.columns), static_cast<blasint>(left.columns), left.elements,
       row_length(left), right.elements, row_length(right), product);
}

template void add_product(const MatrixView<float>&, const MatrixView<float>&, float*);
template void add_product(const MatrixView<double>&, const MatrixView<double>&, double*);
template void add_product(const MatrixView<std::complex<float>>&, const MatrixView<std::complex<float>>&,
                          std::complex<float>*);
template void add_product(const MatrixView<std::complex<double>>&, const MatrixView<std::complex<double>>&,
                          std::complex<double>*);

} // namespace troupe
