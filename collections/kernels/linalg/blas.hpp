#pragma once

#include <complex>
#include <concepts>
#include <cstdint>

// BLAS for the four element types it has, by overloading. Matrices lie column by column, `ld` elements from
// column to column. OpenBLAS runs on one thread: tasks are what runs side by side.

namespace troupe {

template <class T>
concept BlasElement = std::same_as<T, float> || std::same_as<T, double> || std::same_as<
    T, std::complex<float>> || std::same_as<T, std::complex<double>>;

enum class Turn : std::uint8_t { none, transpose, adjoint };
enum class BlasSide : std::uint8_t { left, right };
enum class Half : std::uint8_t { lower, upper };
enum class Diagonal : std::uint8_t { as_it_is, unit };

/// A length as BLAS and LAPACK count it.
///
/// \throws ShapeError naming `operation`, for one beyond 2^31 - 1.
std::int32_t blas_int(std::int64_t length, const char* operation);

/// Makes OpenBLAS run on one thread, in the whole process. The functions below do it themselves.
void use_one_blas_thread();

/// A matrix to be read: where it begins, how far columns are apart, and how it is turned first.
template <class T>
struct Matrix {
  const T* elements;
  std::int64_t ld;
  Turn turn = Turn::none;
};

/// `c = alpha a b + beta c`, a being (m, k) and b (k, n) when turned.
template <BlasElement T>
void multiply_add(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, Matrix<T> a, Matrix<T> b, T beta,
                  T* c, std::int64_t ldc);

/// `b = triangle⁻¹ b`, or `b triangle⁻¹` from the right, for b (m, n).
template <BlasElement T>
void divide_by_triangle(BlasSide side, Half triangle, Diagonal diagonal, std::int64_t m, std::int64_t n,
                        Matrix<T> a, T* b, std::int64_t ldb);

/// `y = aᴴ x` for a (m, n).
template <BlasElement T>
void multiply_adjoint(std::int64_t m, std::int64_t n, Matrix<T> a, const T* x, T* y);

/// `a -= x yᵀ` for a (m, n).
template <BlasElement T>
void subtract_outer(std::int64_t m, std::int64_t n, const T* x, const T* y, T* a, std::int64_t lda);

} // namespace troupe
