#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/register_kernel.hpp>

#include "expression/built_in_kernels.hpp"
#include "kernels/tile_program.hpp"
#include "support/isa_levels.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

using Kind = TileOperand::Kind;
using Op = TileOperation;

struct Nothing {
  template <class Archive>
  void serialize(Archive&) {}
};
bool was_run = false;
const Kernel& runs = register_kernel("tile_program_test.run", [](const Nothing&) { was_run = true; });

TileOperand input(int index) { return {Kind::input, static_cast<std::uint16_t>(index)}; }
TileOperand constant(int index) { return {Kind::constant, static_cast<std::uint16_t>(index)}; }
TileOperand result(int index) { return {Kind::instruction, static_cast<std::uint16_t>(index)}; }

constexpr DType f64 = DType::float64;

/// (x + 1) * 2 - x / 3
TileProgram polynomial() {
  return {{f64},
          {TileConstant::of(1.0), TileConstant::of(2.0), TileConstant::of(3.0)},
          {{Op::add, f64, {input(0), constant(0)}},
           {Op::multiply, f64, {result(0), constant(1)}},
           {Op::divide, f64, {input(0), constant(2)}},
           {Op::subtract, f64, {result(1), result(2)}}}};
}

TileProgram binary(Op operation, DType operand, DType of_result) {
  return {{operand, operand}, {}, {{operation, of_result, {input(0), input(1)}}}};
}

template <Element T>
Chunk counted(const Shape& shape, double first = 0, double step = 1) {
  return Chunk::generate<T>(shape, [&](std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<T>(first + step * static_cast<double>(i));
  });
}

/// Elements that end with the memory they lie in, so that the address sanitizer sees a read behind them.
Chunk in_tight_memory(const Chunk& chunk) {
  std::shared_ptr<std::byte[]> memory(new std::byte[chunk.size_bytes()]);
  std::memcpy(memory.get(), chunk.bytes(), chunk.size_bytes());
  return Chunk::adopt(chunk.dtype(), chunk.shape(), memory, memory.get());
}

/// The element of `chunk` that broadcasts to `position` of `shape`.
double broadcast_element(const Chunk& chunk, const Shape& shape, std::size_t position) {
  std::int64_t left = static_cast<std::int64_t>(position);
  std::int64_t offset = 0;
  std::int64_t stride = 1;
  for (std::size_t back = 1; back <= shape.size(); ++back) {
    const std::int64_t coordinate = left % shape[shape.size() - back];
    left /= shape[shape.size() - back];
    if (back > chunk.rank())
      continue;
    const std::int64_t extent = chunk.shape()[chunk.rank() - back];
    offset += (extent == 1 ? 0 : coordinate) * stride;
    stride *= extent;
  }
  return chunk.values<double>()[static_cast<std::size_t>(offset)];
}

void require_sum_of(const Chunk& left, const Chunk& right, const Shape& shape) {
  const std::vector<Chunk> operands{in_tight_memory(left), in_tight_memory(right)};

  const Chunk sum = evaluate(binary(Op::add, f64, f64), operands);

  BOOST_REQUIRE(sum.shape() == shape);
  for (std::size_t i = 0; i < sum.size(); ++i)
    BOOST_REQUIRE_EQUAL(sum.values<double>()[i],
                        broadcast_element(left, shape, i) + broadcast_element(right, shape, i));
}

} // namespace

BOOST_AUTO_TEST_SUITE(tile_program_)

// Around the ends of steps of 64 and of tiles, none, and one.
BOOST_AUTO_TEST_CASE(every_length_gets_all_its_elements) {
  on_every_isa_level([](IsaLevel) {
    for (const std::int64_t length : {0, 1, 2, 63, 64, 65, 127, 128, 129, 200, 1000, 1024, 4097}) {
      const Chunk x = in_tight_memory(counted<double>({length}, -3, 0.37));

      const Chunk y = evaluate(polynomial(), {&x, 1});

      BOOST_REQUIRE(y.shape() == Shape{length});
      for (std::size_t i = 0; i < y.size(); ++i) {
        const double v = x.values<double>()[i];
        BOOST_REQUIRE_EQUAL(y.values<double>()[i], (v + 1) * 2 - v / 3);
      }
    }
  });
}

