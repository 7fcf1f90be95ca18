#include <cmath>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "collections/kernels/reductions/samples.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(finish_)

BOOST_AUTO_TEST_CASE(nothing_has_the_state_of_nothing) {
  const Chunk none = Chunk::from<double>({0, 2}, {});
  const auto run = [&](Kind kind, ReductionResult result) {
    return reduced(make(kind, NanRule::spread, result, DType::float64, DType::float64), none, {0});
  };

  BOOST_TEST(identical(run(Kind::sum, ReductionResult::value), Chunk::from<double>({2}, {0, 0})));
  BOOST_TEST(identical(run(Kind::product, ReductionResult::value), Chunk::from<double>({2}, {1, 1})));
  BOOST_TEST(std::isnan(run(Kind::sum, ReductionResult::mean).values<double>()[0]));
  BOOST_TEST(std::isnan(run(Kind::moments, ReductionResult::variance).values<double>()[1]));
  BOOST_TEST((run(Kind::sum, ReductionResult::value).shape() == Shape{2}));
  BOOST_TEST(
      (reduced(make(Kind::sum, NanRule::spread, ReductionResult::value, DType::float64, DType::float64), none,
               {1})
           .shape()
       == Shape{0}));
}

BOOST_AUTO_TEST_CASE(there_is_no_maximum_of_nothing) {
  Reduction reduction =
      make(Kind::maximum, NanRule::spread, ReductionResult::value, DType::float64, DType::float64);
  reduction.needs_elements = true;
  const Chunk none = Chunk::from<double>({0, 2}, {});

  BOOST_CHECK_EXCEPTION(reduced(reduction, none, {0}), ValueError, [](const ValueError& error) {
    return std::string(error.what()) == "test: no elements along the reduced axes";
  });
  BOOST_TEST((reduced(reduction, none, {1}).shape() == Shape{0}));
}

BOOST_AUTO_TEST_CASE(there_is_no_position_among_nan_alone) {
  const Reduction reduction =
      make(Kind::argmax, NanRule::skip, ReductionResult::position, DType::float64, DType::int64);
  const Chunk chunk = Chunk::from<double>({2, 2}, {1, nan_value, 2, nan_value});

  BOOST_CHECK_EXCEPTION(reduced(reduction, chunk, {0}), ValueError, [](const ValueError& error) {
    return std::string(error.what()) == "test: all-nan slice";
  });
}

BOOST_AUTO_TEST_CASE(variances_without_freedom_are_numpys) {
  const Chunk chunk = Chunk::from<double>({2}, {1, 3});
  const auto variance = [&](NanRule nan, double ddof) {
    Reduction reduction = make(Kind::moments, nan, ReductionResult::variance, DType::float64, DType::float64);
    reduction.ddof = ddof;
    return reduced(reduction, chunk, {0}).item<double>();
  };

  BOOST_TEST(variance(NanRule::spread, 1) == 2.0);
  BOOST_TEST(variance(NanRule::spread, 2) == infinity); // np.var([1., 3.], ddof=2): inf
  BOOST_TEST(variance(NanRule::spread, 3) == infinity);
  BOOST_TEST(std::isnan(variance(NanRule::skip, 2))); // np.nanvar([1., 3.], ddof=2): nan
}

BOOST_AUTO_TEST_SUITE_END()
