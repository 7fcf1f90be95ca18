#include <complex>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

/// Rows of `left` with columns of `right`, both counted from 0.
std::vector<std::int64_t> product_of_counted(std::int64_t m, std::int64_t k, std::int64_t n) {
  return looped({m, n}, [&](const Shape& at) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < k; ++i)
      sum += (at[0] * k + i) * (i * n + at[1]);
    return sum;
  });
}

template <class T>
std::vector<T> as(const std::vector<std::int64_t>& values) {
  std::vector<T> result;
  for (const std::int64_t value : values)
    result.push_back(static_cast<T>(value));
  return result;
}

/// How many tasks of an array's graph call each kernel.
std::map<std::string, int> kernels_of(const Array& array) {
  const ArrayGraph planned = graph_of(std::span(&array, 1));
  std::map<std::string, int> counts;
  for (TaskId task = 0; task < planned.graph.size(); ++task)
    for (const Step& step : planned.graph.body(task).steps)
      ++counts[step.kernel->name];
  return counts;
}

} // namespace

BOOST_AUTO_TEST_SUITE(matmul_)

BOOST_AUTO_TEST_CASE(every_cut_gives_the_product) {
  const auto expected = product_of_counted(13, 23, 17);
  const std::vector<Array> rights{counted({23, 17}), counted({23, 17}, 5),
                                  counted({23, 17}, Chunks{{1, 0, 20, 2}, 17})};
  for_each_cut({13, 23}, [&](const Array& left) {
    for (const Array& right : rights) {
      BOOST_TEST((values_of<std::int64_t>(matmul(left, right)) == expected));
      BOOST_TEST((values_of<double>(matmul(astype(left, DType::float64), right)) == as<double>(expected)));
    }
  });
}

BOOST_AUTO_TEST_CASE(transposed_operands_give_the_product) {
  const auto expected = product_of_counted(13, 23, 17);
  const Array left = counted({13, 23}, Chunks{{5, 8}, 4}), right = counted({23, 17}, Chunks{6, 9});
  const Array left_turned = transpose(rechunk(transpose(left), 7));
  const Array right_turned = swapaxes(rechunk(swapaxes(right, 0, 1), 4), 0, 1);

  for (const DType dtype : {DType::int64, DType::float64})
    for (const Array& a : {left, left_turned})
      for (const Array& b : {right, right_turned}) {
        const Array product = matmul(astype(a, dtype), transpose(transpose(astype(b, dtype))));
        BOOST_TEST((values_of<std::int64_t>(astype(product, DType::int64)) == expected));
      }
}

BOOST_AUTO_TEST_CASE(a_gram_matrix_transposes_no_block) {
  const Array x = astype(counted({1000, 6}, Chunks{100, 6}), DType::float64);

  const auto kernels = kernels_of(matmul(transpose(x), x));

  BOOST_TEST(kernels.at("matmul") == 10);
  BOOST_TEST(kernels.at("add_blocks") == 3); // 8 and 2 of them, then both
  BOOST_TEST(kernels.count("transpose") == 0u);
  BOOST_TEST((values_of<double>(matmul(transpose(x), x)) == looped<double>({6, 6}, [](const Shape& at) {
                double sum = 0;
                for (std::int64_t row = 0; row < 1000; ++row)
                  sum += static_cast<double>((row * 6 + at[0]) * (row * 6 + at[1]));
                return sum;
              })));
}

BOOST_AUTO_TEST_CASE(an_operand_of_rank_1_is_a_row_or_a_column) {
  const Array matrix = counted({5, 4}, 3), row = counted({5}, 2), column = counted({4}, 3);

  const Array from_left = matmul(row, matrix), from_right = matmul(matrix, column);
  const Array turned = matmul(astype(transpose(matrix), DType::float64), row);

  BOOST_TEST(to_string(from_left.shape()) == "(4,)");
  BOOST_TEST((values_of<std::int64_t>(from_left) == std::vector<std::int64_t>{120, 130, 140, 150}));
  BOOST_TEST((values_of<std::int64_t>(from_right) == std::vector<std::int64_t>{14, 38, 62, 86, 110}));
  BOOST_TEST((values_of<double>(turned) == std::vector<double>{120, 130, 140, 150}));
  BOOST_TEST(to_string(matmul(row, row).shape()) == "()");
  BOOST_TEST((values_of<std::int64_t>(matmul(row, row)) == std::vector<std::int64_t>{30}));
}

using Floats = std::tuple<float, double, std::complex<float>, std::complex<double>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(floats_are_multiplied, T, Floats) {
  const Array left = astype(counted({4, 6}, 3), dtype_of<T>()),
              right = astype(counted({6, 3}, 2), dtype_of<T>());

  const Array product = matmul(left, right);

  BOOST_TEST((product.dtype() == dtype_of<T>()));
  BOOST_TEST((values_of<T>(product) == as<T>(product_of_counted(4, 6, 3))));
}

using Integers = std::tuple<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                            std::uint16_t, std::uint32_t, std::uint64_t>;
BOOST_AUTO_TEST_CASE_TEMPLATE(integers_wrap, T, Integers) {
  const T largest = std::numeric_limits<T>::max();
  const Array left = full({2, 3}, largest, {.dtype = dtype_of<T>(), .chunks = {1, 2}});

  const Array product = matmul(left, transpose(left));

  const auto square =
      static_cast<T>(static_cast<std::uint64_t>(largest) * static_cast<std::uint64_t>(largest) * 3);
  BOOST_TEST((product.dtype() == dtype_of<T>()));
  BOOST_TEST((values_of<T>(product) == std::vector<T>(4, square)));
}