using AllReals = std::tuple<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                            std::uint16_t, std::uint32_t, std::uint64_t, float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(tiles_of_every_element_size_are_put_together, T, AllReals) {
  const std::vector<Chunk> operands{in_tight_memory(counted<T>({1001}, 3, 1)),
                                    in_tight_memory(counted<T>({1001}, 50, 0))};

  const Chunk larger = evaluate(binary(Op::maximum, dtype_of<T>(), dtype_of<T>()), operands);

  for (std::size_t i = 0; i < larger.size(); ++i)
    BOOST_REQUIRE(larger.values<T>()[i] == std::max(operands[0].values<T>()[i], operands[1].values<T>()[i]));
}

BOOST_AUTO_TEST_CASE(operands_broadcast) {
  struct Pair {
    Shape left, right, result;
  };
  const std::vector<Pair> pairs{
      {{5, 200}, {200}, {5, 200}},             // a row for every row
      {{100, 3}, {3}, {100, 3}},               // a short row
      {{3, 5000}, {5000}, {3, 5000}},          // a row too long to be kept repeated
      {{7, 300}, {7, 1}, {7, 300}},            // a column
      {{200, 3}, {200, 1}, {200, 3}},          // a column of short rows
      {{300, 1}, {1, 170}, {300, 170}},        // both stretched
      {{4, 1, 70}, {3, 1}, {4, 3, 70}},        // in the middle
      {{2, 3, 4, 5}, {3, 1, 5}, {2, 3, 4, 5}}, // kept and stretched axes alternate
      {{2, 1, 4, 1}, {1, 3, 1, 5}, {2, 3, 4, 5}},
      {{6, 7}, {}, {6, 7}}, // a scalar
      {{6, 7}, {1, 1}, {6, 7}},
      {{0, 7}, {7}, {0, 7}}, // nothing
      {{}, {}, {}},
  };
  for (const Pair& pair : pairs)
    require_sum_of(counted<double>(pair.left, 1), counted<double>(pair.right, 0.5, 3), pair.result);
}

