#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/statistics/whole_lanes.hpp"
#include "support/array_values.hpp"
#include "support/isa_levels.hpp"
#include "support/random_seed.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// [[3 1 2] [9 7 8]], in one block and cut.
std::vector<Array> matrices() {
  const auto chunk = Chunk::from<double>({2, 3}, {3, 1, 2, 9, 7, 8});
  return {from_chunk(chunk), from_chunk(chunk, {1, {2, 1}}),
          from_chunk(chunk, Chunking({{1, 0, 1}, {1, 1, 1}}))};
}

/// NumPy's linear method, written down.
double linear(std::vector<double> sorted, double q) {
  std::ranges::sort(sorted);
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto lower = static_cast<std::size_t>(position);
  const double upper = sorted[std::min(lower + 1, sorted.size() - 1)];
  return std::lerp(sorted[lower], upper, position - std::floor(position));
}

/// Elements of several kinds that searches find hard: sorted, equal, few values, spread over all exponents.
std::vector<double> elements_of_kind(int kind, std::size_t count, std::mt19937_64& random) {
  std::vector<double> elements(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double unit = std::uniform_real_distribution<>(-1, 1)(random);
    switch (kind) {
    case 0: elements[i] = unit; break;
    case 1: elements[i] = static_cast<double>(i); break;
    case 2: elements[i] = 7; break;
    case 3: elements[i] = std::floor(3 * unit); break;
    case 4: elements[i] = unit * std::pow(10.0, 300 * unit); break;
    default: elements[i] = random() % 10 < 7 ? 0.0 : unit; break;
    }
  }
  return elements;
}

} // namespace

BOOST_AUTO_TEST_SUITE(quantiles)

BOOST_AUTO_TEST_CASE(medians_are_middle_elements_or_means_of_two) {
  for (const Array& x : matrices()) {
    BOOST_TEST((values_of<double>(median(x)) == Reals{5}));
    BOOST_TEST((values_of<double>(median(x, {.axis = 0})) == Reals{6, 4, 5}));
    BOOST_TEST((values_of<double>(median(x, {.axis = -1})) == Reals{2, 8}));
    BOOST_TEST((values_of<double>(median(x, {.axis = {0, 1}})) == Reals{5}));
    BOOST_TEST((median(x, {.axis = 1, .keepdims = true}).shape() == Shape{2, 1}));
    BOOST_TEST((values_of<double>(median(x, {.axis = Axes::none()})) == Reals{3, 1, 2, 9, 7, 8}));
  }
}

BOOST_AUTO_TEST_CASE(several_quantiles_are_a_first_axis) {
  for (const Array& x : matrices()) {
    const Array all = percentile(x, {0, 20, 100});
    const Array rows = percentile(x, {0, 50}, {.axis = 1, .keepdims = true});

    BOOST_TEST((values_of<double>(all) == Reals{1, 2, 9}));
    BOOST_TEST((rows.shape() == Shape{2, 2, 1}));
    BOOST_TEST((values_of<double>(rows) == Reals{1, 7, 2, 8}));
    BOOST_TEST((values_of<double>(quantile(x, 0.2)) == Reals{2}));
    BOOST_TEST((quantile(x, std::vector<double>{}).shape() == Shape{0}));
  }
}

