#include <algorithm>
#include <complex>
#include <cstdint>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "collections/array/linalg/random_matrix.hpp"

using namespace troupe;
using test::random_matrix;

namespace {

using Floats = std::tuple<float, double, std::complex<float>, std::complex<double>>;

double largest(const Array& array) {
  return compute(astype(max(absolute(array)), DType::float64)).item<double>();
}

Array adjoint(const Array& matrix) { return conj(swapaxes(matrix, -1, -2)); }

template <class T>
constexpr double tolerance = sizeof(decltype(std::real(T{}))) == 4 ? 1e-4 : 1e-12;

template <class T>
void check_qr(const Array& a) {
  const Qr factors = qr(a);
  const std::int64_t kept = std::min(a.shape()[0], a.shape()[1]);

  BOOST_TEST((factors.q.shape() == Shape{a.shape()[0], kept}));
  BOOST_TEST((factors.r.shape() == Shape{kept, a.shape()[1]}));
  BOOST_TEST(largest(matmul(factors.q, factors.r) - a) < tolerance<T>);
  BOOST_TEST(largest(matmul(adjoint(factors.q), factors.q) - eye(kept)) < tolerance<T>);
  BOOST_TEST(largest(tril(factors.r, -1)) == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(decompositions_)

BOOST_AUTO_TEST_CASE_TEMPLATE(q_is_orthonormal_and_r_triangular, T, Floats) {
  for (const Chunks& chunks : {Chunks(-1), Chunks({70, -1}), Chunks({7, 5}), Chunks({{100, 3, 197}, -1})})
    check_qr<T>(random_matrix<T>({300, 17}, chunks, 1));
  check_qr<T>(random_matrix<T>({3000, 4}, {64, -1}, 2));
  check_qr<T>(random_matrix<T>({5, 40}, {2, 7}, 3));
  check_qr<T>(random_matrix<T>({40, 40}, {9, 40}, 4));
}

BOOST_AUTO_TEST_CASE(wide_matrices_are_factored_by_panels) {
  check_qr<double>(random_matrix<double>({300, 700}, {100, 100}, 5));
}

BOOST_AUTO_TEST_CASE(q_is_orthonormal_whatever_the_condition) {
  const Array base = random_matrix<double>({4000, 1}, {500, 1}, 6);
  const Array a = rechunk(base + multiply(random_matrix<double>({4000, 20}, {500, -1}, 7), 1e-13), {500, -1});

  const Array q = qr(a).q;

  BOOST_TEST(largest(matmul(transpose(q), q) - eye(20)) < 1e-14);
}

// Blocks of 30, 30, … rows become blocks of some, of fewer than columns, and of none.
BOOST_AUTO_TEST_CASE(rows_whose_number_only_the_data_tell_are_factored) {
  const Array a = random_matrix<double>({200, 7}, {30, -1}, 8);
  const Array row = arange(200, {.chunks = 30});
  const Array masks[] = {greater(getitem(a, {Slice{}, 0}), 0),
                         logical_or(less(row, 33), equal(row, 150)), // 30, 3, 0, 0, 0, 1, 0
                         greater_equal(row, 188),                    // all in the last block
                         equal(remainder(row, 50), 0)};              // 4 rows of 7 columns
  const std::int64_t numbers[] = {-1, 34, 12, 4};
  for (std::size_t i = 0; i < 4; ++i) {
    const Array taken = compress(masks[i], a, 0);
    const Qr factors = qr(taken);
    const Array q = from_chunk(compute(factors.q)), r = from_chunk(compute(factors.r));

    const std::int64_t rows = q.shape()[0], kept = std::min<std::int64_t>(rows, 7);
    BOOST_TEST((rows == numbers[i] || i == 0));
    BOOST_TEST((r.shape() == Shape{kept, 7}));
    BOOST_TEST(largest(matmul(q, r) - taken) < 1e-12);
    BOOST_TEST(largest(matmul(transpose(q), q) - eye(kept)) < 1e-14);
    BOOST_TEST(largest(tril(r, -1)) == 0);
  }
}

BOOST_AUTO_TEST_CASE(no_rows_at_all_have_empty_factors) {
  const Array a = random_matrix<double>({200, 7}, {30, -1}, 8);
  const Qr factors = qr(compress(less(arange(200, {.chunks = 30}), 0), a, 0));

  BOOST_TEST((compute(factors.q).shape() == Shape{0, 0}));
  BOOST_TEST((compute(factors.r).shape() == Shape{0, 7}));
}

BOOST_AUTO_TEST_CASE(rows_whose_number_only_the_data_tell_have_singular_values) {
  // 4 MiB, as smaller matrices are not decomposed in blocks
  const Array a = random_matrix<double>({60'000, 9}, {700, -1}, 14);
  const Array row = arange(60'000, {.chunks = 700});
  const Array taken = compress(logical_or(greater(row, 30'000), equal(remainder(row, 350), 0)), a, 0);

  const Svd parts = svd(taken);

  BOOST_TEST(largest(matmul(multiply(parts.u, parts.s), parts.vh) - taken) < 1e-12);
  BOOST_TEST(largest(matmul(transpose(parts.u), parts.u) - eye(9)) < 1e-13);
  BOOST_TEST(largest(parts.s - svdvals(taken)) < 1e-11);
}

// Columns of sizes 1 to 1e-12 of a rotation: singular values are known, Gram-Schmidt would lose all digits.
BOOST_AUTO_TEST_CASE(ill_conditioned_rows_in_blocks_are_factored) {
  constexpr std::int64_t n = 13;
  const Array left = qr(random_matrix<double>({40'000, n}, {3000, -1}, 15)).q;
  const Array right = qr(random_matrix<double>({n, n}, -1, 16)).q;
  const Array sizes = power(10.0, multiply(arange(n), -1.0));
  const Array a = rechunk(matmul(multiply(left, sizes), right), {3000, -1});

  const Qr factors = qr(a);
  BOOST_TEST(largest(matmul(transpose(factors.q), factors.q) - eye(n)) < 1e-14);
  BOOST_TEST(largest(matmul(factors.q, factors.r) - a) < 1e-15);

  const Svd parts = svd(a);
  BOOST_TEST(largest(matmul(transpose(parts.u), parts.u) - eye(n)) < 1e-13);
  BOOST_TEST(largest(matmul(parts.vh, transpose(parts.vh)) - eye(n)) < 1e-13);
  BOOST_TEST(largest(matmul(multiply(parts.u, parts.s), parts.vh) - a) < 1e-14);
  BOOST_TEST(largest(parts.s - sizes) < 1e-15); // absolutely, as backward stability promises
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_values_descend_and_give_the_matrix_back, T, Floats) {
  for (const Shape& shape : {Shape{400, 6}, Shape{6, 400}, Shape{9, 9}, Shape{3, 5, 4}}) {
    const Array a = random_matrix<T>(shape, 5, 9);

    const Svd parts = svd(a);

    BOOST_TEST(largest(matmul(multiply(parts.u, expand_dims(parts.s, {-2})), parts.vh) - a) < tolerance<T>);
    BOOST_TEST(largest(parts.s - svdvals(a)) < tolerance<T>);
    const Array order = diff(parts.s);
    BOOST_TEST(compute(all(less_equal(order, 0))).template item<bool>());
  }
}

BOOST_AUTO_TEST_CASE(a_tall_matrix_is_decomposed_in_blocks) {
  const Array a = random_matrix<double>({20000, 20}, {3000, -1}, 10);

  const Svd parts = svd(a);

  BOOST_TEST(largest(matmul(multiply(parts.u, parts.s), parts.vh) - a) < 1e-12);
  BOOST_TEST(largest(parts.s - svdvals(a)) < 1e-11);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cholesky_gives_the_matrix_back, T, Floats) {
  const Array x = random_matrix<T>({12, 12}, 5, 11);
  const Array a = matmul(x, adjoint(x)) + astype(multiply(eye(12), 12.0), x.dtype());
  const Array lower = cholesky(a), upper = cholesky(a, MatrixHalf::upper);

  BOOST_TEST(largest(matmul(lower, adjoint(lower)) - a) < 10 * tolerance<T>);
  BOOST_TEST(largest(upper - adjoint(lower)) == 0);
  BOOST_TEST(largest(triu(lower, 1)) == 0);
}

BOOST_AUTO_TEST_CASE(panels_of_cholesky_and_lu_give_the_matrix_back) {
  const Array x = random_matrix<double>({600, 600}, 200, 12);
  const Array a = matmul(x, transpose(x)) + multiply(eye(600), 600.0);
  const Array lower = cholesky(a);
  const Lu factors = lu(x);

  BOOST_TEST(largest(matmul(lower, transpose(lower)) - a) < 1e-9);
  BOOST_TEST(largest(matmul(factors.p, matmul(factors.l, factors.u)) - x) < 1e-10);
  BOOST_TEST(largest(factors.l) <= 1);
}

BOOST_AUTO_TEST_CASE(lu_takes_any_shape) {
  for (const Shape& shape : {Shape{7, 4}, Shape{4, 7}, Shape{300, 500}, Shape{500, 300}}) {
    const Array a = random_matrix<double>(shape, 100, 13);
    const Lu factors = lu(a);
    BOOST_TEST(largest(matmul(matmul(factors.p, factors.l), factors.u) - a) < 1e-11);
    BOOST_TEST(largest(triu(factors.l, 1)) == 0);
    BOOST_TEST(largest(tril(factors.u, -1)) == 0);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(eigenvectors_belong_to_eigenvalues, T, Floats) {
  const Array x = random_matrix<T>({8, 8}, 3, 14);
  const Array a = x + adjoint(x);
  const Eigh parts = eigh(a);

  BOOST_TEST(largest(matmul(a, parts.eigenvectors) - multiply(parts.eigenvectors, parts.eigenvalues))
             < 10 * tolerance<T>);
  BOOST_TEST(largest(eigvalsh(a) - parts.eigenvalues) < 10 * tolerance<T>);
}

BOOST_AUTO_TEST_CASE(empty_matrices_have_empty_factors) {
  const Qr factors = qr(zeros({5, 0}));
  const Svd parts = svd(zeros({0, 3}));

  BOOST_TEST((compute(factors.q).shape() == Shape{5, 0}));
  BOOST_TEST((compute(factors.r).shape() == Shape{0, 0}));
  BOOST_TEST((compute(parts.vh).shape() == Shape{0, 3}));
}

BOOST_AUTO_TEST_CASE(integers_are_factored_as_float64) {
  BOOST_TEST((qr(ones({3, 2}, {.dtype = DType::int32})).r.dtype() == DType::float64));
}

BOOST_AUTO_TEST_CASE(what_is_no_matrix_is_refused) {
  BOOST_CHECK_THROW(qr(zeros({4})), ShapeError);
  BOOST_CHECK_THROW(cholesky(zeros({4, 3})), ShapeError);
  BOOST_CHECK_THROW(compute(cholesky(multiply(eye(3), -1.0))), TaskError);
  BOOST_CHECK_THROW(compute(cholesky(multiply(eye(600), -1.0))), TaskError);
}

BOOST_AUTO_TEST_SUITE_END()
