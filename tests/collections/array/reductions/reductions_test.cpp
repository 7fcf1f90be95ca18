#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Bools = std::vector<bool>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Array of_dtype(DType dtype) { return ones({2}, {.dtype = dtype}); }

/// [[ 3  1  2]
///  [-1  5  0]] cut in one block, or unevenly.
std::vector<Array> matrices() {
  const auto chunk = Chunk::from<double>({2, 3}, {3, 1, 2, -1, 5, 0});
  return {from_chunk(chunk), from_chunk(chunk, {1, {2, 1}})};
}

double only(const Array& array) { return synchronous_session().compute(array).item<double>(); }

} // namespace

BOOST_AUTO_TEST_SUITE(reductions)

BOOST_AUTO_TEST_CASE(sums_along_axes) {
  for (const Array& x : matrices()) {
    BOOST_TEST(only(sum(x)) == 10);
    BOOST_TEST((values_of<double>(sum(x, {.axis = 0})) == Reals{2, 6, 2}));
    BOOST_TEST((values_of<double>(sum(x, {.axis = -1})) == Reals{6, 4}));
    BOOST_TEST((values_of<double>(sum(x, {.axis = {0, 1}})) == Reals{10}));
    BOOST_TEST((values_of<double>(sum(x, {.axis = {1, -2}})) == Reals{10}));
    BOOST_TEST((values_of<double>(sum(x, {.axis = Axes::none()})) == Reals{3, 1, 2, -1, 5, 0}));
  }
}

BOOST_AUTO_TEST_CASE(reduced_axes_may_be_kept) {
  for (const Array& x : matrices()) {
    BOOST_TEST((sum(x, {.axis = 0, .keepdims = true}).shape() == Shape{1, 3}));
    BOOST_TEST((sum(x, {.keepdims = true}).shape() == Shape{1, 1}));
    BOOST_TEST((sum(x).shape() == Shape{}));
    BOOST_TEST((values_of<double>(x - mean(x, {.axis = 1, .keepdims = true}))
                == Reals{1, -1, 0, -1 - 4.0 / 3, 5 - 4.0 / 3, -4.0 / 3}));
  }
}

BOOST_AUTO_TEST_CASE(every_reduction_gives_numpys_numbers) {
  for (const Array& x : matrices()) {
    const auto columns = [](const Array& array) { return values_of<double>(array); };
    BOOST_TEST((columns(prod(x, {.axis = 0})) == Reals{-3, 5, 0}));
    BOOST_TEST((columns(max(x, {.axis = 1})) == Reals{3, 5}));
    BOOST_TEST((columns(min(x, {.axis = 0})) == Reals{-1, 1, 0}));
    BOOST_TEST((columns(ptp(x, {.axis = 0})) == Reals{4, 4, 2}));
    BOOST_TEST((columns(mean(x, {.axis = 0})) == Reals{1, 3, 1}));
    BOOST_TEST((columns(var(x, {.axis = 0})) == Reals{4, 4, 1}));
    BOOST_TEST((columns(var(x, {.axis = 0, .ddof = 1})) == Reals{8, 8, 2}));
    BOOST_TEST((columns(stddev(x, {.axis = 0})) == Reals{2, 2, 1}));
    BOOST_TEST((values_of<std::int64_t>(argmax(x, {.axis = 1})) == Integers{0, 1}));
    BOOST_TEST((values_of<std::int64_t>(argmin(x, {.axis = 0})) == Integers{1, 0, 1}));
    BOOST_TEST((values_of<std::int64_t>(argmax(x)) == Integers{4}));
    BOOST_TEST((values_of<std::int64_t>(argmin(x)) == Integers{3}));
    BOOST_TEST((values_of<bool>(any(x > 2, {.axis = 0})) == Bools{true, true, false}));
    BOOST_TEST((values_of<bool>(all(x, {.axis = 1})) == Bools{true, false}));
    BOOST_TEST((values_of<std::int64_t>(count_nonzero(x, {.axis = 0})) == Integers{2, 2, 1}));
  }
}

BOOST_AUTO_TEST_CASE(nan_spreads_or_is_left_out) {
  const Array x = from_vector<double>({1, not_a_number, 3, 5}, {{3, 1}});

  BOOST_TEST(std::isnan(only(sum(x))));
  BOOST_TEST(std::isnan(only(max(x))));
  BOOST_TEST(std::isnan(only(var(x))));
  BOOST_TEST((values_of<std::int64_t>(argmin(x)) == Integers{1}));
  BOOST_TEST(only(nansum(x)) == 9);
  BOOST_TEST(only(nanprod(x)) == 15);
  BOOST_TEST(only(nanmax(x)) == 5);
  BOOST_TEST(only(nanmin(x)) == 1);
  BOOST_TEST(only(nanmean(x)) == 3);
  BOOST_TEST(only(nanvar(x, {.ddof = 1})) == 4);
  BOOST_TEST(only(nanstddev(x, {.ddof = 1})) == 2);
  BOOST_TEST((values_of<std::int64_t>(nanargmax(x)) == Integers{3}));
  BOOST_TEST((values_of<std::int64_t>(nanargmin(x)) == Integers{0}));
}