// NumPy 1.24: np.quantile([1, 2, 4, 8], [0.1, 0.5, 0.75], method=…)
BOOST_AUTO_TEST_CASE(methods_are_those_of_numpy) {
  const std::vector<std::pair<QuantileMethod, Reals>> expected{
      {QuantileMethod::inverted_cdf, {1, 2, 4}},
      {QuantileMethod::averaged_inverted_cdf, {1, 3, 6}},
      {QuantileMethod::closest_observation, {1, 2, 4}},
      {QuantileMethod::interpolated_inverted_cdf, {1, 2, 4}},
      {QuantileMethod::hazen, {1, 3, 6}},
      {QuantileMethod::weibull, {1, 3, 7}},
      {QuantileMethod::linear, {1.3, 3, 5}},
      {QuantileMethod::median_unbiased, {1, 3, 6 + 1.0 / 3}},
      {QuantileMethod::normal_unbiased, {1, 3, 6.25}},
      {QuantileMethod::lower, {1, 2, 4}},
      {QuantileMethod::higher, {2, 4, 8}},
      {QuantileMethod::midpoint, {1.5, 3, 6}},
      {QuantileMethod::nearest, {1, 4, 4}},
  };
  const std::vector<double> elements{8, 1, 4, 2};

  for (const auto& [method, quantiles] : expected)
    for (const int chunk : {4, 1}) {
      const Reals found =
          values_of<double>(quantile(from_vector(elements, chunk), {0.1, 0.5, 0.75}, {.method = method}));
      for (std::size_t i = 0; i < 3; ++i)
        BOOST_TEST(found[i] == quantiles[i], boost::test_tools::tolerance(1e-14));
    }
  BOOST_TEST((quantile_method_from_name("hazen") == QuantileMethod::hazen));
  BOOST_TEST(message_of<ValueError>([] { quantile_method_from_name("best"); }).find("\"best\"")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nan_spreads_or_is_left_out) {
  for (const int chunk : {6, 2}) {
    const Array x = from_vector<double>({5, not_a_number, 1, 3, not_a_number, 2}, chunk);

    BOOST_TEST(std::isnan(values_of<double>(median(x))[0]));
    BOOST_TEST((values_of<double>(nanmedian(x)) == Reals{2.5}));
    BOOST_TEST((values_of<double>(nanpercentile(x, {0, 100})) == Reals{1, 5}));
    BOOST_TEST(std::isnan(values_of<double>(nanquantile(x * not_a_number, 0.5))[0]));

    const Reals columns = values_of<double>(percentile(reshape(x, {3, 2}), 50, {.axis = 0}));
    BOOST_TEST(std::isnan(columns[1]));
  }
}

BOOST_AUTO_TEST_CASE(of_no_elements_they_are_nan) {
  BOOST_TEST(std::isnan(values_of<double>(median(zeros({0})))[0]));
  BOOST_TEST(std::isnan(values_of<double>(median(zeros({0}, {.dtype = DType::int32})))[0]));
  BOOST_TEST((median(zeros({0, 3}), {.axis = 1}).shape() == Shape{0}));
  BOOST_CHECK_THROW(quantile(zeros({0}, {.dtype = DType::int32}), 0.5, {.method = QuantileMethod::lower}),
                    ValueError);
  BOOST_TEST((values_of<double>(median(full({}, 4.0))) == Reals{4}));
}

BOOST_AUTO_TEST_CASE(infinities_are_numbers) {
  for (const int chunk : {5, 2}) {
    const Array x = from_vector<double>({infinity, 1, infinity, -infinity, infinity}, chunk);
    BOOST_TEST(
        (values_of<double>(quantile(x, {0, 0.5, 0.9, 1})) == Reals{-infinity, infinity, infinity, infinity}));
  }
}

BOOST_AUTO_TEST_CASE(dtypes_are_kept_where_elements_are_chosen) {
  const Array large = from_vector<std::int64_t>({(1LL << 60) + 1, 3, (1LL << 60) + 3}, 1);
  const Array flags = from_chunk(Chunk::from<bool>({3}, {true, false, true}), 2);

  BOOST_TEST((values_of<std::int64_t>(quantile(large, 0.5, {.method = QuantileMethod::lower}))
              == std::vector<std::int64_t>{(1LL << 60) + 1}));
  BOOST_TEST((median(large).dtype() == DType::float64));
  BOOST_TEST((median(astype(large, DType::float32)).dtype() == DType::float32));
  BOOST_TEST((values_of<double>(median(flags)) == Reals{1}));
  BOOST_TEST((values_of<double>(percentile(from_vector<std::uint8_t>({0, 255, 255, 1}, 1), {0, 50, 100}))
              == Reals{0, 128, 255}));
}

BOOST_AUTO_TEST_CASE(long_arrays_in_many_blocks_are_searched_exactly) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  const std::vector<double> q{0, 0.01, 0.5, 0.501, 0.99, 1};

  on_every_isa_level([&](IsaLevel) {
    for (int kind = 0; kind < 6; ++kind) {
      const std::vector<double> elements = elements_of_kind(kind, 300'000, random);
      const Array x = from_vector(elements, 7'000);
      const Reals found = values_of<double>(quantile(x, q));
      const Reals fused = values_of<double>(quantile(x * 2 / 2, q));
      for (std::size_t i = 0; i < q.size(); ++i)
        BOOST_TEST(found[i] == linear(elements, q[i]), "kind " << kind << ", q " << q[i]);
      BOOST_TEST((fused == found), "kind " << kind);
    }
  });
}

BOOST_AUTO_TEST_CASE(chunks_do_not_matter) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 10; ++round) {
    const Shape shape{static_cast<std::int64_t>(1 + random() % 9),
                      static_cast<std::int64_t>(1 + random() % 9),
                      static_cast<std::int64_t>(1 + random() % 9)};
    const auto count = static_cast<std::size_t>(element_count(shape));
    const Chunk chunk = Chunk::copy<double>(shape, elements_of_kind(round % 6, count, random));
    const Array whole = from_chunk(chunk, -1), cut = from_chunk(chunk, random_chunking(shape, random));
    for (const Axes& axes : {Axes(), Axes(0), Axes(1), Axes(2), Axes({0, 2}), Axes({1, 2})}) {
      const QuantileOptions options{.axis = axes};
      BOOST_TEST((values_of<double>(quantile(whole, {0.3, 0.8}, options))
                  == values_of<double>(quantile(cut, {0.3, 0.8}, options))));
    }
  }
}

