#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/ordering/searching.hpp"
#include "array/ordering/unique.hpp"
#include "expression/apply.hpp"
#include "support/array_values.hpp"
#include "support/plain_order.hpp"
#include "support/random_seed.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Integers = std::vector<std::int64_t>;
using Elements = std::tuple<bool, std::int8_t, std::uint16_t, std::int64_t, float, double,
                            std::complex<float>, std::complex<double>>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class T>
Array cut(const std::vector<T>& values, const Shape& shape, const Chunking& chunking) {
  return from_chunk(
      Chunk::generate<T>(shape, [&](std::span<T> out) { std::ranges::copy(values, out.begin()); }), chunking);
}

/// One part, through runs of a few hundred bytes.
Array part_within(const Array& array, ItemKind kind, UniquePart part) {
  return apply(Unique{kind, part, 300}, {array});
}

template <class T>
struct Plain {
  std::vector<T> values;
  Integers index, inverse, counts;
};

/// A complex number of which a part is NaN is as one of which both are.
template <class T>
std::vector<T> with_one_nan(std::vector<T> values) {
  if constexpr (ComplexElement<T>)
    for (T& value : values)
      if (std::isnan(value.real()) || std::isnan(value.imag()))
        value = T(std::numeric_limits<typename T::value_type>::quiet_NaN(),
                  std::numeric_limits<typename T::value_type>::quiet_NaN());
  return values;
}

template <class T>
Plain<T> plain_unique(const std::vector<T>& given) {
  const std::vector<T> values = with_one_nan(given);
  Plain<T> plain;
  plain.inverse.resize(values.size());
  for (const std::int64_t position : plain_argsort(values)) {
    const T value = values[static_cast<std::size_t>(position)];
    if (plain.values.empty() || !is_same<T>(plain.values.back(), value)) {
      plain.values.push_back(value);
      plain.index.push_back(position);
      plain.counts.push_back(0);
    }
    ++plain.counts.back();
    plain.inverse[static_cast<std::size_t>(position)] = static_cast<std::int64_t>(plain.values.size()) - 1;
  }
  return plain;
}

template <class T>
void require_same(const std::vector<T>& left, const std::vector<T>& right) {
  BOOST_REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i)
    BOOST_REQUIRE(is_same<T>(left[i], right[i]));
}

} // namespace

BOOST_AUTO_TEST_SUITE(unique_)

BOOST_AUTO_TEST_CASE_TEMPLATE(distinct_elements_are_told_with_place_and_number, T, Elements) {
  std::mt19937_64 random(random_seed());
  for (const Shape& shape : {Shape{600}, Shape{20, 30}, Shape{}, Shape{0}}) {
    const std::vector<T> values = any_elements<T>(static_cast<std::size_t>(element_count(shape)), random);
    const Array x = cut(values, shape, random_chunking(shape, random));
    const Plain<T> plain = plain_unique(values);

    const UniqueResult all = unique_all(x);

    require_same(values_of<T>(unique(x)), plain.values);
    require_same(values_of<T>(part_within(x, ItemKind::key, UniquePart::values)), plain.values);
    require_same(values_of<T>(part_within(x, ItemKind::tallied, UniquePart::values)), plain.values);
    BOOST_TEST(
        (values_of<std::int64_t>(part_within(x, ItemKind::tallied, UniquePart::index)) == plain.index));
    BOOST_TEST(
        (values_of<std::int64_t>(part_within(x, ItemKind::tallied, UniquePart::counts)) == plain.counts));
    require_same(values_of<T>(all.values), plain.values);
    BOOST_TEST((values_of<std::int64_t>(all.index) == plain.index));
    BOOST_TEST((values_of<std::int64_t>(all.inverse) == plain.inverse));
    BOOST_TEST((values_of<std::int64_t>(all.counts) == plain.counts));
  }
}

