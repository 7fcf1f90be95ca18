#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/isa_levels.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Integers counts_of(const Histogram& histogram) { return values_of<std::int64_t>(histogram.counts); }
Reals edges_of(const Histogram& histogram) { return values_of<double>(histogram.edges); }

/// Element by element, by the edges alone.
Integers counted_by_edges(const std::vector<double>& elements, const Reals& edges) {
  Integers counts(edges.size() - 1, 0);
  for (const double x : elements)
    for (std::size_t bin = 0; bin < counts.size(); ++bin)
      if (edges[bin] <= x && (x < edges[bin + 1] || (bin + 1 == counts.size() && x == edges[bin + 1])))
        ++counts[bin];
  return counts;
}

} // namespace

BOOST_AUTO_TEST_SUITE(histogram_)

BOOST_AUTO_TEST_CASE(bins_may_stand_alone) {
  const Array x = arange(10.0);

  BOOST_TEST((values_of<std::int64_t>(histogram(x, 5).counts)
              == values_of<std::int64_t>(histogram(x, {.bins = 5}).counts)));
  BOOST_TEST((values_of<std::int64_t>(histogram(x, std::vector{0.0, 2.0, 9.0}).counts)
              == std::vector<std::int64_t>{2, 8}));
}

BOOST_AUTO_TEST_CASE(bins_have_their_left_edges_and_the_last_both) {
  for (const int chunk : {8, 3, 1}) {
    const Array x = from_vector<double>({0, 1, 1.5, 2, 4, -1, 5, not_a_number}, chunk);
    const Histogram found = histogram(x, {.bins = 4, .range = {{0, 4}}});

    BOOST_TEST((counts_of(found) == Integers{1, 2, 1, 1}));
    BOOST_TEST((edges_of(found) == Reals{0, 1, 2, 3, 4}));
    BOOST_TEST((counts_of(histogram(x, {.bins = {-1, 1, 1, 4.5}})) == Integers{2, 0, 4}));
  }
}

BOOST_AUTO_TEST_CASE(without_a_range_it_is_that_of_the_elements) {
  for (const int chunk : {5, 2}) {
    const Array x = from_vector<std::int16_t>({-3, 7, 0, 2, 7}, chunk);
    const Histogram found = histogram(x, {.bins = 2});

    BOOST_TEST((counts_of(found) == Integers{2, 3}));
    BOOST_TEST((edges_of(found) == Reals{-3, 2, 7}));
    BOOST_TEST((edges_of(histogram(x * 0, {.bins = 1})) == Reals{-0.5, 0.5}));
  }
  BOOST_TEST((edges_of(histogram(zeros({0}), {.bins = 2})) == Reals{0, 0.5, 1}));
  BOOST_TEST((counts_of(histogram(zeros({0}), {.bins = 2})) == Integers{0, 0}));
}

