#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/tile_program.hpp"
#include "kernels/tiles/tile_calls.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Kind = TileOperand::Kind;

constexpr TileOperation arithmetic[] = {TileOperation::add, TileOperation::subtract, TileOperation::multiply,
                                        TileOperation::divide};

template <class T>
Chunk random_chunk(std::uint64_t seed) {
  return Chunk::generate<T>({300}, [&](std::span<T> out) {
    std::mt19937_64 random(seed);
    for (T& a : out)
      a = static_cast<T>(std::ldexp(1 + static_cast<double>(random() >> 11) * 0x1p-53,
                                    static_cast<int>(random() % 60) - 30));
    out[3] = std::numeric_limits<T>::infinity();
    out[4] = -out[3];
    out[5] = T(-0.0);
    out[6] = std::numeric_limits<T>::max();
    out[7] = std::numeric_limits<T>::denorm_min();
  });
}

TileProgram program_of(DType dtype, std::vector<TileInstruction> instructions) {
  return {{dtype, dtype, dtype}, {}, std::move(instructions)};
}

std::size_t call_count(const TileProgram& program, IsaLevel level = current_isa_level()) {
  return tile_calls(program, tile_table(level), TileFunctions(program)).size();
}

/// NaN, of whatever bits, is NaN.
template <class T>
bool has_equal_elements(const Chunk& left, const Chunk& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    const T a = left.values<T>()[i], b = right.values<T>()[i];
    if (!(std::isnan(a) && std::isnan(b)) && !(a == b && std::signbit(a) == std::signbit(b)))
      return false;
  }
  return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tile_calls_)

BOOST_AUTO_TEST_CASE_TEMPLATE(two_operations_in_one_call_round_twice, T,
                              decltype(std::tuple<float, double>())) {
  const DType dtype = dtype_of<T>();
  const std::vector<Chunk> inputs{random_chunk<T>(1), random_chunk<T>(2), random_chunk<T>(3)};
  const TileOperand a{Kind::input, 0}, b{Kind::input, 1}, c{Kind::input, 2}, between{Kind::instruction, 0};
  on_every_isa_level([&](IsaLevel level) {
    for (const TileOperation first : arithmetic)
      for (const TileOperation second : arithmetic)
        for (const bool reversed : {false, true}) {
          const TileProgram fused =
              program_of(dtype, {{first, dtype, {a, b}},
                                 {second, dtype, {reversed ? c : between, reversed ? between : c}}});
          BOOST_TEST_REQUIRE(call_count(fused, level) == 1U);

          const std::vector<Chunk> aside{evaluate(program_of(dtype, {{first, dtype, {a, b}}}), inputs),
                                         inputs[1], inputs[2]};
          const Chunk expected =
              evaluate(program_of(dtype, {{second, dtype, {reversed ? c : a, reversed ? a : c}}}), aside);

          BOOST_TEST(has_equal_elements<T>(evaluate(fused, inputs), expected),
                     to_string(level)
                         << " " << to_string(first) << " " << to_string(second) << " " << reversed);
        }
  });
}

BOOST_AUTO_TEST_CASE(a_square_is_a_product_in_a_pair) {
  const std::vector<Chunk> inputs{random_chunk<double>(1), random_chunk<double>(2), random_chunk<double>(3)};
  const TileOperand a{Kind::input, 0}, b{Kind::input, 1}, square{Kind::instruction, 0};
  const TileProgram squared =
      program_of(DType::float64, {{TileOperation::square, DType::float64, {a}},
                                  {TileOperation::subtract, DType::float64, {b, square}}});
  const TileProgram product =
      program_of(DType::float64, {{TileOperation::multiply, DType::float64, {a, a}},
                                  {TileOperation::subtract, DType::float64, {b, square}}});

  BOOST_TEST(call_count(squared) == 1U);
  BOOST_TEST(has_equal_elements<double>(evaluate(squared, inputs), evaluate(product, inputs)));
}

BOOST_AUTO_TEST_CASE(what_is_used_twice_is_a_call_of_its_own) {
  const TileOperand a{Kind::input, 0}, sum{Kind::instruction, 0}, product{Kind::instruction, 1};
  const TileProgram program =
      program_of(DType::float64, {{TileOperation::add, DType::float64, {a, a}},
                                  {TileOperation::multiply, DType::float64, {sum, a}},
                                  {TileOperation::add, DType::float64, {product, sum}}});

  const auto calls = tile_calls(program, tile_table(current_isa_level()), TileFunctions(program));

  BOOST_TEST(calls.size() == 2U);
  BOOST_TEST(calls[0].result == 0U);
}

BOOST_AUTO_TEST_CASE(integers_are_not_paired) {
  const TileOperand a{Kind::input, 0}, sum{Kind::instruction, 0};
  const TileProgram program = program_of(DType::int64, {{TileOperation::add, DType::int64, {a, a}},
                                                        {TileOperation::multiply, DType::int64, {sum, a}}});

  BOOST_TEST(call_count(program) == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
