#include <functional>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;

/// Its parameters.
struct Shift {
  double by = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(by);
  }
};

const Kernel& shift_kernel() {
  static const Kernel& kernel = register_kernel("map_blocks_test.shift", [](const Shift& shift,
                                                                            const Chunk& x) {
    return Chunk::generate<double>(x.shape(), [&](std::span<double> out) {
      std::ranges::transform(x.values<double>(), out.begin(), [&](double value) { return value + shift.by; });
    });
  });
  return kernel;
}

} // namespace

BOOST_AUTO_TEST_SUITE(map_blocks_)

BOOST_AUTO_TEST_CASE(a_lambda_over_spans_says_its_dtype) {
  const Array x = from_vector<double>({1, 2, 3}, 2);

  const Array y = map_blocks(
      [](std::span<const double> in, std::span<std::int64_t> out) {
        std::ranges::transform(in, out.begin(),
                               [](double value) { return static_cast<std::int64_t>(value) * 10; });
      },
      {x});

  BOOST_TEST((y.dtype() == DType::int64));
  BOOST_TEST((values_of<std::int64_t>(y) == std::vector<std::int64_t>{10, 20, 30}));
}

BOOST_AUTO_TEST_CASE(a_lambda_over_chunks_gets_blocks_that_broadcast) {
  const Array x = zeros({2, 3}, {.chunks = {1, 2}}), row = from_vector<double>({1, 2, 3});

  const Array shapes = map_blocks(
      [](const Chunk& left, const Chunk& right) {
        return Chunk::generate<double>(left.shape(), [&](std::span<double> out) {
          std::ranges::fill(out, static_cast<double>(left.rank() * 10 + right.size()));
        });
      },
      {x, row}, {.dtype = DType::float64});

  BOOST_TEST((values_of<double>(shapes) == Reals{22, 22, 21, 22, 22, 21}));
}

BOOST_AUTO_TEST_CASE(a_registered_kernel_takes_parameters) {
  const Array x = from_vector<double>({1, 2, 3}, 2);

  const Array y = map_blocks(shift_kernel(), Parameters::of(Shift{5}), {x}, {.dtype = DType::float64});

  BOOST_TEST((values_of<double>(y) == Reals{6, 7, 8}));
}

BOOST_AUTO_TEST_CASE(chunks_may_change_their_length) {
  const Array x = from_vector<double>({1, 2, 3}, 2);

  const Array sums = map_blocks(
      [](const Chunk& block) {
        double sum = 0;
        for (const double value : block.values<double>())
          sum += value;
        return Chunk::from<double>({1}, {sum});
      },
      {x}, {.dtype = DType::float64, .chunking = Chunking({{1, 1}})});

  BOOST_TEST((values_of<double>(sums) == Reals{3, 3}));
}

BOOST_AUTO_TEST_CASE(a_function_of_elements_is_called_for_each) {
  for_each_cut({7, 5}, [](const Array& x) {
    const Array y =
        map_blocks(bound([](std::int64_t by, std::int64_t v) { return v * by; }, std::int64_t{3}), {x});

    BOOST_TEST((values_of<std::int64_t>(y)
                == looped({7, 5}, [](const Shape& at) { return 3 * (at[0] * 5 + at[1]); })));
  });
}

BOOST_AUTO_TEST_CASE(a_function_of_a_span_makes_one_element_a_block) {
  const Array x = counted({5, 4}, {{2, 3}, {1, 3}});

  const Array sizes = map_blocks([](std::span<const std::int64_t> v) { return std::ssize(v); }, {x});

  BOOST_TEST((sizes.shape() == Shape{2, 2}));
  BOOST_TEST((values_of<std::int64_t>(sizes) == std::vector<std::int64_t>{2, 6, 3, 9}));
}

BOOST_AUTO_TEST_CASE(axes_may_go_and_come) {
  for_each_cut({6, 5}, [](const Array& x) {
    const Array sums = map_blocks(
        [](std::span<const std::int64_t> block, std::span<std::int64_t> out) {
          for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = std::accumulate(block.begin() + std::ptrdiff_t(i) * 5,
                                     block.begin() + std::ptrdiff_t(i + 1) * 5, std::int64_t{0});
        },
        {x}, {.drop_axis = {1}, .new_axis = {-1}});

    BOOST_TEST((sums.shape() == Shape{6, 1}));
    BOOST_TEST(
        (values_of<std::int64_t>(sums) == looped({6}, [](const Shape& at) { return at[0] * 25 + 10; })));
  });
}

BOOST_AUTO_TEST_CASE(a_function_may_ask_where_its_block_is) {
  const auto position = [](std::span<const std::int64_t> block, std::span<std::int64_t> out,
                           const BlockPlace& place) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] =
          block[i] - (place.origin[0] + static_cast<std::int64_t>(i)) + place.array_shape[0] * place.block[0];
  };
  const Array x = counted({5}, {{2, 3}}),
              odd = getitem(counted({10}, 4), {equal(remainder(counted({10}, 4), 2), 1)});

  BOOST_TEST(
      (values_of<std::int64_t>(map_blocks(position, {x})) == std::vector<std::int64_t>{0, 0, 5, 5, 5}));
  // 1 3 | 5 7 | 9: the lengths are waited for.
  BOOST_TEST(
      (values_of<std::int64_t>(map_blocks(position, {odd})) == std::vector<std::int64_t>{1, 2, 8, 9, 15}));
}