// numpy: np.nansum(z), np.nanmean(z), np.nanvar(z) of z = [1+1j, nan, 3-1j]
BOOST_AUTO_TEST_CASE(nan_is_left_out_of_complex_numbers) {
  using C = std::complex<double>;
  const Array z = from_vector<C>({C(1, 1), C(not_a_number, 0), C(3, -1)}, {{2, 1}});

  BOOST_TEST((values_of<C>(nansum(z)) == std::vector<C>{C(4, 0)}));
  BOOST_TEST((values_of<C>(nanmean(z)) == std::vector<C>{C(2, 0)}));
  BOOST_TEST(only(nanvar(z)) == 2.0);
  BOOST_TEST((values_of<C>(nanmax(z)) == std::vector<C>{C(3, -1)}));
  BOOST_TEST((nanmean(z).dtype() == DType::complex128));
  BOOST_TEST((nanvar(z).dtype() == DType::float64));
}

// numpy: np.nanvar([1+1j, inf, 3])
BOOST_AUTO_TEST_CASE(the_variance_of_an_infinite_complex_number_is_none) {
  using C = std::complex<double>;
  const Array z = from_vector<C>({C(1, 1), C(std::numeric_limits<double>::infinity(), 0), C(3, 0)}, {{2, 1}});

  BOOST_TEST(std::isnan(only(nanvar(z))));
  BOOST_TEST(std::isnan(only(nanstddev(z))));
}

BOOST_AUTO_TEST_CASE(dtypes_are_numpys) {
  BOOST_TEST((sum(of_dtype(DType::boolean)).dtype() == DType::int64));
  BOOST_TEST((sum(of_dtype(DType::int8)).dtype() == DType::int64));
  BOOST_TEST((prod(of_dtype(DType::uint8)).dtype() == DType::uint64));
  BOOST_TEST((sum(of_dtype(DType::float32)).dtype() == DType::float32));
  BOOST_TEST((sum(of_dtype(DType::float32), {.dtype = DType::float64}).dtype() == DType::float64));
  BOOST_TEST((sum(of_dtype(DType::int64), {.dtype = DType::int8}).dtype() == DType::int8));
  BOOST_TEST((max(of_dtype(DType::int16)).dtype() == DType::int16));
  BOOST_TEST((mean(of_dtype(DType::int16)).dtype() == DType::float64));
  BOOST_TEST((mean(of_dtype(DType::float32)).dtype() == DType::float32));
  BOOST_TEST((mean(of_dtype(DType::complex64)).dtype() == DType::complex64));
  BOOST_TEST((var(of_dtype(DType::complex64)).dtype() == DType::float32));
  BOOST_TEST((stddev(of_dtype(DType::boolean)).dtype() == DType::float64));
  BOOST_TEST((argmax(of_dtype(DType::float32)).dtype() == DType::int64));
  BOOST_TEST((any(of_dtype(DType::float32)).dtype() == DType::boolean));
  BOOST_TEST((count_nonzero(of_dtype(DType::complex64)).dtype() == DType::int64));
}

BOOST_AUTO_TEST_CASE(integers_wrap_in_the_dtype_asked_for) {
  const Array x = from_vector<std::int64_t>({100, 100, 100});

  BOOST_TEST((values_of<std::int8_t>(sum(x, {.dtype = DType::int8})) == std::vector<std::int8_t>{44}));
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = zeros({2, 3});

  BOOST_TEST(message_of<AxisError>([&] { sum(x, {.axis = 2}); }) == "sum: axis 2 is out of range for rank 2");
  BOOST_TEST(message_of<AxisError>([&] { sum(x, {.axis = {0, -2}}); }) == "sum: axis 0 is named twice");
  BOOST_TEST(message_of<AxisError>([&] { argmax(x, {.axis = -3}); })
             == "argmax: axis -3 is out of range for rank 2");
  BOOST_TEST(message_of<ValueError>([&] { sum(x, {.split_every = 1}); })
             == "sum: split_every is 1, but two at least must be merged");
  BOOST_TEST(message_of<ValueError>([&] {
               max(zeros({0, 3}), {.axis = 0});
             })
             == "max: no elements to reduce in shape (0, 3)");
  BOOST_TEST(message_of<ValueError>([&] {
               argmin(zeros({0, 0}), {.axis = 1});
             })
             == "argmin: no elements to reduce in shape (0, 0)");
  BOOST_TEST(message_of<ValueError>([&] { ptp(zeros({0})); }) == "ptp: no elements to reduce in shape (0,)");
  const Array z = astype(x, DType::complex128);
  BOOST_TEST(message_of<AxisError>([&] { nanvar(z, {.axis = 2}); })
             == "nanvar: axis 2 is out of range for rank 2");
  BOOST_TEST(message_of<ValueError>([&] { nanargmin(zeros({0})); })
             == "nanargmin: no elements to reduce in shape (0,)");
}

