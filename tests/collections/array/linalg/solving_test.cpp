#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "collections/array/linalg/random_matrix.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using test::random_matrix;

namespace {

double largest(const Array& array) { return compute(max(absolute(array))).item<double>(); }

} // namespace

BOOST_AUTO_TEST_SUITE(solving_)

BOOST_AUTO_TEST_CASE(the_solution_fulfils_the_equations) {
  for (const std::int64_t n : {7, 600}) {
    const Array a = random_matrix<double>({n, n}, {n / 3, n / 2}, 1);
    const Array vector = random_matrix<double>({n}, 50, 2),
                matrix = random_matrix<double>({n, 3}, {50, 2}, 3);

    BOOST_TEST(largest(matmul(a, solve(a, vector)) - vector) < 1e-9);
    BOOST_TEST(largest(matmul(a, solve(a, matrix)) - matrix) < 1e-9);
    BOOST_TEST(largest(matmul(a, inv(a)) - eye(n)) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(stacks_are_solved_matrix_by_matrix) {
  const Array a = random_matrix<double>({5, 3, 4, 4}, {2, 2, 3, 4}, 4),
              b = random_matrix<double>({1, 3, 4, 2}, 2, 5);

  BOOST_TEST(largest(matmul(a, solve(a, b)) - b) < 1e-10);
  BOOST_TEST(largest(matmul(a, inv(a)) - eye(4)) < 1e-10);
  BOOST_TEST((det(a).shape() == Shape{5, 3}));
}

BOOST_AUTO_TEST_CASE(triangles_are_divided_by) {
  for (const std::int64_t n : {5, 600}) {
    const Array a = random_matrix<double>({n, n}, {n, n / 2}, 6) * 0.01 + eye(n),
                b = random_matrix<double>({n, 3}, 100, 7);

    BOOST_TEST(largest(matmul(triu(a), solve_triangular(a, b)) - b) < 1e-9);
    BOOST_TEST(largest(matmul(tril(a), solve_triangular(a, b, MatrixHalf::lower)) - b) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(least_squares_have_orthogonal_residuals) {
  for (const Shape& shape : {Shape{40, 3}, Shape{40000, 10}}) {
    const Array a = random_matrix<double>(shape, {shape[0] / 4, -1}, 8),
                b = random_matrix<double>({shape[0], 2}, shape[0], 9);

    const LeastSquares result = lstsq(a, b);

    const Array residual = b - matmul(a, result.x);
    BOOST_TEST(largest(matmul(transpose(a), residual)) < 1e-9);
    BOOST_TEST(largest(sum(square(residual), {.axis = Axes(0)}) - result.residuals) < 1e-9);
    BOOST_TEST(compute(result.rank).item<std::int64_t>() == shape[1]);
  }
}

BOOST_AUTO_TEST_CASE(of_many_solutions_the_shortest_is_found) {
  const Array a = random_matrix<double>({3, 6}, 2, 10), b = random_matrix<double>({3}, 2, 11);

  BOOST_TEST(largest(lstsq(a, b).x - matmul(pinv(a), b)) < 1e-10);
}

BOOST_AUTO_TEST_CASE(determinants_come_with_sign_and_logarithm) {
  const Array a = random_matrix<double>({600, 600}, 200, 12) * 0.05;
  const SignLogdet parts = slogdet(a);

  const double sign = compute(parts.sign).item<double>(), logarithm = compute(parts.logdet).item<double>();

  BOOST_TEST(compute(det(a)).item<double>() == sign * std::exp(logarithm),
             boost::test_tools::tolerance(1e-8));
  BOOST_TEST(compute(det(eye(3))).item<double>() == 1);
  BOOST_TEST(compute(det(zeros({2, 2}))).item<double>() == 0);
  BOOST_TEST(compute(slogdet(zeros({2, 2})).logdet).item<double>() == -INFINITY);
}

BOOST_AUTO_TEST_CASE(powers_are_repeated_products) {
  const Array a = random_matrix<double>({4, 4}, 2, 13);

  BOOST_TEST(largest(matrix_power(a, 3) - matmul(a, matmul(a, a))) < 1e-12);
  BOOST_TEST(largest(matrix_power(a, -2) - inv(matmul(a, a))) < 1e-8);
  BOOST_TEST(largest(matrix_power(a, 0) - eye(4)) == 0);
}

BOOST_AUTO_TEST_CASE(the_rank_is_counted) {
  const Array x = random_matrix<double>({30, 2}, 7, 14);

  BOOST_TEST(compute(matrix_rank(matmul(x, transpose(x)))).item<std::int64_t>() == 2);
}

BOOST_AUTO_TEST_CASE(singular_matrices_fail_when_they_are_computed) {
  for (const std::int64_t n : {3, 600}) {
    const Array a = zeros({n, n});

    BOOST_CHECK_THROW(compute(solve(a, ones({n}))), TaskError);
    BOOST_CHECK_THROW(compute(inv(a)), TaskError);
    BOOST_CHECK_THROW(compute(solve_triangular(a, ones({n}))), TaskError);
  }
}

BOOST_AUTO_TEST_CASE(a_cutoff_is_a_number_and_not_negative) {
  const Array a = random_matrix<double>({5, 2}, 3, 15), b = ones({5});

  for (const auto& [rcond, shown] : {std::pair{-1.0, "-1.0"}, {std::nan(""), "nan"}}) {
    BOOST_TEST(test::message_of<ValueError>([&, cutoff = rcond] { lstsq(a, b, cutoff); })
               == std::string("lstsq: rcond is ") + shown);
    BOOST_TEST(test::message_of<ValueError>([&, cutoff = rcond] { pinv(a, cutoff); })
               == std::string("pinv: rcond is ") + shown);
  }
  BOOST_TEST(compute(lstsq(a, b, 0.0).rank).item<std::int64_t>() == 2);
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_refused) {
  BOOST_CHECK_THROW(solve(zeros({3, 4}), zeros({3})), ShapeError);
  BOOST_CHECK_THROW(solve(zeros({3, 3}), zeros({4})), ShapeError);
  BOOST_CHECK_THROW(lstsq(zeros({3, 2}), zeros({4})), ShapeError);
  BOOST_CHECK_THROW(matrix_power(zeros({3, 2}), 2), ShapeError);
}

BOOST_AUTO_TEST_CASE(the_bound_of_the_rank_counts_extents_that_only_the_data_tell) {
  // The smaller singular value, 7e-14, is below eps times 100 rows times the larger, 14, and above it for 2 columns.
  std::vector<double> elements(200, 1);
  elements[1] += 1e-13;
  const Array x = from_span<double>(elements, {100, 2}, 30),
              chosen = getitem(x, {getitem(x, {Slice{}, 0}) < 5});

  BOOST_TEST(compute(matrix_rank(x)).item<std::int64_t>() == 1);
  BOOST_TEST(compute(matrix_rank(chosen)).item<std::int64_t>() == 1);
  BOOST_TEST(compute(matrix_rank(zeros({0, 3}))).item<std::int64_t>() == 0);
}

BOOST_AUTO_TEST_CASE(matrices_without_elements_have_a_pseudo_inverse) {
  BOOST_TEST((pinv(zeros({0, 3})).shape() == Shape{3, 0}));
  BOOST_TEST((compute(pinv(zeros({2, 3, 0}))).shape() == Shape{2, 0, 3}));
}

BOOST_AUTO_TEST_CASE(failures_name_the_operation_that_was_called) {
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const auto failure = [](const Array& array) {
    return test::message_of<TaskError>([&] { compute(array); });
  };

  BOOST_TEST(failure(solve_triangular(zeros({600, 600}), ones({600})))
                 .find("solve_triangular: the matrix is singular")
             != std::string::npos);
  BOOST_TEST(failure(svd(full({3, 3}, not_a_number)).s).find("svd: ") != std::string::npos);
  BOOST_TEST(failure(matrix_rank(full({3, 3}, not_a_number))).find("svdvals: ") != std::string::npos);
  BOOST_TEST(failure(eigvalsh(full({3, 3}, not_a_number))).find("eigvalsh: ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