BOOST_AUTO_TEST_CASE(elements_at_edges_are_where_the_edges_put_them) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  on_every_isa_level([&](IsaLevel) {
    for (const auto& [first, last, bins] : {std::tuple{0.0, 1.0, 100},
                                            {0.1, 0.7, 37},
                                            {-3e9, 1e-3, 1000},
                                            {1e9, 1e9 + 1e-6, 10},
                                            {-0.3, 0.3, 7}}) {
      const Array edges_array = histogram(zeros({1}), {.bins = bins, .range = {{first, last}}}).edges;
      const Reals edges = values_of<double>(edges_array);
      std::vector<double> elements;
      for (int i = 0; i < 3'000; ++i) {
        const double edge = edges[random() % edges.size()];
        elements.push_back(edge);
        elements.push_back(std::nextafter(edge, random() % 2 == 0 ? infinity : -infinity));
        elements.push_back(std::uniform_real_distribution<>(first, last)(random));
      }
      elements.insert(elements.end(), {infinity, -infinity, not_a_number, 1e300, -1e300});
      const Histogram found =
          histogram(from_vector(elements, 1'000), {.bins = bins, .range = {{first, last}}});
      BOOST_TEST((counts_of(found) == counted_by_edges(elements, edges)), first << " to " << last);
    }
  });
}

BOOST_AUTO_TEST_CASE(edges_are_float32_for_float32) {
  const Array x = from_vector<float>({0.1F, 0.25F, 0.9F}, 2);
  const Histogram found = histogram(x, {.bins = 10, .range = {{0, 1}}});

  BOOST_TEST((found.edges.dtype() == DType::float32));
  BOOST_TEST((counts_of(found) == Integers{0, 1, 1, 0, 0, 0, 0, 0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(integers_among_integers_are_compared_as_such) {
  constexpr std::int64_t large = (1LL << 62) + 1;
  const Array x = from_vector<std::int64_t>({large - 1, large, large + 1}, 2);
  const Histogram found = histogram(x, {.bins = Integers{large, large + 1, large + 2}});

  BOOST_TEST((counts_of(found) == Integers{1, 1}));
  BOOST_TEST((found.edges.dtype() == DType::int64));
}

BOOST_AUTO_TEST_CASE(weights_are_added_up) {
  for (const int chunk : {4, 3}) {
    const Array x = from_vector<double>({0, 1, 1, 3}, chunk);
    const Array weights = from_vector<double>({2, 0.5, 1, -4}, 2);
    const HistogramOptions options{.bins = 3, .range = {{0, 3}}, .weights = weights};

    BOOST_TEST((values_of<double>(histogram(x, options).counts) == Reals{2, 1.5, -4}));
    const Histogram whole =
        histogram(x, {.bins = 3, .range = {{0, 3}}, .weights = astype(weights * 2, DType::int32)});
    BOOST_TEST((values_of<std::int32_t>(whole.counts) == std::vector<std::int32_t>{4, 3, -8}));
    const Histogram complex =
        histogram(x, {.bins = 1, .range = {{0, 3}}, .weights = astype(weights, DType::complex64)});
    BOOST_TEST((values_of<std::complex<float>>(complex.counts)[0] == std::complex<float>(-0.5F)));
  }
}

BOOST_AUTO_TEST_CASE(densities_integrate_to_one) {
  const Array x = from_vector<double>({0, 1, 2, 2.5}, 2);
  BOOST_TEST(
      (values_of<double>(histogram(x, {.bins = {0, 1, 3}, .density = true}).counts) == Reals{0.25, 0.375}));
}

BOOST_AUTO_TEST_CASE(operations_before_it_are_taken_in) {
  const Array x = arange(1'000, {.dtype = DType::float64, .chunks = 100});
  const Histogram found = histogram(sqrt(x), {.bins = 4, .range = {{0, 32}}});

  BOOST_TEST((counts_of(found) == Integers{64, 192, 320, 424}));
}

BOOST_AUTO_TEST_CASE(in_two_dimensions_cells_are_counted) {
  for (const int chunk : {5, 2}) {
    const Array x = from_vector<double>({0, 0.5, 1, 2, 9}, chunk);
    const Array y = from_vector<double>({0, 3, 4, 2, 0}, 3);
    const Histogram2d found = histogram2d(x, y, {.x_bins = 2, .y_bins = {0, 3, 4}, .x_range = {{0, 2}}});

    BOOST_TEST((values_of<double>(found.counts) == Reals{1, 1, 1, 1}));
    BOOST_TEST((values_of<double>(found.x_edges) == Reals{0, 1, 2}));
    const Histogram2d weighted = histogram2d(
        x, y, {.x_bins = 2, .y_bins = 1, .x_range = {{0, 2}}, .y_range = {{0, 4}}, .weights = x + 1});
    BOOST_TEST((values_of<double>(weighted.counts) == Reals{2.5, 5}));
  }
}

BOOST_AUTO_TEST_CASE(lengths_only_the_data_can_tell_are_fine) {
  const Array x = arange(10, {.chunks = 4});
  const Array some = extract(x > 3, x);

  BOOST_TEST((counts_of(histogram(some, {.bins = 3})) == Integers{2, 2, 2}));
  BOOST_TEST((counts_of(histogram(some, {.bins = 1, .range = {{0, 6}}, .weights = some})) == Integers{15}));
  BOOST_TEST((counts_of(histogram(extract(x > 20, x), {.bins = 1})) == Integers{0}));
  BOOST_TEST((values_of<std::int64_t>(bincount(some - 4)) == Integers(6, 1)));
  BOOST_TEST((values_of<std::int64_t>(digitize(some, {5, 8})) == Integers{0, 1, 1, 1, 2, 2}));
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused) {
  const Array x = zeros({3});

  BOOST_TEST(message_of<ValueError>([&] { histogram(x, {.bins = 0}); }) == "histogram: 0 bins");
  BOOST_TEST(message_of<ValueError>([&] {
               histogram(x, {.bins = {3, 1, 2}});
             })
             == "histogram: the edges [3. 1. 2.] do not increase");
  BOOST_CHECK_THROW(histogram(x, {.bins = {1}}), ValueError);
  BOOST_CHECK_THROW(histogram(x, {.range = {{1, 0}}}), ValueError);
  BOOST_CHECK_THROW(histogram(x, {.range = {{0, not_a_number}}}), ValueError);
  BOOST_CHECK_THROW(histogram(x, {.range = {{0, infinity}}}), ValueError);
  BOOST_CHECK_THROW(histogram(x, {.range = {{0, 1}}, .weights = zeros({4})}), ShapeError);
  BOOST_CHECK_THROW(histogram(zeros({3}, {.dtype = DType::complex64})), DTypeError);
  BOOST_CHECK_THROW(histogram2d(x, zeros({4})), ShapeError);
}

BOOST_AUTO_TEST_CASE(elements_without_a_range_fail_when_it_runs) {
  const std::string message = message_of<TaskError>([] {
    values_of<double>(histogram(from_vector<double>({1, not_a_number}, 1)).edges);
  });

  BOOST_TEST(message.find("NaN among the elements has no bin") != std::string::npos, message);
  BOOST_TEST(message.find("histogram-") != std::string::npos, message);
  BOOST_CHECK_THROW(values_of<double>(histogram(from_vector<double>({1, infinity}, 1)).edges), TaskError);
  BOOST_CHECK_THROW(values_of<double>(histogram(from_vector<double>({-1.7e308, 0, 1.7e308}, 2)).edges),
                    TaskError);
  BOOST_CHECK_THROW(histogram(arange(3.), {.range = {{-1.7e308, 1.7e308}}}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bincount_)

BOOST_AUTO_TEST_CASE(numbers_are_counted) {
  for (const int chunk : {7, 2}) {
    const Array x = from_vector<std::uint8_t>({5, 1, 1, 3, 5, 5, 0}, chunk);

    BOOST_TEST((values_of<std::int64_t>(bincount(x)) == Integers{1, 2, 0, 1, 0, 3}));
    BOOST_TEST((values_of<std::int64_t>(bincount(x, {.minlength = 8})) == Integers{1, 2, 0, 1, 0, 3, 0, 0}));
    BOOST_TEST(
        (values_of<double>(bincount(x, {.weights = arange(7, {.chunks = 3})})) == Reals{6, 3, 0, 3, 0, 9}));
  }
  BOOST_TEST((values_of<std::int64_t>(bincount(zeros({0}, {.dtype = DType::int64}), {.minlength = 2}))
              == Integers{0, 0}));
  BOOST_TEST(
      (values_of<std::int64_t>(bincount(from_vector<std::int64_t>({100'000, 100'000}, 1)))[100'000] == 2));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_counted_is_refused) {
  BOOST_CHECK_THROW(bincount(zeros({2})), DTypeError);
  BOOST_CHECK_THROW(bincount(zeros({2, 2}, {.dtype = DType::int8})), ShapeError);
  BOOST_CHECK_THROW(bincount(arange(3), {.minlength = -1}), ValueError);
  BOOST_CHECK_THROW(bincount(arange(3), {.minlength = std::numeric_limits<std::int64_t>::max()}), ShapeError);
  BOOST_CHECK_THROW(bincount(arange(3), {.weights = zeros({4})}), ShapeError);
  const std::string message = message_of<TaskError>([] {
    values_of<std::int64_t>(bincount(from_vector<std::int64_t>({1, -1}, 1)));
  });
  BOOST_TEST(message.find("-1 is negative") != std::string::npos, message);
  BOOST_TEST(message.find("bincount-") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(digitize_)

BOOST_AUTO_TEST_CASE(bins_are_numbered) {
  for (const int chunk : {5, 2}) {
    const Array x = from_vector<double>({-3, 0, 0.5, 4, not_a_number}, chunk);

    BOOST_TEST((values_of<std::int64_t>(digitize(x, {-3, 0, 1, 4})) == Integers{1, 2, 2, 4, 4}));
    BOOST_TEST(
        (values_of<std::int64_t>(digitize(x, {-3, 0, 1, 4}, {.right = true})) == Integers{0, 1, 2, 3, 4}));
    BOOST_TEST((values_of<std::int64_t>(digitize(x, {4, 1, 0, -3})) == Integers{3, 2, 2, 0, 0}));
  }
  const Array large = from_vector<std::uint64_t>({~0ULL, 1ULL << 63, 0}, 2);
  const Chunk edges = Chunk::from<std::uint64_t>({2}, {1, (1ULL << 63) + 1});
  BOOST_TEST((values_of<std::int64_t>(digitize(large, edges)) == Integers{2, 1, 0}));
}

BOOST_AUTO_TEST_CASE(edges_in_no_order_are_refused) {
  BOOST_CHECK_THROW(digitize(zeros({2}), {1, 3, 2}), ValueError);
  BOOST_CHECK_THROW(digitize(zeros({2}), {1, not_a_number, 2}), ValueError);
  BOOST_CHECK_THROW(digitize(zeros({2}, {.dtype = DType::complex64}), {1, 3}), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()