BOOST_AUTO_TEST_CASE(chunks_of_length_zero_do_not_matter) {
  const Array x = from_chunk(Chunk::from<double>({3}, {-2, -1, -3}), Chunking({{0, 1, 0, 2, 0}}));

  BOOST_TEST(only(max(x)) == -1);
  BOOST_TEST(only(mean(x)) == -2);
  BOOST_TEST(only(var(x)) == 2.0 / 3);
  BOOST_TEST((values_of<std::int64_t>(argmin(x)) == Integers{2}));
  BOOST_TEST((max(zeros({0, 3}), {.axis = 1}).shape() == Shape{0}));
  BOOST_TEST(only(sum(zeros({0}))) == 0);
  BOOST_TEST(std::isnan(only(mean(zeros({0})))));
  BOOST_TEST((values_of<bool>(all(zeros({0}))) == Bools{true}));
}

BOOST_AUTO_TEST_CASE(extents_only_the_data_can_tell_are_fine) {
  const Array x = from_vector<double>({5, -1, 7, -2, 9, 4}, {{2, 4}});
  const Array positive = extract(x > 0, x); // 5 | 7 9 4

  BOOST_TEST(only(sum(positive)) == 25);
  BOOST_TEST(only(mean(positive)) == 6.25);
  BOOST_TEST((values_of<std::int64_t>(argmax(positive)) == Integers{2}));
  BOOST_TEST((values_of<std::int64_t>(argmin(positive)) == Integers{3}));
  BOOST_TEST(only(max(positive)) == 9);
}

BOOST_AUTO_TEST_CASE(the_maximum_of_nothing_fails_when_it_runs) {
  const Array x = from_vector<double>({1, 2, 3}, 2);

  const Array none = max(extract(x > 5, x));

  const auto run = [&] { synchronous_session().compute(none); };
  BOOST_TEST(message_of<TaskError>(run).find("max: no elements along the reduced axes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_failure_names_the_users_line) {
  const Array nothing = nanargmax(full({3}, not_a_number));
  const auto line = static_cast<std::uint32_t>(__LINE__ - 1);

  try {
    synchronous_session().compute(nothing);
    BOOST_ERROR("nothing was thrown");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().line == line);
    BOOST_TEST(error.details().reason == "nanargmax: all-nan slice");
  }
}

BOOST_AUTO_TEST_CASE(the_chunking_does_not_matter) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  const auto chunk = Chunk::generate<double>({13, 7, 11}, [&](std::span<double> out) {
    for (double& a : out)
      a = static_cast<double>(random() % 1000);
  });
  const Array whole = from_chunk(chunk);
  for (int trial = 0; trial < 20; ++trial) {
    const Array cut = from_chunk(chunk, random_chunking(chunk.shape(), random));
    for (const Axes& axes : {Axes(), Axes(0), Axes(2), Axes({0, 2}), Axes({1, 2})}) {
      const int split = 2 + static_cast<int>(random() % 4);
      BOOST_TEST((values_of<double>(sum(cut, {.axis = axes, .split_every = split}))
                  == values_of<double>(sum(whole, {.axis = axes}))));
      BOOST_TEST((values_of<double>(max(cut, {.axis = axes, .split_every = split}))
                  == values_of<double>(max(whole, {.axis = axes}))));
      const auto spread = values_of<double>(var(cut, {.axis = axes, .split_every = split}));
      const auto expected = values_of<double>(var(whole, {.axis = axes}));
      for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST(spread[i] == expected[i], boost::test_tools::tolerance(1e-12));
    }
    for (const std::optional<int> axis :
         {std::optional<int>(), std::optional<int>(0), std::optional<int>(1)}) {
      BOOST_TEST((values_of<std::int64_t>(argmax(cut, {.axis = axis, .split_every = 2}))
                  == values_of<std::int64_t>(argmax(whole, {.axis = axis}))));
      BOOST_TEST((values_of<std::int64_t>(argmin(cut, {.axis = axis}))
                  == values_of<std::int64_t>(argmin(whole, {.axis = axis}))));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
