#include <algorithm>
#include <complex>
#include <cstdint>

#include <cblas.h>

#include "kernels/linalg/blas.hpp"
#include "kernels/linalg/matrix_view.hpp"

namespace troupe {

namespace {

blasint narrow(std::int64_t extent) { return blas_int(extent, "matmul"); }

CBLAS_TRANSPOSE flag_of(bool is_transposed) { return is_transposed ? CblasTrans : CblasNoTrans; }

template <class T>
blasint stride_of(const MatrixView<T>& matrix) {
  return narrow(std::max<std::int64_t>(matrix.stride, 1));
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

/// A matrix with a vector.
struct VectorProduct {
  CBLAS_TRANSPOSE flag;
  blasint rows, columns, stride; ///< Of what lies in memory.
  blasint step, product_step;    ///< From element to element.
};

void gemv(const VectorProduct& p, const float* x, const float* y, float* z) {
  cblas_sgemv(CblasRowMajor, p.flag, p.rows, p.columns, 1, x, p.stride, y, p.step, 1, z, p.product_step);
}
void gemv(const VectorProduct& p, const double* x, const double* y, double* z) {
  cblas_dgemv(CblasRowMajor, p.flag, p.rows, p.columns, 1, x, p.stride, y, p.step, 1, z, p.product_step);
}
void gemv(const VectorProduct& p, const std::complex<float>* x, const std::complex<float>* y,
          std::complex<float>* z) {
  const std::complex<float> one = 1;
  cblas_cgemv(CblasRowMajor, p.flag, p.rows, p.columns, &one, x, p.stride, y, p.step, &one, z,
              p.product_step);
}
void gemv(const VectorProduct& p, const std::complex<double>* x, const std::complex<double>* y,
          std::complex<double>* z) {
  const std::complex<double> one = 1;
  cblas_zgemv(CblasRowMajor, p.flag, p.rows, p.columns, &one, x, p.stride, y, p.step, &one, z,
              p.product_step);
}

/// `product += matrix vector`, the vector being a column of a view.
template <class T>
void add_to_vector(const MatrixView<T>& matrix, bool is_transposed, const T* vector, std::int64_t step,
                   T* product) {
  const bool is_turned = matrix.is_transposed != is_transposed;
  const std::int64_t rows = matrix.is_transposed ? matrix.columns : matrix.rows;
  const std::int64_t columns = matrix.is_transposed ? matrix.rows : matrix.columns;
  gemv({flag_of(is_turned), narrow(rows), narrow(columns), stride_of(matrix),
        narrow(std::max<std::int64_t>(step, 1)), 1},
       matrix.elements, vector, product);
}

} // namespace

template <class T>
void add_product(const MatrixView<T>& left, const MatrixView<T>& right, T* product) {
  use_one_blas_thread();
  if (left.rows == 0 || right.columns == 0 || left.columns == 0)
    return;
  // A product with a vector reads the matrix once, without copying it.
  if (right.columns == 1)
    return add_to_vector(left, false, right.elements, right.row_step(), product);
  if (left.rows == 1)
    return add_to_vector(right, true, left.elements, left.column_step(), product);
  gemm(flag_of(left.is_transposed), flag_of(right.is_transposed), narrow(left.rows), narrow(right.columns),
       narrow(left.columns), left.elements, stride_of(left), right.elements, stride_of(right), product);
}

template void add_product(const MatrixView<float>&, const MatrixView<float>&, float*);
template void add_product(const MatrixView<double>&, const MatrixView<double>&, double*);
template void add_product(const MatrixView<std::complex<float>>&, const MatrixView<std::complex<float>>&,
                          std::complex<float>*);
template void add_product(const MatrixView<std::complex<double>>&, const MatrixView<std::complex<double>>&,
                          std::complex<double>*);

} // namespace troupe
