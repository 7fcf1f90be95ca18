#include "kernels/linalg/lapack.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <troupe/error.hpp>
#include <troupe/shape.hpp>

// LAPACK's symbols are in OpenBLAS; Debian has their C headers in another package. Lengths of texts come last.
using Index32 = int;
using C = std::complex<float>;
using Z = std::complex<double>;
extern "C" {
void sgetrf_(const Index32*, const Index32*, float*, const Index32*, Index32*, Index32*);
void dgetrf_(const Index32*, const Index32*, double*, const Index32*, Index32*, Index32*);
void cgetrf_(const Index32*, const Index32*, C*, const Index32*, Index32*, Index32*);
void zgetrf_(const Index32*, const Index32*, Z*, const Index32*, Index32*, Index32*);
void spotrf_(const char*, const Index32*, float*, const Index32*, Index32*, std::size_t);
void dpotrf_(const char*, const Index32*, double*, const Index32*, Index32*, std::size_t);
void cpotrf_(const char*, const Index32*, C*, const Index32*, Index32*, std::size_t);
void zpotrf_(const char*, const Index32*, Z*, const Index32*, Index32*, std::size_t);
void sgeqrt3_(const Index32*, const Index32*, float*, const Index32*, float*, const Index32*, Index32*);
void dgeqrt3_(const Index32*, const Index32*, double*, const Index32*, double*, const Index32*, Index32*);
void cgeqrt3_(const Index32*, const Index32*, C*, const Index32*, C*, const Index32*, Index32*);
void zgeqrt3_(const Index32*, const Index32*, Z*, const Index32*, Z*, const Index32*, Index32*);
void sgesdd_(const char*, const Index32*, const Index32*, float*, const Index32*, float*, float*,
             const Index32*, float*, const Index32*, float*, const Index32*, Index32*, Index32*, std::size_t);
void dgesdd_(const char*, const Index32*, const Index32*, double*, const Index32*, double*, double*,
             const Index32*, double*, const Index32*, double*, const Index32*, Index32*, Index32*,
             std::size_t);
void cgesdd_(const char*, const Index32*, const Index32*, C*, const Index32*, float*, C*, const Index32*, C*,
             const Index32*, C*, const Index32*, float*, Index32*, Index32*, std::size_t);
void zgesdd_(const char*, const Index32*, const Index32*, Z*, const Index32*, double*, Z*, const Index32*, Z*,
             const Index32*, Z*, const Index32*, double*, Index32*, Index32*, std::size_t);
void ssyevd_(const char*, const char*, const Index32*, float*, const Index32*, float*, float*, const Index32*,
             Index32*, const Index32*, Index32*, std::size_t, std::size_t);
void dsyevd_(const char*, const char*, const Index32*, double*, const Index32*, double*, double*,
             const Index32*, Index32*, const Index32*, Index32*, std::size_t, std::size_t);
void cheevd_(const char*, const char*, const Index32*, C*, const Index32*, float*, C*, const Index32*, float*,
             const Index32*, Index32*, const Index32*, Index32*, std::size_t, std::size_t);
void zheevd_(const char*, const char*, const Index32*, Z*, const Index32*, double*, Z*, const Index32*,
             double*, const Index32*, Index32*, const Index32*, Index32*, std::size_t, std::size_t);
}

