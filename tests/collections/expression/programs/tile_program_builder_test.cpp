#include <boost/test/unit_test.hpp>

#include "expression/programs/tile_program_builder.hpp"

using namespace troupe;

namespace {

/// x * x + c
TileProgram square_plus(double c) {
  TileProgramBuilder builder;
  const TileOperand x = builder.input(DType::float64);
  const TileOperand square = builder.instruction(TileOperation::multiply, DType::float64, {x, x});
  const TileOperand constant = builder.constant(TileConstant::of(c));
  return std::move(builder).finish(
      builder.instruction(TileOperation::add, DType::float64, {square, constant}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(tile_program_builder)

BOOST_AUTO_TEST_CASE(an_appended_program_takes_its_arguments) {
  TileProgramBuilder builder;
  const TileOperand x = builder.input(DType::float64);
  const TileOperand once = builder.append(square_plus(1), std::vector{x});

  const TileProgram program = std::move(builder).finish(builder.append(square_plus(2), std::vector{once}));

  const double values[] = {3};
  const Chunk input = Chunk::copy<double>({1}, values);
  BOOST_TEST(program.instructions.size() == 4U);
  BOOST_TEST(program.constants.size() == 2U);
  BOOST_TEST(evaluate(program, std::vector{input}).item<double>() == 102); // (3² + 1)² + 2
}

BOOST_AUTO_TEST_CASE(what_is_there_is_not_written_again) {
  TileProgramBuilder builder;
  const TileOperand x = builder.input(DType::float64);
  const TileOperand first = builder.append(square_plus(1), std::vector{x});

  BOOST_TEST((builder.append(square_plus(1), std::vector{x}) == first));
  BOOST_TEST((builder.constant(TileConstant::of(1.0)) == builder.constant(TileConstant::of(1.0))));
  BOOST_TEST((builder.constant(TileConstant::of(0.0)) != builder.constant(TileConstant::of(-0.0))));
}

BOOST_AUTO_TEST_CASE(the_result_is_the_last_instruction) {
  TileProgramBuilder builder;
  const TileOperand x = builder.input(DType::int8);
  builder.cast(x, DType::float64);

  const TileProgram program = std::move(builder).finish(x);

  BOOST_TEST((program.instructions.back().operation == TileOperation::copy));
  BOOST_TEST((program.result() == DType::int8));
}

BOOST_AUTO_TEST_SUITE_END()