BOOST_AUTO_TEST_CASE(lanes_too_long_to_be_brought_together_are_searched_one_by_one) {
  const std::int64_t rows = longest_lane_bytes / std::int64_t{sizeof(double)} + 1;
  const Array x = reshape(arange(2 * rows, {.dtype = DType::float64, .chunks = rows / 2 + 1}), {rows, 2});

  BOOST_TEST((values_of<double>(median(x, {.axis = 0}))
              == Reals{static_cast<double>(rows - 1), static_cast<double>(rows)}));
}

BOOST_AUTO_TEST_CASE(lengths_only_the_data_can_tell_are_fine) {
  const Array x = from_vector<double>({4, -1, 3, -5, 9, 1}, 2);
  const Array positive = extract(x > 0, x);

  BOOST_TEST((values_of<double>(median(positive)) == Reals{3.5}));
  BOOST_TEST((values_of<double>(percentile(positive, {0, 100})) == Reals{1, 9}));
  BOOST_TEST(std::isnan(values_of<double>(median(extract(x > 10, x)))[0]));
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused) {
  const Array x = zeros({4, 2});

  BOOST_TEST(message_of<ValueError>([&] { percentile(x, 101); }) == "percentile: 101.0 is outside 0 to 100");
  BOOST_TEST(message_of<ValueError>([&] { quantile(x, {0.5, 1.5}); }) == "quantile: 1.5 is outside 0 to 1");
  BOOST_CHECK_THROW(quantile(x, not_a_number), ValueError);
  BOOST_CHECK_THROW(median(x, {.axis = 5}), AxisError);
  BOOST_CHECK_THROW(median(x, {.axis = {1, -1}}), AxisError);
  BOOST_CHECK_THROW(median(zeros({2}, {.dtype = DType::complex64})), DTypeError);
}

BOOST_AUTO_TEST_CASE(files_larger_than_memory_are_read_a_few_times) {
  const test::TemporaryDirectory directory;
  const std::string file = (directory.path() / "large.npy").string();
  const std::int64_t count = std::int64_t{32} << 20; // 256 MiB
  // Every number below `count` once, in another order: the multiplier is odd.
  const Array order = mod(arange(count, {.chunks = "1MiB"}) * 12'345'679, count);
  to_npy(astype(order, DType::float64), file);
  Session session({.threads = 2, .memory_limit = "32MiB", .store = directory.path()});
  const Array x = open_npy(file, {.chunks = "1MiB"});
  const auto middle = static_cast<double>(count) / 2 - 0.5;

  const Chunk found = session.compute(percentile(x, {0, 25, 50, 100}));
  BOOST_TEST(found.at<double>({0}) == 0);
  BOOST_TEST(found.at<double>({1}) == 0.25 * static_cast<double>(count - 1));
  BOOST_TEST(found.at<double>({2}) == middle);
  BOOST_TEST(found.at<double>({3}) == static_cast<double>(count - 1));
  BOOST_TEST(session.compute(median(x * 2)).item<double>() == 2 * middle);
  BOOST_TEST((session.compute(topk(x, 3)).at<double>({2}) == static_cast<double>(count - 3)));
  const Histogram counted = histogram(x, {.bins = 4});
  BOOST_TEST(session.compute(counted.counts).at<std::int64_t>({1}) == count / 4);
  BOOST_TEST(session.report().memory.peak_bytes <= std::uint64_t{40} << 20);
}

BOOST_AUTO_TEST_SUITE_END()
