#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "kernels/linalg/matmul.hpp"

using namespace troupe;

namespace {

const Chunk two_by_three = Chunk::from<double>({2, 3}, {0, 1, 2, 3, 4, 5});
const Chunk three_by_two = Chunk::from<double>({3, 2}, {0, 1, 2, 3, 4, 5});

} // namespace

BOOST_AUTO_TEST_SUITE(matmul_kernel)

BOOST_AUTO_TEST_CASE(pairs_are_added_up) {
  const std::vector<Chunk> left{two_by_three, two_by_three}, right{three_by_two, three_by_two};

  BOOST_TEST(identical(multiply_matrices({}, left, right), Chunk::from<double>({2, 2}, {20, 26, 56, 80})));
}

BOOST_AUTO_TEST_CASE(flags_transpose) {
  const std::vector<Chunk> left{two_by_three}, right{three_by_two};

  BOOST_TEST(identical(
      multiply_matrices({.is_left_transposed = true, .is_right_transposed = true, .ranges = {}}, left, right),
      Chunk::from<double>({3, 3}, {3, 9, 15, 4, 14, 24, 5, 19, 33})));
}

BOOST_AUTO_TEST_CASE(wide_integer_rows_are_multiplied_in_pieces) {
  const Chunk ones = Chunk::generate<std::int16_t>({3, 5000}, [](auto out) { std::ranges::fill(out, 1); });
  const Chunk row = Chunk::generate<std::int16_t>({100, 3}, [](auto out) { std::ranges::fill(out, 2); });

  const Chunk product = multiply_matrices({}, {&row, 1}, {&ones, 1});

  BOOST_TEST(std::ranges::all_of(product.values<std::int16_t>(), [](auto value) { return value == 6; }));
}

BOOST_AUTO_TEST_CASE(operands_that_do_not_fit_are_refused) {
  const Chunk integers = Chunk::from<std::int32_t>({3, 2}, {0, 1, 2, 3, 4, 5});

  BOOST_CHECK_THROW(multiply_matrices({}, {&two_by_three, 1}, {&two_by_three, 1}), ShapeError);
  BOOST_CHECK_THROW(multiply_matrices({}, {&two_by_three, 1}, {&integers, 1}), DTypeError);
}

// Of OpenBLAS 0.3.21 (SkylakeX), a process was seen to grow by 12,772 KiB for the first, 24,676 KiB for the second and
// 15,976 KiB for the third.
BOOST_AUTO_TEST_CASE(what_is_packed_is_stated) {
  const auto stated = [](std::int64_t rows, std::int64_t columns, std::int64_t contracted) {
    return matmul_workspace_bytes(DType::float64, rows, columns, contracted, false) >> 10;
  };

  BOOST_TEST((stated(4000, 4000, 2000) >= 12'772 && stated(4000, 4000, 2000) < 14'000));
  BOOST_TEST((stated(8000, 300, 3000) >= 24'676 && stated(8000, 300, 3000) < 26'000));
  BOOST_TEST((stated(20'000, 20'000, 100) >= 15'976 && stated(20'000, 20'000, 100) < 17'000));
  BOOST_TEST(stated(4000, 1, 4000) == 0); // vectors are not packed
  BOOST_TEST(matmul_workspace_bytes(DType::int16, 10, 20, 30, true) == 2 * 20 * 30);
  BOOST_TEST(matmul_workspace_bytes(DType::int16, 10, 20, 30, false) == 0);
}

BOOST_AUTO_TEST_CASE(blocks_are_summed) {
  const std::vector<Chunk> blocks{two_by_three, two_by_three, two_by_three};
  const std::vector<Chunk> bytes(3, Chunk::from<std::uint8_t>({1}, {100}));
  const std::vector<Chunk> mixed{two_by_three, three_by_two};

  BOOST_TEST(identical(add_blocks(blocks), Chunk::from<double>({2, 3}, {0, 3, 6, 9, 12, 15})));
  BOOST_TEST(add_blocks(bytes).item<std::uint8_t>() == 44);
  BOOST_CHECK_THROW(add_blocks(mixed), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
