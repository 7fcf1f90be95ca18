#include <complex>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Reals = std::vector<double>;

const Chunk two = Chunk::from<double>({2, 5}, {0.5, 1, 2.5, -1, 3, 2, 1, 0, 4, -2});
const Chunk third = Chunk::from<double>({5}, {1, 0, 2, 1, 5});

/// Two variables of five observations, in one block and cut.
std::vector<Array> variables() {
  return {from_chunk(two), from_chunk(two, {1, 2}), from_chunk(two, Chunking({{2}, {1, 0, 3, 1}}))};
}

void require_close(const Array& array, const Reals& wanted) {
  const Reals got = values_of<double>(array);
  BOOST_TEST_REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    BOOST_TEST(got[i] == wanted[i], boost::test_tools::tolerance(1e-14));
}

} // namespace

BOOST_AUTO_TEST_SUITE(covariance)

// The wanted numbers are the definitions' in exact arithmetic.
BOOST_AUTO_TEST_CASE(variables_are_rows_unless_said_otherwise) {
  const Reals wanted{2.575, -3.5, -3.5, 5};
  for (const Array& x : variables()) {
    require_close(cov(x), wanted);
    require_close(cov(transpose(x), {.rowvar = false}), wanted);
    require_close(cov(x, {.bias = true}), {2.06, -2.8, -2.8, 4});
    require_close(cov(x, {.bias = true, .ddof = 1}), wanted);
  }
}

BOOST_AUTO_TEST_CASE(further_variables_are_put_below) {
  for (const Array& x : variables())
    require_close(cov(x, {.y = from_chunk(third, 2)}),
                  {2.575, -3.5, 2.175, -3.5, 5, -3.25, 2.175, -3.25, 3.7});
}

BOOST_AUTO_TEST_CASE(one_variable_has_a_variance) {
  const Array variance = cov(from_chunk(third, 2));

  BOOST_TEST(variance.rank() == 0U);
  require_close(variance, {3.7});
  BOOST_TEST((cov(from_chunk(third, 2), {.y = from_chunk(third)}).shape() == Shape{2, 2}));
}

BOOST_AUTO_TEST_CASE(observations_have_frequencies_and_weights) {
  const Array frequencies = from_vector<std::int32_t>({1, 2, 1, 3, 1}, 3);
  const Array weights = from_vector<double>({0.5, 1, 2, 1, 0.25});
  for (const Array& x : variables()) {
    require_close(cov(x, {.fweights = frequencies}),
                  {2.482142857142857, -3.392857142857143, -3.392857142857143, 4.785714285714286});
    require_close(cov(x, {.aweights = weights}), {2.7173076923076924, -3.2, -3.2, 3.9846153846153847});
    require_close(cov(x, {.fweights = frequencies, .aweights = weights}),
                  {2.542487684729064, -3.1083743842364532, -3.1083743842364532, 3.9507389162561575});
  }
}

BOOST_AUTO_TEST_CASE(a_large_mean_does_no_harm) {
  require_close(cov(from_chunk(two, {1, 2}) + 1073741824.0), {2.575, -3.5, -3.5, 5});
}

BOOST_AUTO_TEST_CASE(too_few_observations_have_no_covariance) {
  const Reals variance = values_of<double>(cov(ones({2, 1})));

  BOOST_TEST(std::isnan(variance[0]));
}

BOOST_AUTO_TEST_CASE(dtypes_become_float64_or_complex128) {
  BOOST_TEST((cov(ones({2, 3}, {.dtype = DType::float32})).dtype() == DType::float64));
  BOOST_TEST((cov(ones({2, 3}, {.dtype = DType::boolean})).dtype() == DType::float64));
  BOOST_TEST((cov(ones({2, 3}, {.dtype = DType::complex64})).dtype() == DType::complex128));
}

// Hermitian: the second factor is conjugated. z = (i, -i, 0), w = (1, -1, 0): cov(z, w) = (i + i) / 2.
BOOST_AUTO_TEST_CASE(complex_variables_have_a_hermitian_covariance) {
  using Complex = std::complex<double>;
  const Array z = from_chunk(Chunk::from<Complex>({2, 3}, {{0, 1}, {0, -1}, 0, 1, -1, 0}), {1, 2});

  const auto got = values_of<Complex>(cov(z));

  BOOST_TEST((got == std::vector<Complex>{1, {0, 1}, {0, -1}, 1}));
}

BOOST_AUTO_TEST_CASE(correlations_are_covariances_of_unit_variances) {
  for (const Array& x : variables()) {
    require_close(corrcoef(x, {.y = from_chunk(third, 2)}),
                  {1, -0.9754262200082647, 0.7046440393924989, -0.9754262200082647, 1, -0.7556096518348253,
                   0.7046440393924989, -0.7556096518348253, 1});
    require_close(corrcoef(transpose(x), {.rowvar = false}),
                  {1, -0.9754262200082647, -0.9754262200082647, 1});
  }
  require_close(corrcoef(from_chunk(third)), {1});
}

BOOST_AUTO_TEST_CASE(correlations_are_within_one) {
  const Array x = from_vector<double>({0.1, 0.7, 0.3, 0.9, 0.2}, 2);

  BOOST_TEST(compute(all(less_equal(absolute(corrcoef(stack({x, x * 3.3, x * -0.7}))), 1.0))).item<bool>());
}

BOOST_AUTO_TEST_CASE(observations_may_be_as_many_as_the_data_tell) {
  const Array x = from_chunk(two, {1, 2});
  const Array taken = compress(greater(getitem(x, {0}), 0), x, 1); // the observations 0, 1, 2 and 4

  require_close(cov(taken, {.ddof = 0}), values_of<double>(cov(take(x, {0, 1, 2, 4}, 1), {.ddof = 0})));
  require_close(corrcoef(taken), values_of<double>(corrcoef(take(x, {0, 1, 2, 4}, 1))));
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = from_chunk(two);
  BOOST_TEST(message_of<ShapeError>([] {
               cov(ones({2, 2, 2}));
             })
             == "cov: an array of shape (2, 2, 2) has more than two axes");
  BOOST_TEST(message_of<ShapeError>([&] { cov(x, {.y = ones({4})}); }) == "cov: 5 and 4 observations");
  BOOST_TEST(message_of<ShapeError>([&] { cov(x, {.aweights = ones({4})}); })
             == "cov: aweights of shape (4,) for 5 observations");
  BOOST_TEST(message_of<DTypeError>([&] { cov(x, {.fweights = ones({5})}); })
             == "cov: fweights are float64, not integers");
  BOOST_CHECK_THROW(compute(cov(x, {.fweights = from_vector<int>({1, 1, -1, 1, 1})})), TaskError);
}

BOOST_AUTO_TEST_SUITE_END()