// numpy: np.unique of such numbers has one NaN, and all of them in its count
BOOST_AUTO_TEST_CASE(complex_numbers_with_a_nan_are_one) {
  using C = std::complex<double>;
  const std::vector<C> numbers{C(not_a_number, 2), C(1, not_a_number), C(3, 0), C(5, not_a_number),
                               C(not_a_number, not_a_number)};
  for (const int chunk : {5, 2, 1}) {
    const UniqueResult result = unique_all(from_vector<C>(numbers, chunk));

    const std::vector<C> values = values_of<C>(result.values);
    BOOST_REQUIRE(values.size() == 2U);
    BOOST_TEST((values[0] == C(3, 0)));
    BOOST_TEST((std::isnan(values[1].real()) && std::isnan(values[1].imag())));
    BOOST_TEST((values_of<std::int64_t>(result.index) == Integers{2, 0}));
    BOOST_TEST((values_of<std::int64_t>(result.inverse) == Integers{1, 1, 0, 1, 1}));
    BOOST_TEST((values_of<std::int64_t>(result.counts) == Integers{1, 4}));
    BOOST_TEST(values_of<C>(union1d(from_vector<C>(numbers, chunk), from_vector<C>(numbers, 2))).size()
               == 2U);
  }
}

BOOST_AUTO_TEST_CASE(blocks_of_sorted_keys_are_elements_without_a_task_more) {
  const Array x = arange(1000, {.chunks = 50});
  const auto has_parts = [](const Array& array) {
    const ArrayGraph planned = graph_of(std::span(&array, 1));
    for (TaskId task = 0; task < planned.graph.size(); ++task)
      for (const Step& step : planned.graph.body(task).steps)
        if (step.kernel != nullptr && step.kernel->name == "unique_part")
          return true;
    return false;
  };
  const Array values = part_within(x, ItemKind::key, UniquePart::values);
  BOOST_TEST(values.chunking().block_count() > 1);
  BOOST_TEST(!has_parts(values));
  BOOST_TEST(has_parts(part_within(x, ItemKind::tallied, UniquePart::counts)));
}

BOOST_AUTO_TEST_CASE(nan_and_zero_count_once) {
  const Array x =
      cut(std::vector<double>{0.0, not_a_number, -0.0, -not_a_number, 1}, {5}, Chunking::regular({5}, {2}));

  const UniqueResult all = unique_all(x);

  BOOST_TEST(values_of<double>(all.values).size() == 3U);
  BOOST_TEST((values_of<std::int64_t>(all.counts) == Integers{2, 1, 2}));
  BOOST_TEST((values_of<std::int64_t>(all.inverse) == Integers{0, 2, 0, 2, 1}));
}

BOOST_AUTO_TEST_CASE(what_depends_on_data_can_be_worked_on) {
  const Array x = cut(Integers{4, -1, 4, 2, -7, 2, 9}, {7}, Chunking::regular({7}, {3}));
  const Array positive = extract(x > 0, x);

  BOOST_TEST((unique(positive).shape() == Shape{unknown_extent}));
  BOOST_TEST((values_of<std::int64_t>(unique(positive)) == Integers{2, 4, 9}));
  BOOST_TEST((values_of<std::int64_t>(unique_all(positive).counts) == Integers{2, 2, 1}));
  BOOST_TEST((values_of<std::int64_t>(unique_all(positive).inverse) == Integers{1, 1, 0, 0, 2}));
  BOOST_TEST(
      (values_of<std::int64_t>(unique_all(x).values * unique_all(x).counts) == Integers{-7, -1, 4, 8, 9}));
  BOOST_TEST((values_of<std::int64_t>(sort(unique(positive) * -1)) == Integers{-9, -4, -2}));
}

// Of one key everywhere one block gets all there is, one item of every run.
BOOST_AUTO_TEST_CASE(few_distinct_elements_may_leave_blocks_empty) {
  const Array x = zeros({5'000}, {.dtype = DType::int32, .chunks = 100});

  BOOST_TEST((values_of<std::int32_t>(part_within(x, ItemKind::key, UniquePart::values))
              == std::vector<std::int32_t>{0}));
  BOOST_TEST(
      (values_of<std::int64_t>(part_within(x, ItemKind::tallied, UniquePart::counts)) == Integers{5'000}));
}

BOOST_AUTO_TEST_CASE(a_union_is_promoted) {
  const Array left = from_vector<std::int32_t>({3, 1, 3}, 2), right = from_vector<double>({0.5, 1}, 1);

  const Array both = union1d(left, right);

  BOOST_TEST((both.dtype() == DType::float64));
  BOOST_TEST((values_of<double>(both) == std::vector<double>{0.5, 1, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