BOOST_AUTO_TEST_CASE(bools_tell_whether_any_pair_is_true) {
  const Array x = equal(counted({3, 3}, 2) % 4, 0); // 100 010 001

  BOOST_TEST((values_of<bool>(matmul(x, x)) == values_of<bool>(x)));
}

BOOST_AUTO_TEST_CASE(operands_are_promoted) {
  const Array x = counted({2, 2}), y = astype(x, DType::float32);

  BOOST_TEST((matmul(x, y).dtype() == DType::float64));
  BOOST_TEST((matmul(astype(x, DType::int8), y).dtype() == DType::float32));
}

BOOST_AUTO_TEST_CASE(nothing_to_add_up_is_zero) {
  BOOST_TEST((values_of<double>(matmul(zeros({2, 0}), zeros({0, 3}))) == std::vector<double>(6, 0)));
  BOOST_TEST((values_of<double>(matmul(zeros({0}), zeros({0}))) == std::vector<double>{0}));
  BOOST_TEST(to_string(matmul(zeros({0, 4}), zeros({4, 3})).shape()) == "(0, 3)");
}

BOOST_AUTO_TEST_CASE(large_results_add_up_several_products_in_a_task) {
  const Array x = astype(counted({64, 64}, 8), DType::float64);

  const auto kernels = kernels_of(matmul(x, x));

  BOOST_TEST(kernels.at("matmul") == 64);
  BOOST_TEST(kernels.count("add_blocks") == 0u);
}

// A third or a quarter of an axis, from 768 to 1,536; 768 up to a depth of 2,048; none below 1,024.
BOOST_AUTO_TEST_CASE(tiles_are_larger_where_products_are_deep) {
  const auto tile_of = [](std::int64_t rows, std::int64_t depth) {
    const Array product = matmul(ones({rows, depth}, {.chunks = -1}), ones({depth, rows}, {.chunks = -1}));
    return product.chunking().block_shape(product.chunking().block(0));
  };
  BOOST_TEST((tile_of(1'000, 6'000) == Shape{1'000, 1'000}));
  BOOST_TEST((tile_of(2'000, 2'000) == Shape{666, 666}));
  BOOST_TEST((tile_of(6'144, 2'048) == Shape{768, 768}));
  BOOST_TEST((tile_of(6'144, 6'144) == Shape{1'536, 1'536}));
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_a_bit) {
  Session session({.threads = 4});
  const Array x = sqrt(astype(counted({300, 70}, Chunks{11, 13}), DType::float32));
  const Array product = matmul(transpose(x), x);

  BOOST_TEST(identical(session.compute(product), synchronous_session().compute(product)));
}

BOOST_AUTO_TEST_CASE(unknown_lengths_wait_for_the_data) {
  const Array x = counted({12}, 5), y = extract(x > 3, x);

  const Array product = matmul(y, extract(x < 8, x));

  BOOST_TEST((product.dtype() == DType::int64));
  BOOST_TEST((values_of<std::int64_t>(product) == std::vector<std::int64_t>{252}));
  BOOST_CHECK_THROW(synchronous_session().compute(matmul(y, x)), TaskError);
}

BOOST_AUTO_TEST_CASE(stacks_of_matrices_broadcast) {
  const Array left = counted({2, 1, 3, 4}, Chunks{1, 1, 2, 3}), right = counted({5, 4, 2}, Chunks{2, 3, 2});

  const Array product = matmul(left, right);

  BOOST_TEST(to_string(product.shape()) == "(2, 5, 3, 2)");
  BOOST_TEST((values_of<std::int64_t>(product) == looped({2, 5, 3, 2}, [](const Shape& at) {
                std::int64_t sum = 0;
                for (std::int64_t k = 0; k < 4; ++k)
                  sum += (at[0] * 12 + at[2] * 4 + k) * (at[1] * 8 + k * 2 + at[3]);
                return sum;
              })));
  BOOST_TEST(to_string(matmul(counted({4}), right).shape()) == "(5, 2)");
  BOOST_TEST(to_string(matmul(zeros({0, 3, 4}), counted({4})).shape()) == "(0, 3)");
  BOOST_CHECK_THROW(matmul(zeros({2, 3, 4}), zeros({3, 4, 5})), ShapeError);
  BOOST_TEST(to_string(dot(left, right).shape()) == "(2, 1, 3, 5, 2)");
}

// An axis of extent 1 that is stretched may have empty blocks beside the one that counts.
BOOST_AUTO_TEST_CASE(stretched_axes_may_have_empty_blocks) {
  const Array whole = counted({1, 3, 4}, -1), right = counted({5, 4, 2}, Chunks{2, 3, 2});
  const Array cut = rechunk(whole, {{0, 0, 1}, {2, 1}, {0, 4}});

  BOOST_TEST((values_of<std::int64_t>(matmul(cut, right)) == values_of<std::int64_t>(matmul(whole, right))));
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_named) {
  BOOST_TEST(message_of<ShapeError>([] {
               matmul(zeros({2, 3}), zeros({4, 5}));
             })
             == "matmul: shapes (2, 3) and (4, 5) do not fit: 3 columns and 4 rows");
  BOOST_TEST(message_of<ShapeError>([] {
               matmul(zeros({2, 3}), 2);
             })
             == "matmul: an array without axes is no matrix: shapes (2, 3) and (); multiply takes one");
}

BOOST_AUTO_TEST_CASE(dot_multiplies_matrices_and_scales) {
  const Array x = counted({3, 3}, 2);

  BOOST_TEST((values_of<std::int64_t>(dot(x, x)) == product_of_counted(3, 3, 3)));
  BOOST_TEST((values_of<std::int64_t>(dot(counted({3}), 2)) == std::vector<std::int64_t>{0, 2, 4}));
}

BOOST_AUTO_TEST_SUITE_END()