namespace troupe {

namespace {

/// A negative number means an argument that the routine does not take.
void require_taken(Index32 info, const char* operation) {
  if (info < 0)
    throw Error(std::string(operation) + ": LAPACK refuses its argument " + std::to_string(-info));
}

std::string in_text(std::int64_t m, std::int64_t n) { return "a matrix of shape " + to_string(Shape{m, n}); }

/// The routines of one element type.
template <class T>
struct Routines;
template <>
struct Routines<float> {
  static constexpr auto getrf = sgetrf_;
  static constexpr auto potrf = spotrf_;
  static constexpr auto geqrt3 = sgeqrt3_;
  static constexpr auto gesdd = sgesdd_;
  static constexpr auto heevd = ssyevd_;
};
template <>
struct Routines<double> {
  static constexpr auto getrf = dgetrf_;
  static constexpr auto potrf = dpotrf_;
  static constexpr auto geqrt3 = dgeqrt3_;
  static constexpr auto gesdd = dgesdd_;
  static constexpr auto heevd = dsyevd_;
};
template <>
struct Routines<C> {
  static constexpr auto getrf = cgetrf_;
  static constexpr auto potrf = cpotrf_;
  static constexpr auto geqrt3 = cgeqrt3_;
  static constexpr auto gesdd = cgesdd_;
  static constexpr auto heevd = cheevd_;
};
template <>
struct Routines<Z> {
  static constexpr auto getrf = zgetrf_;
  static constexpr auto potrf = zpotrf_;
  static constexpr auto geqrt3 = zgeqrt3_;
  static constexpr auto gesdd = zgesdd_;
  static constexpr auto heevd = zheevd_;
};

template <class T>
inline constexpr bool is_complex = !std::is_same_v<T, RealOf<T>>;

/// How much a routine asks for, given the first element of its answer.
template <class T>
std::size_t work_size(T answer) {
  return static_cast<std::size_t>(std::max(std::real(answer), RealOf<T>{1}));
}

} // namespace

template <BlasElement T>
void factor_lu(std::int64_t m, std::int64_t n, T* a, std::int64_t lda, std::span<std::int64_t> pivots) {
  use_one_blas_thread();
  const Index32 rows = blas_int(m, "lu"), columns = blas_int(n, "lu"), stride = blas_int(lda, "lu");
  Index32 info = 0;
  std::vector<Index32> found(static_cast<std::size_t>(std::min(m, n)));
  if (!found.empty())
    Routines<T>::getrf(&rows, &columns, a, &stride, found.data(), &info);
  require_taken(info, "lu"); // above 0: U has a zero on its diagonal
  for (std::size_t i = 0; i < found.size(); ++i)
    pivots[i] = found[i] - 1;
}

template <BlasElement T>
std::optional<std::int64_t> factor_cholesky(std::int64_t n, T* a, std::int64_t lda) {
  use_one_blas_thread();
  const Index32 size = blas_int(n, "cholesky"), stride = blas_int(lda, "cholesky");
  Index32 info = 0;
  if (n > 0)
    Routines<T>::potrf("L", &size, a, &stride, &info, 1);
  require_taken(info, "cholesky");
  return info == 0 ? std::nullopt : std::optional<std::int64_t>(info - 1);
}

template <BlasElement T>
void factor_qr(std::int64_t m, std::int64_t n, T* a, std::int64_t lda, T* t, std::int64_t ldt) {
  use_one_blas_thread();
  const Index32 rows = blas_int(m, "qr"), columns = blas_int(n, "qr"), stride = blas_int(lda, "qr"),
                t_stride = blas_int(ldt, "qr");
  Index32 info = 0;
  if (n > 0)
    Routines<T>::geqrt3(&rows, &columns, a, &stride, t, &t_stride, &info);
  require_taken(info, "qr");
}

template <BlasElement T>
void decompose_singular(std::int64_t m, std::int64_t n, T* a, RealOf<T>* values, T* u, T* vh) {
  use_one_blas_thread();
  const std::int64_t k = std::min(m, n);
  if (k == 0)
    return;
  const Index32 rows = blas_int(m, "svd"), columns = blas_int(n, "svd"), smaller = blas_int(k, "svd");
  const char* const job = u != nullptr ? "S" : "N";
  std::vector<Index32> integers(static_cast<std::size_t>(8 * k));
  const std::int64_t larger = std::max(m, n);
  std::vector<RealOf<T>> reals(
      is_complex<T> ? static_cast<std::size_t>(k * std::max(5 * k + 7, 2 * larger + 2 * k + 1)) : 1);
  Index32 info = 0;
  const auto call = [&](T* work, Index32 size) {
    if constexpr (is_complex<T>)
      Routines<T>::gesdd(job, &rows, &columns, a, &rows, values, u, &rows, vh, &smaller, work, &size,
                         reals.data(), integers.data(), &info, 1);
    else
      Routines<T>::gesdd(job, &rows, &columns, a, &rows, values, u, &rows, vh, &smaller, work, &size,
                         integers.data(), &info, 1);
  };
  T answer{};
  call(&answer, -1);
  std::vector<T> work(work_size(answer));
  call(work.data(), blas_int(static_cast<std::int64_t>(work.size()), "svd"));
  if (info == -4) // the matrix itself
    throw ValueError(in_text(m, n) + " holds NaN");
  require_taken(info, "svd");
  if (info > 0)
    throw Error("the singular values of " + in_text(m, n) + " did not converge, " + std::to_string(info)
                + " are not found");
}

template <BlasElement T>
void decompose_hermitian(std::int64_t n, T* a, Half triangle, bool wants_vectors, RealOf<T>* values) {
  use_one_blas_thread();
  if (n == 0)
    return;
  const Index32 size = blas_int(n, "eigh");
  const char* const job = wants_vectors ? "V" : "N";
  const char* const read = triangle == Half::lower ? "L" : "U";
  Index32 info = 0;
  const auto call = [&](T* work, Index32 work_count, RealOf<T>* reals, Index32 real_count, Index32* integers,
                        Index32 integer_count) {
    if constexpr (is_complex<T>)
      Routines<T>::heevd(job, read, &size, a, &size, values, work, &work_count, reals, &real_count, integers,
                         &integer_count, &info, 1, 1);
    else
      Routines<T>::heevd(job, read, &size, a, &size, values, work, &work_count, integers, &integer_count,
                         &info, 1, 1);
  };
  T answer{};
  RealOf<T> real_answer{};
  Index32 integer_answer = 0;
  call(&answer, -1, &real_answer, -1, &integer_answer, -1);
  std::vector<T> work(work_size(answer));
  std::vector<RealOf<T>> reals(work_size(real_answer));
  std::vector<Index32> integers(static_cast<std::size_t>(std::max(integer_answer, 1)));
  const auto count = [](const auto& space) { return blas_int(std::ssize(space), "eigh"); };
  call(work.data(), count(work), reals.data(), count(reals), integers.data(), count(integers));
  require_taken(info, "eigh");
  if (info > 0)
    throw Error("the eigenvalues of " + in_text(n, n) + " did not converge, LAPACK stopped at "
                + std::to_string(info));
}

template void factor_lu(std::int64_t, std::int64_t, float*, std::int64_t, std::span<std::int64_t>);
template void factor_lu(std::int64_t, std::int64_t, double*, std::int64_t, std::span<std::int64_t>);
template void factor_lu(std::int64_t, std::int64_t, C*, std::int64_t, std::span<std::int64_t>);
template void factor_lu(std::int64_t, std::int64_t, Z*, std::int64_t, std::span<std::int64_t>);
template std::optional<std::int64_t> factor_cholesky(std::int64_t, float*, std::int64_t);
template std::optional<std::int64_t> factor_cholesky(std::int64_t, double*, std::int64_t);
template std::optional<std::int64_t> factor_cholesky(std::int64_t, C*, std::int64_t);
template std::optional<std::int64_t> factor_cholesky(std::int64_t, Z*, std::int64_t);
template void factor_qr(std::int64_t, std::int64_t, float*, std::int64_t, float*, std::int64_t);
template void factor_qr(std::int64_t, std::int64_t, double*, std::int64_t, double*, std::int64_t);
template void factor_qr(std::int64_t, std::int64_t, C*, std::int64_t, C*, std::int64_t);
template void factor_qr(std::int64_t, std::int64_t, Z*, std::int64_t, Z*, std::int64_t);
template void decompose_singular(std::int64_t, std::int64_t, float*, float*, float*, float*);
template void decompose_singular(std::int64_t, std::int64_t, double*, double*, double*, double*);
template void decompose_singular(std::int64_t, std::int64_t, C*, float*, C*, C*);
template void decompose_singular(std::int64_t, std::int64_t, Z*, double*, Z*, Z*);
template void decompose_hermitian(std::int64_t, float*, Half, bool, float*);
template void decompose_hermitian(std::int64_t, double*, Half, bool, double*);
template void decompose_hermitian(std::int64_t, C*, Half, bool, float*);
template void decompose_hermitian(std::int64_t, Z*, Half, bool, double*);

} // namespace troupe