BOOST_AUTO_TEST_CASE(a_block_that_breaks_its_promise_fails) {
  const Array x = from_vector<double>({1, 2, 3}, 2);
  const auto identity = [](const Chunk& block) { return block; };
  const auto first = [](const Chunk& block) { return block.view(0, {1}); };

  const Array wrong_dtype = map_blocks(identity, {x}, {.dtype = DType::int64});
  const Array wrong_shape = map_blocks(first, {x}, {.dtype = DType::float64});

  BOOST_TEST(message_of<TaskError>([&] {
               values_of<double>(wrong_dtype);
             }).find("map_blocks: the block is float64, not int64 as promised")
             != std::string::npos);
  BOOST_TEST(message_of<TaskError>([&] {
               values_of<double>(wrong_shape);
             }).find("map_blocks: the block is (1,), not (2,) as promised")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(arrays_of_different_cuts_are_cut_alike) {
  for_each_cut({3000}, [](const Array& x) {
    const Array y = counted({3000}, {{1234, 1, 1765}});

    const Array sums = map_blocks(
        [](std::span<const std::int64_t> left, std::span<const std::int64_t> right,
           std::span<std::int64_t> out) { std::ranges::transform(left, right, out.begin(), std::plus()); },
        {x, y});

    BOOST_TEST((values_of<std::int64_t>(sums) == looped({3000}, [](const Shape& at) { return 2 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(blocks_of_unknown_length_match_one_another) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    const Array products = map_blocks(
        [](std::span<const std::int64_t> left, std::span<const std::int64_t> right,
           std::span<std::int64_t> out) {
          std::ranges::transform(left, right, out.begin(), std::multiplies());
        },
        {odd, odd + 1});

    BOOST_TEST((values_of<std::int64_t>(products)
                == looped({500}, [](const Shape& at) { return (2 * at[0] + 1) * (2 * at[0] + 2); })));
  });
}

BOOST_AUTO_TEST_CASE(spans_of_another_dtype_are_refused_at_once) {
  const Array x = counted({4, 3}, 2);
  const auto copy = [](std::span<const double> in, std::span<double> out) {
    std::ranges::copy(in, out.begin());
  };

  BOOST_TEST(message_of<DTypeError>([&] { map_blocks(copy, {x}); })
             == "map_blocks: array 1 is int64, the function takes a span of float64; cast it with astype");
  BOOST_TEST(message_of<DTypeError>([&] { map_blocks([](float v) { return v; }, {x}); })
             == "map_blocks: array 1 is int64, the function takes elements of float32; cast it with astype");
  BOOST_TEST(message_of<DTypeError>([&] { map_blocks(copy, {zeros({2})}, {.dtype = DType::int8}); })
             == "map_blocks: the function gives float64, not int8");
}

BOOST_AUTO_TEST_CASE(spans_of_another_length_fail_the_task) {
  const Array x = counted({4, 3}, 2), row = counted({3}, 2);
  const auto first = [](std::span<const std::int64_t> in, std::span<const std::int64_t>,
                        std::span<std::int64_t> out) { std::ranges::copy(in, out.begin()); };

  BOOST_TEST(message_of<TaskError>([&] {
               values_of<std::int64_t>(map_blocks(first, {x, row}));
             }).find("blocks of different shapes, as spans they would not match")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_function_throws_fails_the_task) {
  const Array x = counted({4}, 2);

  const Array broken = map_blocks([](const Chunk&) -> Chunk { throw ValueError("the sensor was off"); }, {x},
                                  {.dtype = DType::int64});

  BOOST_TEST(message_of<TaskError>([&] { values_of<std::int64_t>(broken); }).find("the sensor was off")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = from_vector<double>({1, 2, 3}, 2);
  const auto identity = [](const Chunk& block) { return block; };

  BOOST_TEST(message_of<DTypeError>([&] { map_blocks(identity, {x}); }).starts_with("map_blocks: "));
  BOOST_TEST(message_of<ValueError>([&] { map_blocks(identity, {}, {.dtype = DType::float64}); })
             == "map_blocks: there are no arrays");
  BOOST_TEST(message_of<ShapeError>([&] {
               map_blocks([](const Chunk& left, const Chunk&) { return left; }, {x, zeros({2})},
                          {.dtype = DType::float64});
             })
             == "map_blocks: shapes (3,) and (2,) do not broadcast");
  BOOST_TEST(message_of<ValueError>([&] {
               map_blocks(identity, {x, x}, {.dtype = DType::float64});
             })
             == "map_blocks: the function takes 1 chunks, there are 2 arrays");
  BOOST_TEST(message_of<AxisError>([&] {
               map_blocks(identity, {x}, {.dtype = DType::float64, .drop_axis = {1}});
             }).starts_with("map_blocks: "));
  BOOST_TEST(message_of<ShapeError>([&] {
               map_blocks(identity, {x}, {.dtype = DType::float64, .chunking = Chunking::whole({3})});
             })
             == "map_blocks: the result has chunks ((3,),), the arguments ((2, 1),)");
}

BOOST_AUTO_TEST_CASE(array_and_function_come_in_either_order) {
  const Array x = counted({10}, 3);
  const auto twice = [](std::span<const std::int64_t> in, std::span<std::int64_t> out) {
    for (std::size_t i = 0; i < in.size(); ++i)
      out[i] = 2 * in[i];
  };

  BOOST_TEST(map_blocks(x, twice).name() == map_blocks(twice, {x}).name());
  BOOST_TEST(map_blocks(twice, x).name() == map_blocks(twice, {x}).name());
  BOOST_TEST(map_overlap(twice, x, {.depth = 1}).name() == map_overlap(x, twice, {.depth = 1}).name());
}

BOOST_AUTO_TEST_SUITE_END()
