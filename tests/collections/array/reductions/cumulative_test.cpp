#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// [[1 2 3] [4 5 6]], in one block and cut.
std::vector<Array> matrices() {
  const auto chunk = Chunk::from<double>({2, 3}, {1, 2, 3, 4, 5, 6});
  return {from_chunk(chunk), from_chunk(chunk, {1, {2, 1}}),
          from_chunk(chunk, Chunking({{1, 0, 1}, {1, 1, 1}}))};
}

} // namespace

BOOST_AUTO_TEST_SUITE(cumulative)

BOOST_AUTO_TEST_CASE(sums_and_products_run_along_an_axis) {
  for (const Array& x : matrices()) {
    BOOST_TEST((values_of<double>(cumsum(x, {.axis = 0})) == Reals{1, 2, 3, 5, 7, 9}));
    BOOST_TEST((values_of<double>(cumsum(x, {.axis = -1})) == Reals{1, 3, 6, 4, 9, 15}));
    BOOST_TEST((values_of<double>(cumprod(x, {.axis = 1})) == Reals{1, 2, 6, 4, 20, 120}));
  }
}

BOOST_AUTO_TEST_CASE(without_an_axis_they_run_in_c_order) {
  for (const Array& x : matrices()) {
    const Array running = cumsum(x);

    BOOST_TEST((running.shape() == Shape{6}));
    BOOST_TEST((values_of<double>(running) == Reals{1, 3, 6, 10, 15, 21}));
  }
}

BOOST_AUTO_TEST_CASE(nan_counts_as_nothing) {
  const Array x = from_vector<double>({1, not_a_number, 2, not_a_number, 3}, 2);

  BOOST_TEST((values_of<double>(nancumsum(x)) == Reals{1, 1, 3, 3, 6}));
  BOOST_TEST((values_of<double>(nancumprod(x)) == Reals{1, 1, 2, 2, 6}));
}

BOOST_AUTO_TEST_CASE(dtypes_are_those_of_sums) {
  const Array flags = from_vector<std::int8_t>({100, 100, 1}, 2);

  BOOST_TEST((values_of<std::int64_t>(cumsum(flags)) == Integers{100, 200, 201}));
  BOOST_TEST((cumsum(ones({2}, {.dtype = DType::float32})).dtype() == DType::float32));
  BOOST_TEST((cumsum(ones({2}, {.dtype = DType::uint8})).dtype() == DType::uint64));
  BOOST_TEST((values_of<std::int8_t>(cumsum(flags, {.dtype = DType::int8}))
              == std::vector<std::int8_t>{100, -56, -55}));
}

BOOST_AUTO_TEST_CASE(lengths_only_the_data_can_tell_are_fine) {
  const Array x = from_vector<double>({1, -1, 2, 3, -4, 5}, 2);

  BOOST_TEST((values_of<double>(cumsum(extract(x > 0, x))) == Reals{1, 3, 6, 11}));
}

// Zeros at the beginning of each block would show a total below the running sum before it.
BOOST_AUTO_TEST_CASE(sums_of_what_is_not_negative_never_fall) {
  constexpr std::int64_t count = 60'000, chunk = 700;
  const Array drawn = Random(20).uniform({count}, 0.0, 1.0, {.chunks = chunk});
  const Array x = where(remainder(arange(count, {.chunks = chunk}), chunk) < 3, 0.0, drawn);
  const auto falls = [](const Array& running, const CumulativeOptions& options) {
    const int axis = options.axis.value_or(0);
    return compute(count_nonzero(diff(running, {.axis = axis}) < 0)).item<std::int64_t>();
  };

  for (const Array& sizes : {x, astype(x, DType::float32)}) {
    BOOST_TEST(falls(cumsum(sizes), {}) == 0);
    BOOST_TEST(falls(negative(cumsum(negative(sizes))), {}) == 0);
    const Array columns = reshape(sizes, {count / 4, 4});
    BOOST_TEST(falls(cumsum(columns, {.axis = 0}), {.axis = 0}) == 0);
    // Sums of both signs are as they would be: close to those of one block.
    const Array mixed = sizes - 0.5;
    const Array difference = cumsum(mixed) - cumsum(rechunk(mixed, {-1}));
    const double most = sizes.dtype() == DType::float32 ? 1e-4 : 1e-10;
    BOOST_TEST(compute(all(less(absolute(difference), most))).item<bool>());
  }
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  BOOST_TEST(message_of<AxisError>([] { cumsum(ones({2}), {.axis = 1}); })
             == "cumsum: axis 1 is out of range for rank 1");
  BOOST_TEST(message_of<DTypeError>([] { cumprod(ones({2}), {.dtype = DType::boolean}); })
             == "cumprod: not defined for bool");
}

BOOST_AUTO_TEST_SUITE_END()
