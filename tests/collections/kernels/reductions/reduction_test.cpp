#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "collections/kernels/reductions/samples.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

/// The elements that go into each slot of the result, in C order.
template <Element T>
std::vector<std::vector<T>> slots_of(const Chunk& chunk, const AxisList& axes) {
  const Shape& shape = chunk.shape();
  Shape kept = shape;
  for (const std::int64_t axis : axes)
    kept[static_cast<std::size_t>(axis)] = 1;
  const Shape strides = row_major_strides(kept);
  std::vector<std::vector<T>> slots(static_cast<std::size_t>(element_count(kept)));
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    auto left = static_cast<std::int64_t>(i);
    std::int64_t slot = 0;
    for (std::size_t axis = shape.size(); axis-- > 0; left /= shape[axis])
      slot += kept[axis] == 1 ? 0 : left % shape[axis] * strides[axis];
    slots[static_cast<std::size_t>(slot)].push_back(chunk.values<T>()[i]);
  }
  return slots;
}

struct Layout {
  Shape shape;
  AxisList axes;
};

/// Sizes that reach lanes, tails, pieces, strips and their trees, and every order of kept and reduced axes.
const std::vector<Layout> layouts{
    {{1}, {0}},
    {{7}, {0}},
    {{33}, {0}},
    {{1000}, {0}},
    {{1024}, {0}},
    {{1025}, {0}},
    {{5000}, {0}},
    {{20000}, {0}},
    {{}, {}},
    {{3, 5}, {}},
    {{40, 70}, {0}},
    {{300, 70}, {0}},
    {{3, 2500}, {0}},
    {{1000, 3}, {0}},
    {{2049, 2}, {0}},
    {{5, 3}, {0}},
    {{40, 70}, {1}},
    {{3, 5000}, {1}},
    {{500, 2}, {1}},
    {{500, 1}, {1}},
    {{40, 70}, {0, 1}},
    {{4, 300, 5}, {1}},
    {{4, 30, 500}, {1}},
    {{4, 30, 50}, {0, 2}},
    {{6, 5, 4, 3}, {0, 2}},
    {{6, 5, 4, 3}, {1, 3}},
    {{7, 5, 11, 3, 2}, {0, 2, 4}},
    {{1, 200, 1, 3}, {0, 1, 2}},
    {{2, 3, 4}, {0, 1, 2}},
};

/// Compares a reduction with `expected` of each slot's elements, in all layouts, on all ISA levels.
template <Element T, Element Result>
void require_like(const Reduction& reduction, const std::function<Result(const std::vector<T>&)>& expected,
                  double tolerance = 0) {
  on_every_isa_level([&](IsaLevel level) {
    for (const Layout& layout : layouts) {
      const Chunk chunk = sample<T>(layout.shape, reduction.nan);
      const Chunk result = reduced(reduction, chunk, layout.axes);
      const auto slots = slots_of<T>(chunk, layout.axes);
      BOOST_REQUIRE_EQUAL(result.size(), slots.size());
      for (std::size_t i = 0; i < slots.size(); ++i) {
        const Result want = expected(slots[i]);
        const Result got = result.values<Result>()[i];
        const bool both_nan = want != want && got != got;
        const double error = std::abs(static_cast<double>(got) - static_cast<double>(want));
        BOOST_REQUIRE_MESSAGE(both_nan || got == want
                                  || error <= tolerance * std::max(1.0, std::abs(static_cast<double>(want))),
                              to_string(level)
                                  << " " << to_string(layout.shape) << ": " << got << " is not " << want);
      }
    }
  });
}

template <class T>
std::vector<T> numbers(const std::vector<T>& elements) {
  std::vector<T> kept;
  std::ranges::copy_if(elements, std::back_inserter(kept), [](T a) { return a == a; });
  return kept;
}

template <class T>
double exact_sum(const std::vector<T>& elements) {
  long double sum = 0;
  for (const T a : elements)
    sum += a;
  return static_cast<double>(sum);
}