BOOST_AUTO_TEST_CASE(empty_operands_broadcast_to_nothing) {
  const Chunk empty = counted<double>({1, 1, 0}), column = counted<double>({1, 5, 1});

  const Chunk sum = evaluate(binary(Op::add, f64, f64), std::vector{empty, column});

  BOOST_TEST(sum.shape() == (Shape{1, 5, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_broadcast_are_refused) {
  const std::vector<Chunk> operands{counted<double>({3}), counted<double>({4})};

  BOOST_CHECK_EXCEPTION(
      evaluate(binary(Op::add, f64, f64), operands), ShapeError, [](const ShapeError& error) {
        return std::string(error.what()) == "elementwise: shapes (3,) and (4,) do not broadcast";
      });
}

BOOST_AUTO_TEST_CASE(a_value_may_be_used_many_times) {
  // ((x + x) * (x + x)) - x, with more values alive at once than one buffer holds
  const TileProgram program{{f64},
                            {},
                            {{Op::add, f64, {input(0), input(0)}},
                             {Op::multiply, f64, {result(0), result(0)}},
                             {Op::subtract, f64, {result(1), input(0)}},
                             {Op::add, f64, {result(2), result(0)}}}};
  const Chunk x = counted<double>({130});

  const Chunk y = evaluate(program, {&x, 1});

  for (std::size_t i = 0; i < y.size(); ++i) {
    const double v = x.values<double>()[i];
    BOOST_REQUIRE_EQUAL(y.values<double>()[i], (v + v) * (v + v) - v + (v + v));
  }
}

BOOST_AUTO_TEST_CASE(a_program_of_the_largest_size_runs) {
  // x + 1, x + 1 + 1, …; then all added up, so that all are alive at once.
  TileProgram program{{f64}, {TileConstant::of(1.0)}, {{Op::add, f64, {input(0), constant(0)}}}};
  const int half = static_cast<int>(max_tile_instructions) / 2;
  for (int i = 1; i < half; ++i)
    program.instructions.push_back({Op::add, f64, {result(i - 1), constant(0)}});
  for (int i = 0; i < half; ++i)
    program.instructions.push_back({Op::add, f64, {result(half + i - 1), result(i)}});
  BOOST_REQUIRE(program.instructions.size() == max_tile_instructions);
  const Chunk x = Chunk::from<double>({2}, {0, 10});

  const Chunk y = evaluate(program, {&x, 1});

  // 64 + (1 + … + 64), and 65 times 10 more
  BOOST_TEST(identical(y, Chunk::from<double>({2}, {2144, 2794})));
}

BOOST_AUTO_TEST_CASE(dtypes_may_change_on_the_way) {
  // where(int32(x) > 1, x, float64(x == x)) over a float32
  const TileProgram program{{DType::float32},
                            {TileConstant::of(std::int32_t{1})},
                            {{Op::cast, DType::int32, {input(0)}},
                             {Op::greater, DType::boolean, {result(0), constant(0)}},
                             {Op::equal, DType::boolean, {input(0), input(0)}},
                             {Op::cast, f64, {result(2)}},
                             {Op::cast, f64, {input(0)}},
                             {Op::where, f64, {result(1), result(4), result(3)}}}};
  const Chunk x = Chunk::from<float>({4}, {0.5F, 1.5F, 2.5F, 3.75F});

  BOOST_TEST(identical(evaluate(program, {&x, 1}), Chunk::from<double>({4}, {1, 1, 2.5, 3.75})));
}

BOOST_AUTO_TEST_CASE(without_inputs_there_is_one_element) {
  const TileProgram program{{}, {TileConstant::of(2.5)}, {{Op::square, f64, {constant(0)}}}};

  BOOST_TEST(identical(evaluate(program, {}), Chunk::scalar(6.25)));
}

BOOST_AUTO_TEST_CASE(the_bits_depend_neither_on_the_position_nor_on_the_chunk) {
  const std::uint64_t seed = test::random_seed();
  std::mt19937_64 random(seed);
  const Chunk x = Chunk::generate<double>({3000}, [&](std::span<double> out) {
    std::normal_distribution<double> normal(0, 30);
    std::ranges::generate(out, [&] { return normal(random); });
  });
  on_every_isa_level([&](IsaLevel) {
    for (const Op operation : {Op::sin, Op::exp, Op::tanh, Op::log1p, Op::sinc, Op::cbrt}) {
      const TileProgram program{{f64}, {}, {{operation, f64, {input(0)}}}};
      const Chunk whole = evaluate(program, {&x, 1});
      for (int trial = 0; trial < 20; ++trial) {
        const auto begin = static_cast<std::int64_t>(random() % 2900);
        const Shape length{static_cast<std::int64_t>(random() % 100)};
        const Chunk piece = in_tight_memory(x.view(begin, length));

        BOOST_TEST(identical(evaluate(program, {&piece, 1}), whole.view(begin, length)));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_fused_program_has_the_bits_of_its_operations_one_by_one) {
  const Chunk x = counted<double>({777}, 0.1, 0.731);
  const auto single = [](Op operation, std::vector<Chunk> operands) {
    TileProgram program{std::vector<DType>(operands.size(), f64), {}, {{operation, f64, {}}}};
    for (std::size_t i = 0; i < operands.size(); ++i)
      program.instructions[0].operands[i] = input(static_cast<int>(i));
    return evaluate(program, operands);
  };
  const TileProgram fused{{f64},
                          {},
                          {{Op::sin, f64, {input(0)}},
                           {Op::square, f64, {result(0)}},
                           {Op::cos, f64, {input(0)}},
                           {Op::square, f64, {result(2)}},
                           {Op::add, f64, {result(1), result(3)}},
                           {Op::power, f64, {result(4), input(0)}}}};
  on_every_isa_level([&](IsaLevel) {
    const Chunk sum = single(
        Op::add, {single(Op::square, {single(Op::sin, {x})}), single(Op::square, {single(Op::cos, {x})})});

    BOOST_TEST(identical(evaluate(fused, {&x, 1}), single(Op::power, {sum, x})));
  });
}

BOOST_AUTO_TEST_CASE(a_program_survives_its_encoding) {
  BOOST_TEST((from_bytes<TileProgram>(to_bytes(polynomial())) == polynomial()));
}

BOOST_AUTO_TEST_CASE(malformed_programs_are_refused) {
  const Chunk x = counted<double>({3});
  const auto refuses = [&](TileProgram program, const std::string& message) {
    BOOST_CHECK_EXCEPTION(evaluate(program, {&x, 1}), Error,
                          [&](const Error& error) { return error.what() == message; });
  };

  refuses({{f64}, {}, {}}, "elementwise: a program without instructions");
  refuses({{f64}, {}, {{Op::negative, f64, {result(0)}}}},
          "elementwise: instruction 0 uses an operand that is not there");
  refuses({{f64}, {}, {{Op::negative, f64, {input(1)}}}},
          "elementwise: instruction 0 uses an operand that is not there");
  refuses({{f64}, {}, {{Op::add, f64, {input(0)}}}},
          "elementwise: instruction 0 uses an operand that is not there");
  refuses({{f64}, {}, {{static_cast<Op>(999), f64, {input(0)}}}},
          "elementwise: instruction 0 is no operation");
  refuses({{f64}, {}, {{Op::bitwise_and, f64, {input(0), input(0)}}}},
          "bitwise_and: not defined for float64");
  refuses({{f64}, {}, {{Op::negative, DType::int8, {input(0)}}}}, "negative: of float64 does not give int8");
  refuses({{f64}, {TileConstant::of(1.0F)}, {{Op::add, f64, {input(0), constant(0)}}}},
          "add: operand 1 is float32 beside float64");
  refuses({{DType::int8}, {}, {{Op::negative, DType::int8, {input(0)}}}},
          "elementwise: chunk 0 is float64, not int8");
  refuses({{f64}, {}, {{Op::cast, static_cast<DType>(99), {input(0)}}}},
          "elementwise: a program with a dtype that is none");
  refuses({{f64, f64}, {}, {{Op::negative, f64, {input(0)}}}},
          "elementwise: the program takes 2 chunks and got 1");
  refuses({{f64}, {}, {{Op::negative, f64, {input(0), result(60'000)}}}},
          "elementwise: instruction 0 is negative of 1 operand and has more");
  refuses({{f64}, {}, {{Op::add, f64, {input(0), input(0), result(7)}}}},
          "elementwise: instruction 0 is add of 2 operands and has more");
  refuses({{f64}, std::vector(65'535, TileConstant::of(1.0)), {{Op::negative, f64, {input(0)}}}},
          "elementwise: a program of 65537 inputs, constants and instructions");
}

BOOST_AUTO_TEST_CASE(a_call_of_a_kernel_that_yields_no_function_does_not_run_it) {
  const Chunk x = counted<double>({3});
  for (const std::string& kernel : {runs.name, built_in_kernel("accumulate").name})
    BOOST_CHECK_EXCEPTION(evaluate({{f64}, {}, {{Op::call, f64, {input(0)}}}, {{kernel, 1, {}}}}, {&x, 1}),
                          KeyError, [&](const KeyError& error) {
                            return error.what() == "map: no function " + kernel + "/1 in this program";
                          });
  BOOST_TEST(!was_run);
}

BOOST_AUTO_TEST_SUITE_END()
