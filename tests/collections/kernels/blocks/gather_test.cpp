#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "kernels/blocks/gather.hpp"

using namespace troupe;

namespace {

/// 0, 1, 2, … in `shape`.
template <Element T>
Chunk counted(const Shape& shape, int first = 0) {
  return Chunk::generate<T>(shape, [&](std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<T>(first + static_cast<int>(i));
  });
}

Chunk run(const GatherParameters& parameters, const std::vector<Chunk>& chunks) {
  std::vector<const Chunk*> inputs;
  for (const Chunk& chunk : chunks)
    inputs.push_back(&chunk);
  return gather(parameters, inputs);
}

template <Element T>
std::vector<T> elements(const Chunk& chunk) {
  return {chunk.values<T>().begin(), chunk.values<T>().end()};
}

using Ints = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(gather_)

using Movable = std::tuple<bool, std::int8_t, std::int16_t, float, double, std::complex<double>>;

BOOST_AUTO_TEST_CASE_TEMPLATE(elements_of_every_size_are_moved, T, Movable) {
  const auto chunk = Chunk::from<T>({4}, {T(1), T(0), T(0), T(1)});

  const Chunk result = run({dtype_of<T>(), {{{0, 3, -1, 4}, {0, 0, 1, 1}}}, {}, {5}}, {chunk});

  BOOST_TEST((elements<T>(result) == std::vector<T>{T(1), T(0), T(0), T(1), T(1)}));
}

BOOST_AUTO_TEST_CASE(pieces_of_a_grid_of_chunks_come_together) {
  // [[0 1 | 10]     taken: row 1 of the upper, row 0 of the lower chunks;
  //  [2 3 | 11]            column 1 of the left, 0 of the right ones
  //  [---------
  //  [20 21| 30]
  const std::vector<Chunk> chunks{counted<std::int64_t>({2, 2}), counted<std::int64_t>({2, 1}, 10),
                                  counted<std::int64_t>({1, 2}, 20), counted<std::int64_t>({1, 1}, 30)};

  const Chunk result =
      run({DType::int64, {{{0, 1, 1, 1}, {1, 0, 1, 1}}, {{0, 1, 1, 1}, {1, 0, 1, 1}}}, {}, {2, 2}}, chunks);

  BOOST_TEST(elements<std::int64_t>(result) == (Ints{3, 11, 21, 30}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_axis_decides_where_fills_meet) {
  const GatherParameters parameters{
      DType::int64,
      {{{Segment::fill_slot, 0, 1, 1}, {0, 0, 1, 1}}, {{0, 0, 1, 2}, {Segment::fill_slot, 1, 1, 1}}},
      {ElementBits{7, 0}, ElementBits{9, 0}},
      {2, 3}};

  const Chunk result = run(parameters, {counted<std::int64_t>({1, 2})});

  BOOST_TEST(elements<std::int64_t>(result) == (Ints{7, 7, 9, 0, 1, 9}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_contiguous_part_is_a_view) {
  const Chunk chunk = counted<double>({4, 3});

  const Chunk rows = run({DType::float64, {{{0, 1, 1, 3}}, {{0, 0, 1, 3}}}, {}, {3, 3}}, {chunk});
  const Chunk small = run({DType::float64, {{{0, 1, 1, 1}}, {{0, 0, 1, 3}}}, {}, {3}}, {chunk});

  BOOST_TEST(rows.bytes() == chunk.bytes() + 3 * sizeof(double));
  BOOST_TEST(rows.at<double>({2, 2}) == 11);
  BOOST_TEST(elements<double>(small) == (std::vector<double>{3, 4, 5}), boost::test_tools::per_element());
  BOOST_TEST(small.bytes()
             != chunk.bytes() + 3 * sizeof(double)); // a small view would keep the whole chunk alive
}

BOOST_AUTO_TEST_CASE(steps_of_inner_and_outer_axes_are_followed) {
  const Chunk chunk = counted<std::int64_t>({3, 2, 4});

  const Chunk result =
      run({DType::int64, {{{0, 2, -2, 2}}, {{0, 1, 1, 1}}, {{0, 3, -2, 2}}}, {}, {2, 2}}, {chunk});

  // numpy.arange(24).reshape(3, 2, 4)[::-2, 1, ::-2]
  BOOST_TEST(elements<std::int64_t>(result) == (Ints{23, 21, 7, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_step_of_zero_repeats) {
  const Chunk chunk = counted<std::int64_t>({2, 1});

  const Chunk result = run({DType::int64, {{{0, 0, 1, 2}}, {{0, 0, 0, 3}}}, {}, {2, 3}}, {chunk});

  BOOST_TEST(elements<std::int64_t>(result) == (Ints{0, 0, 0, 1, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(scalars_and_empty_results_work) {
  const Chunk scalar = run({DType::float64, {}, {}, {1, 1}}, {Chunk::scalar(2.5)});
  const Chunk empty = run({DType::float64, {{}, {{0, 0, 1, 2}}}, {}, {0, 2}}, {});

  const Chunk filled = run(
      {DType::boolean, {{{Segment::fill_slot, 0, 1, 2}}, {{0, 0, 1, 1}}}, {ElementBits{1, 0}}, {2, 1}}, {});

  BOOST_TEST(scalar.at<double>({0, 0}) == 2.5);
  BOOST_TEST((empty.shape() == Shape{0, 2}));
  BOOST_TEST(filled.at<bool>({1, 0}));
}

BOOST_AUTO_TEST_CASE(parameters_that_do_not_fit_are_refused) {
  const Chunk chunk = counted<double>({3});

  BOOST_CHECK_THROW(run({DType::float64, {{{0, 1, 1, 3}}}, {}, {3}}, {chunk}), ShapeError);
  BOOST_CHECK_THROW(run({DType::float64, {{{0, 2, -2, 3}}}, {}, {3}}, {chunk}), ShapeError);
  BOOST_CHECK_THROW(run({DType::float64, {{{0, 0, INT64_MAX, 3}}}, {}, {3}}, {chunk}), ShapeError);
  BOOST_CHECK_THROW(run({DType::float64, {{{1, 0, 1, 3}}}, {}, {3}}, {chunk}), ShapeError);
  BOOST_CHECK_THROW(run({DType::float64, {{{-1, 0, 1, 3}}}, {}, {3}}, {}), ShapeError);
  BOOST_CHECK_THROW(run({DType::float64, {{{0, 0, 1, 3}}}, {}, {4}}, {chunk}), ShapeError);
  BOOST_CHECK_THROW(run({DType::int64, {{{0, 0, 1, 3}}}, {}, {3}}, {chunk}), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()
