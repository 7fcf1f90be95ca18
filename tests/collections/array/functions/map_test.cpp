#include <cmath>
#include <complex>
#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;
using Integers = std::vector<std::int64_t>;

/// Parameters of a user's own type.
struct Line {
  double slope = 0, offset = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(slope, offset);
  }
};

std::vector<Chunk> blocks_of(const Array& array, std::span<const std::string_view> skipped) {
  const ArrayGraph planned = graph_of(std::span(&array, 1), skipped);
  std::vector<Chunk> chunks;
  for (const Value& value : synchronous_session().compute(planned.graph, planned.blocks[0]))
    chunks.push_back(value.as_chunk());
  return chunks;
}

/// A random expression of lambdas and built-in operations over three operands.
Array random_expression(std::vector<Array> operands, std::mt19937_64& random) {
  for (int i = 0; i < 6; ++i) {
    const Array a = operands[random() % operands.size()], b = operands[random() % operands.size()];
    switch (random() % 5) {
    case 0: operands.push_back(map(a, [](double v) { return std::sqrt(v * v + 1) / 3; })); break;
    case 1: operands.push_back(map(a, b, [](double v, double w) { return v > w ? v - w : w / 2; })); break;
    case 2: operands.push_back(a * 0.5 + b); break;
    case 3: operands.push_back(where(map(a, [](double v) { return v < 1; }), b, sin(a))); break;
    default: operands.push_back(map(a, b, a, [](float v, double w, double u) { return v + w * u; })); break;
    }
  }
  return operands.back();
}

} // namespace

BOOST_AUTO_TEST_SUITE(map_)

BOOST_AUTO_TEST_CASE(a_lambda_is_called_for_each_element) {
  for_each_cut({300}, [](const Array& x) {
    const Array y = map(x, [](std::int64_t v) { return static_cast<double>(v) / 2; });

    BOOST_TEST((y.dtype() == DType::float64));
    BOOST_TEST(
        (values_of<double>(y) == looped<double>({300}, [](const Shape& at) { return double(at[0]) / 2; })));
  });
}

BOOST_AUTO_TEST_CASE(up_to_four_arrays_and_numbers_broadcast) {
  for_each_cut({20, 13}, [](const Array& x) {
    const Array row = counted({13}, 5), column = counted({20, 1}, 3);

    const Array two = map(x, row, [](std::int64_t a, std::int64_t b) { return a - b; });
    const Array four =
        map(x, row, 2, column,
            [](std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) { return a + b * c - d; });

    BOOST_TEST(
        (values_of<std::int64_t>(two) == looped({20, 13}, [](const Shape& at) { return at[0] * 13; })));
    BOOST_TEST((values_of<std::int64_t>(four)
                == looped({20, 13}, [](const Shape& at) { return at[0] * 12 + at[1] * 3; })));
  });
}

BOOST_AUTO_TEST_CASE(the_result_is_of_the_lambdas_type) {
  const Array x = from_vector<double>({1, -2, 3}, 2);

  BOOST_TEST((map(x, [](double v) { return v > 0; }).dtype() == DType::boolean));
  BOOST_TEST((map(x, [](double v) { return static_cast<float>(v); }).dtype() == DType::float32));
  BOOST_TEST((map(x, [](double v) { return std::complex<double>(v, 1); }).dtype() == DType::complex128));
  BOOST_TEST(
      (values_of<bool>(map(x, [](double v) { return v > 0; })) == std::vector<bool>{true, false, true}));
}

BOOST_AUTO_TEST_CASE(arrays_are_cast_to_the_parameters_within_a_kind_or_up) {
  const Array integers = from_vector<std::int64_t>({1, 2, 3}, 2);
  const Array complex = from_vector<std::complex<double>>({{1, 1}}, 1);

  BOOST_TEST((values_of<double>(map(integers, [](double v) { return v / 2; })) == Reals{0.5, 1, 1.5}));
  BOOST_TEST((values_of<std::int8_t>(map(integers, [](std::int8_t v) { return v; }))
              == std::vector<std::int8_t>{1, 2, 3}));
  BOOST_TEST(message_of<DTypeError>([&] { map(complex, [](double v) { return v; }); })
             == "map: argument 1 is complex128, the function takes float64; cast it with astype");
  BOOST_TEST(message_of<DTypeError>(
                 [&] { map(integers, integers * 0.5, [](double v, std::int32_t w) { return v + w; }); })
             == "map: argument 2 is float64, the function takes int32; cast it with astype");
  BOOST_TEST(message_of<ValueError>([&] {
               map(integers, 2.5, [](double v, std::int32_t w) { return v + w; });
             }).starts_with("map: 2.5 is no int32"));
  BOOST_TEST(
      message_of<ShapeError>([&] { map(integers, zeros({2}), [](double v, double w) { return v + w; }); })
      == "map: shapes (3,) and (2,) do not broadcast");
}

BOOST_AUTO_TEST_CASE(values_are_bound_to_the_first_parameters) {
  const Array x = from_vector<double>({1, 2, 3}, 2);

  const Array scaled = map(x, bound([](double scale, double v) { return scale * v; }, 2.5));
  const Array moved =
      map(x, bound([](const Line& line, double v) { return line.slope * v + line.offset; }, Line{2, 1}));
  const Array looked_up = map(
      x, bound([](const std::vector<double>& table, const std::string& text,
                  double v) { return table[static_cast<std::size_t>(v)] + static_cast<double>(text.size()); },
               std::vector<double>{0, 10, 20, 30}, "four"));

  BOOST_TEST((values_of<double>(scaled) == Reals{2.5, 5, 7.5}));
  BOOST_TEST((values_of<double>(moved) == Reals{3, 5, 7}));
  BOOST_TEST((values_of<double>(looked_up) == Reals{14, 24, 34}));
}