template <class T>
double exact_variance(const std::vector<T>& elements, double ddof) {
  const auto count = static_cast<long double>(elements.size());
  long double mean = 0;
  for (const T a : elements)
    mean += a / count;
  long double squares = 0;
  for (const T a : elements)
    squares += (a - mean) * (a - mean);
  return static_cast<double>(squares / (count - ddof));
}

} // namespace

BOOST_AUTO_TEST_SUITE(reduction_)

using Integers = std::tuple<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                            std::uint16_t, std::uint32_t, std::uint64_t>;
using Floats = std::tuple<float, double>;
using Reals = std::tuple<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                         std::uint16_t, std::uint32_t, std::uint64_t, float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(integers_sum_up_in_64_bits, T, Integers) {
  require_like<T, std::int64_t>(
      make(Kind::sum, NanRule::spread, ReductionResult::value, dtype_of<T>(), DType::int64),
      [](const std::vector<T>& elements) {
        return std::accumulate(elements.begin(), elements.end(), std::int64_t{0});
      });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(floats_sum_up, T, Floats) {
  require_like<T, double>(
      make(Kind::sum, NanRule::spread, ReductionResult::value, dtype_of<T>(), DType::float64), exact_sum<T>,
      1e-14);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_is_left_out_of_sums, T, Floats) {
  require_like<T, double>(
      make(Kind::sum, NanRule::skip, ReductionResult::value, dtype_of<T>(), DType::float64),
      [](const std::vector<T>& elements) { return exact_sum(numbers(elements)); }, 1e-14);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_is_left_out_of_means, T, Floats) {
  require_like<T, double>(
      make(Kind::sum, NanRule::skip, ReductionResult::mean, dtype_of<T>(), DType::float64),
      [](const std::vector<T>& elements) {
        const auto kept = numbers(elements);
        return exact_sum(kept) / static_cast<double>(kept.size());
      },
      1e-14);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(products_of_integers_wrap, T, Integers) {
  require_like<T, std::int64_t>(
      make(Kind::product, NanRule::spread, ReductionResult::value, dtype_of<T>(), DType::int64),
      [](const std::vector<T>& elements) {
        std::uint64_t product = 1;
        for (const T a : elements)
          product *= static_cast<std::uint64_t>(static_cast<std::int64_t>(a));
        return static_cast<std::int64_t>(product);
      });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(variances_are_those_of_the_textbook, T, Floats) {
  Reduction reduction =
      make(Kind::moments, NanRule::spread, ReductionResult::variance, dtype_of<T>(), DType::float64);
  require_like<T, double>(
      reduction, [](const std::vector<T>& elements) { return exact_variance(elements, 0); }, 1e-13);

  reduction.ddof = 0.5;
  require_like<T, double>(
      reduction, [](const std::vector<T>& elements) { return exact_variance(elements, 0.5); }, 1e-13);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_is_left_out_of_deviations, T, Floats) {
  require_like<T, double>(
      make(Kind::moments, NanRule::skip, ReductionResult::deviation, dtype_of<T>(), DType::float64),
      [](const std::vector<T>& elements) { return std::sqrt(exact_variance(numbers(elements), 0)); }, 1e-13);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(extremes_are_exact, T, Reals) {
  require_like<T, T>(
      make(Kind::maximum, NanRule::spread, ReductionResult::value, dtype_of<T>(), dtype_of<T>()),
      [](const std::vector<T>& elements) { return *std::ranges::max_element(elements); });
  require_like<T, T>(
      make(Kind::minimum, NanRule::spread, ReductionResult::value, dtype_of<T>(), dtype_of<T>()),
      [](const std::vector<T>& elements) { return *std::ranges::min_element(elements); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_is_left_out_of_extremes, T, Floats) {
  require_like<T, T>(make(Kind::maximum, NanRule::skip, ReductionResult::value, dtype_of<T>(), dtype_of<T>()),
                     [](const std::vector<T>& elements) {
                       const auto kept = numbers(elements);
                       return kept.empty() ? static_cast<T>(nan_value) : *std::ranges::max_element(kept);
                     });
}

// Positions are those of one axis, or of all in C order.
template <class T, class Extreme>
void require_positions(Kind kind, NanRule nan, const Extreme& extreme) {
  const Reduction reduction = make(kind, nan, ReductionResult::position, dtype_of<T>(), DType::int64);
  on_every_isa_level([&](IsaLevel level) {
    for (const Layout& layout : layouts) {
      if (layout.axes.size() != 1 && layout.axes.size() != layout.shape.size())
        continue;
      const Chunk chunk = sample<T>(layout.shape, nan);
      const auto slots = slots_of<T>(chunk, layout.axes);
      const ReductionState state = reduce(reduction, chunk, layout.axes);
      for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto kept = numbers(slots[i]);
        const std::int64_t want =
            kept.empty() ? -1 : std::ranges::find(slots[i], *extreme(kept)) - slots[i].begin();
        BOOST_REQUIRE_MESSAGE(state.parts[1].values<std::int64_t>()[i] == want,
                              to_string(level)
                                  << " " << to_string(layout.shape) << ": position "
                                  << state.parts[1].values<std::int64_t>()[i] << " is not " << want);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(positions_are_the_first_ones, T, Reals) {
  const auto largest = [](const std::vector<T>& elements) { return std::ranges::max_element(elements); };
  const auto smallest = [](const std::vector<T>& elements) { return std::ranges::min_element(elements); };
  require_positions<T>(Kind::argmax, NanRule::spread, largest);
  require_positions<T>(Kind::argmin, NanRule::spread, smallest);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_is_left_out_of_positions, T, Floats) {
  const auto largest = [](const std::vector<T>& elements) { return std::ranges::max_element(elements); };
  require_positions<T>(Kind::argmax, NanRule::skip, largest);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_nan_spreads_and_the_first_one_is_found, T, Floats) {
  on_every_isa_level([](IsaLevel) {
    for (const std::int64_t length : {5, 64, 100, 3000}) {
      const Chunk chunk = Chunk::generate<T>({length, 2}, [&](std::span<T> out) {
        std::iota(out.begin(), out.end(), T(0));
        out[static_cast<std::size_t>(length)] = out[out.size() - 1] = static_cast<T>(nan_value);
      });
      const auto run = [&](Kind kind, ReductionResult result, DType dtype, const AxisList& axes) {
        return reduced(make(kind, NanRule::spread, result, dtype_of<T>(), dtype), chunk, axes);
      };

      const Chunk maximum = run(Kind::maximum, ReductionResult::value, dtype_of<T>(), {0, 1});
      const Chunk sum = run(Kind::sum, ReductionResult::value, dtype_of<T>(), {0, 1});
      const Chunk variance = run(Kind::moments, ReductionResult::variance, dtype_of<T>(), {0, 1});
      const Chunk position = run(Kind::argmin, ReductionResult::position, DType::int64, {0, 1});

      BOOST_TEST(std::isnan(maximum.item<double>()));
      BOOST_TEST(std::isnan(sum.item<double>()));
      BOOST_TEST(std::isnan(variance.item<double>()));
      BOOST_TEST(position.item<std::int64_t>() == length);
    }
  });
}

BOOST_AUTO_TEST_CASE(complex_numbers_are_reduced_by_parts) {
  using C = std::complex<double>;
  const auto chunk = Chunk::from<C>({2, 2}, {{1, 2}, {3, -1}, {-2, 0}, {0, 5}});
  const auto run = [&](Kind kind, ReductionResult result, DType dtype, const AxisList& axes) {
    return reduced(make(kind, NanRule::spread, result, DType::complex128, dtype), chunk, axes);
  };

  // numpy: x.sum(), x.mean(0), x.var(), x.prod(1), x.max(), x.argmin()
  BOOST_TEST(
      identical(run(Kind::sum, ReductionResult::value, DType::complex128, {0, 1}), Chunk::scalar(C(2, 6))));
  BOOST_TEST(identical(run(Kind::sum, ReductionResult::mean, DType::complex128, {0}),
                       Chunk::from<C>({2}, {{-0.5, 1}, {1.5, 2}})));
  BOOST_TEST(
      identical(run(Kind::moments, ReductionResult::variance, DType::float64, {0, 1}), Chunk::scalar(8.5)));
  BOOST_TEST(identical(run(Kind::product, ReductionResult::value, DType::complex128, {1}),
                       Chunk::from<C>({2}, {{5, 5}, {-0.0, -10}})));
  BOOST_TEST(identical(run(Kind::maximum, ReductionResult::value, DType::complex128, {0, 1}),
                       Chunk::scalar(C(3, -1))));
  BOOST_TEST(identical(run(Kind::argmin, ReductionResult::position, DType::int64, {0, 1}),
                       Chunk::scalar(std::int64_t{2})));
}

// NIST StRD NumAcc3: a small spread on a large mean. Certified standard deviation: 0.1.
BOOST_AUTO_TEST_CASE(deviations_survive_a_large_mean) {
  std::vector<double> values{1000000.2};
  for (int i = 0; i < 500; ++i) {
    values.push_back(1000000.1);
    values.push_back(1000000.3);
  }
  Reduction reduction =
      make(Kind::moments, NanRule::spread, ReductionResult::deviation, DType::float64, DType::float64);
  reduction.ddof = 1;
  const Chunk chunk = Chunk::copy<double>({1001}, values);

  BOOST_TEST(reduced(reduction, chunk, {0}).item<double>() == 0.1, boost::test_tools::tolerance(1e-9));
}

// 0.1 in float32 ten million times: float accumulation gives 1087937.0, pairwise 1000000.06 (NumPy).
BOOST_AUTO_TEST_CASE(float32_is_summed_up_in_double) {
  const Chunk chunk =
      Chunk::generate<float>({10'000'000}, [](std::span<float> out) { std::ranges::fill(out, 0.1F); });
  const Reduction reduction =
      make(Kind::sum, NanRule::spread, ReductionResult::value, DType::float32, DType::float32);

  BOOST_TEST(reduced(reduction, chunk, {0}).item<float>() == 1000000.0F);
}

BOOST_AUTO_TEST_CASE(the_bits_are_the_same_on_every_isa_level) {
  for (const Kind kind : {Kind::sum, Kind::product, Kind::moments})
    for (const NanRule nan : {NanRule::spread, NanRule::skip})
      for (const Layout& layout : layouts) {
        const Chunk chunk = sample<double>(layout.shape, nan);
        const Reduction reduction = make(kind, nan, ReductionResult::value, DType::float64, DType::float64);

        std::vector<ReductionState> states;
        on_every_isa_level([&](IsaLevel) { states.push_back(reduce(reduction, chunk, layout.axes)); });

        for (const ReductionState& state : states)
          for (std::size_t part = 0; part < state.parts.size(); ++part)
            BOOST_TEST(identical(state.parts[part], states[0].parts[part]));
      }
}

BOOST_AUTO_TEST_CASE(a_fused_reduction_has_the_bits_of_one_after_the_other) {
  using TOperand = TileOperand;
  const DType f64 = DType::float64;
  // (x + 0.1) / y with a y that broadcasts along all axes but the last
  const TileProgram program{
      {f64, f64},
      {TileConstant::of(0.1)},
      {{TileOperation::add, f64, {TOperand{TOperand::Kind::input, 0}, TOperand{TOperand::Kind::constant, 0}}},
       {TileOperation::divide,
        f64,
        {TOperand{TOperand::Kind::instruction, 0}, TOperand{TOperand::Kind::input, 1}}}}};
  on_every_isa_level([&](IsaLevel) {
    for (const Layout& layout : layouts) {
      const Shape row = layout.shape.empty() ? Shape{} : Shape{layout.shape.back()};
      const std::vector<Chunk> inputs{sample<double>(layout.shape), sample<double>(row)};
      const Chunk mapped = evaluate(program, inputs);
      for (const Kind kind : {Kind::sum, Kind::moments, Kind::maximum}) {
        const Reduction reduction = make(kind, NanRule::skip, ReductionResult::value, f64, f64);

        const ReductionState fused = reduce(reduction, program, inputs, layout.axes);
        const ReductionState plain = reduce(reduction, mapped, layout.axes);

        for (std::size_t part = 0; part < plain.parts.size(); ++part)
          BOOST_TEST(identical(fused.parts[part], plain.parts[part]));
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