BOOST_AUTO_TEST_CASE(equal_functions_and_values_are_one_array) {
  const Array x = from_vector<double>({1, 2, 3}, 2);
  const auto scale = [](double by, double v) { return by * v; };

  BOOST_TEST(map(x, bound(scale, 2.0)).name() == map(x, bound(scale, 2.0)).name());
  BOOST_TEST(map(x, bound(scale, 2.0)).name() != map(x, bound(scale, 3.0)).name());
  BOOST_TEST(map(x, [](double v) { return v + 1; }).name() != map(x, [](double v) { return v + 2; }).name());
}

BOOST_AUTO_TEST_CASE(neighbours_and_a_closing_sum_are_one_task_a_block) {
  const Array x = arange(1000.0, {.chunks = 250});

  const Array total = sum(map(x * 2, [](double v) { return v + 1; }) * 3, {.axis = Axes::none()});
  const ArrayGraph planned = graph_of(std::span(&total, 1));

  BOOST_TEST(planned.graph.size() == 8); // four blocks of x, and a task for each
}

BOOST_AUTO_TEST_CASE(a_fused_run_has_the_bits_of_an_unfused_one_whatever_the_chunks) {
  const std::string_view passes[] = {"fuse_elementwise", "absorb_elementwise"};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937_64 random(seed);
      const Shape shape{31, 57};
      const auto made = [&](const Chunking& chunking, std::int64_t row_chunk) {
        std::mt19937_64 choices(seed);
        const Array x = astype(rechunk(counted(shape), chunking), DType::float64) / 7;
        return random_expression({x, sqrt(x + 1), astype(counted({57}, row_chunk), DType::float64)}, choices);
      };
      const Array cut = made(random_chunking(shape, random), 10), whole = made(Chunking::whole(shape), 57);

      const Chunk fused = synchronous_session().compute(cut);

      const std::vector<Chunk> unfused = blocks_of(whole, passes);
      BOOST_TEST(identical(fused, unfused.at(0)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lambda_sees_only_elements_that_there_are) {
  // The last, partial tile of both must not bring elements together that never meet.
  const Array x = counted({5, 13}, -1), row = counted({13}, -1);

  const Array checked = map(x, row, [](std::int64_t a, std::int64_t b) {
    if (a % 13 != b)
      throw ValueError("strangers");
    return a;
  });

  BOOST_TEST((values_of<std::int64_t>(checked)
              == looped({5, 13}, [](const Shape& at) { return at[0] * 13 + at[1]; })));
}

BOOST_AUTO_TEST_CASE(what_a_lambda_throws_fails_the_task_and_the_session_goes_on) {
  const Array x = counted({6}, 2);
  const Array broken = map(x, [](std::int64_t v) {
    if (v == 3)
      throw ValueError("three is right out");
    return v;
  });

  const std::string message = message_of<TaskError>([&] { values_of<std::int64_t>(broken + 1); });

  BOOST_TEST(message.find("map: three is right out") != std::string::npos, message);
  BOOST_TEST(message.find("/1") != std::string::npos, message);
  BOOST_TEST((values_of<std::int64_t>(x) == Integers{0, 1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(unknown_lengths_and_empty_arrays_are_fine) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {map(x, [](std::int64_t v) { return v % 2 == 1; })});

    const auto multiply = [](std::int64_t a, std::int64_t b) { return a * b; };

    const Array products = map(odd, odd + 1, multiply);
    const Array waiting = map(odd, counted({500}, 90), multiply);

    BOOST_TEST((values_of<std::int64_t>(products)
                == looped({500}, [](const Shape& at) { return (2 * at[0] + 1) * (2 * at[0] + 2); })));
    BOOST_TEST((values_of<std::int64_t>(waiting)
                == looped({500}, [](const Shape& at) { return (2 * at[0] + 1) * at[0]; })));
  });
  BOOST_TEST(values_of<double>(map(zeros({0, 3}), [](double v) { return v; })).empty());
  BOOST_TEST((values_of<double>(map(zeros({}), [](double v) { return v + 1; })) == Reals{1}));
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_are_passed_on) {
  const double nan = std::nan("");
  const Array x = from_vector<double>({nan, INFINITY, -0.0}, 2);

  const Reals signs = values_of<double>(map(x, [](double v) { return std::copysign(1.0, v); }));
  const Reals same = values_of<double>(map(x, [](double v) { return v; }));

  BOOST_TEST((signs == Reals{1, 1, -1}));
  BOOST_TEST(std::isnan(same[0]));
  BOOST_TEST(same[1] == INFINITY);
}

BOOST_AUTO_TEST_CASE(integers_are_of_the_dtype_of_their_size) {
  const Array x = counted({100}, 30);

  const Array signed_ones = map(x, [](long long v) -> long long { return v + 1; });
  const Array unsigned_ones = map(astype(x, DType::uint64), [](unsigned long long v) { return v * 2; });

  BOOST_TEST(
      (values_of<std::int64_t>(signed_ones) == looped({100}, [](const Shape& at) { return at[0] + 1; })));
  BOOST_TEST((values_of<std::uint64_t>(unsigned_ones) == looped<std::uint64_t>({100}, [](const Shape& at) {
                return static_cast<std::uint64_t>(at[0]) * 2;
              })));
}

BOOST_AUTO_TEST_SUITE_END()
