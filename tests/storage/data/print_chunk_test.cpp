#include <cmath>
#include <complex>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/chunk.hpp>

using namespace troupe;

// Expected texts are NumPy's: tests/reference/printing.py prints them.

namespace {

template <Element T>
Chunk count_up(Shape shape, T step = 1) {
  return Chunk::generate<T>(std::move(shape), [step](std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<T>(static_cast<T>(i) * step);
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(print_chunk)

BOOST_AUTO_TEST_CASE(rows_are_nested_and_columns_aligned) {
  BOOST_TEST(to_string(count_up<double>({3, 4}, 0.5))
             == "[[0.  0.5 1.  1.5]\n"
                " [2.  2.5 3.  3.5]\n"
                " [4.  4.5 5.  5.5]]");
  BOOST_TEST(to_string(count_up<std::int32_t>({2, 3, 4}))
             == "[[[ 0  1  2  3]\n"
                "  [ 4  5  6  7]\n"
                "  [ 8  9 10 11]]\n"
                "\n"
                " [[12 13 14 15]\n"
                "  [16 17 18 19]\n"
                "  [20 21 22 23]]]");
}

BOOST_AUTO_TEST_CASE(long_rows_wrap) {
  BOOST_TEST(to_string(count_up<std::int8_t>({40}))
             == "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n"
                " 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]");
}

BOOST_AUTO_TEST_CASE(large_chunks_show_their_edges) {
  BOOST_TEST(to_string(count_up<double>({1001})) == "[   0.    1.    2. ...  998.  999. 1000.]");
  BOOST_TEST(to_string(count_up<double>({30, 40}))
             == "[[0.000e+00 1.000e+00 2.000e+00 ... 3.700e+01 3.800e+01 3.900e+01]\n"
                " [4.000e+01 4.100e+01 4.200e+01 ... 7.700e+01 7.800e+01 7.900e+01]\n"
                " [8.000e+01 8.100e+01 8.200e+01 ... 1.170e+02 1.180e+02 1.190e+02]\n"
                " ...\n"
                " [1.080e+03 1.081e+03 1.082e+03 ... 1.117e+03 1.118e+03 1.119e+03]\n"
                " [1.120e+03 1.121e+03 1.122e+03 ... 1.157e+03 1.158e+03 1.159e+03]\n"
                " [1.160e+03 1.161e+03 1.162e+03 ... 1.197e+03 1.198e+03 1.199e+03]]");
}

BOOST_AUTO_TEST_CASE(edges_shrink_where_there_are_many_axes) {
  // No NumPy text: it would show 6 along each axis, 1296 elements.
  BOOST_TEST(to_string(count_up<std::int32_t>({10, 10, 10, 10})).size() < 2000u);
  BOOST_TEST(to_string(count_up<std::int32_t>(Shape(20, 2))) == "[...]");
  BOOST_TEST(to_string(count_up<std::int32_t>({7}), 3) == "[0 ... 6]");
}

BOOST_AUTO_TEST_CASE(numbers_of_different_size_are_printed_with_exponents) {
  BOOST_TEST(to_string(Chunk::from<double>({4}, {1e-5, 1, 2.5, -3}))
             == "[ 1.0e-05  1.0e+00  2.5e+00 -3.0e+00]");
  BOOST_TEST(to_string(Chunk::from<double>({3}, {1e100, -2.5e-7, 0})) == "[ 1.0e+100 -2.5e-007  0.0e+000]");
}

BOOST_AUTO_TEST_CASE(numbers_have_at_most_eight_digits_behind_the_point) {
  BOOST_TEST(to_string(Chunk::from<double>({3}, {3.14159265358979, 2, 100.125}))
             == "[  3.14159265   2.         100.125     ]");
  BOOST_TEST(to_string(Chunk::from<float>({3}, {0.1F, 1.0F / 3, 2})) == "[0.1        0.33333334 2.        ]");
  BOOST_TEST(to_string(Chunk::from<double>({2}, {-0.0, 123456.789})) == "[    -0.    123456.789]");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_has_its_column_too) {
  BOOST_TEST(to_string(Chunk::from<double>({4}, {NAN, INFINITY, -INFINITY, 1})) == "[ nan  inf -inf   1.]");
  BOOST_TEST(to_string(Chunk::from<float>({2}, {NAN, NAN})) == "[nan nan]");
}

BOOST_AUTO_TEST_CASE(truths_and_complex_numbers_are_written_as_in_python) {
  BOOST_TEST(to_string(Chunk::from<bool>({2, 2}, {true, false, true, true}))
             == "[[ True False]\n [ True  True]]");
  BOOST_TEST(to_string(Chunk::from<std::complex<double>>({2}, {{1, 2}, {0.5, -1}})) == "[1. +2.j 0.5-1.j]");
}

BOOST_AUTO_TEST_CASE(scalars_stand_alone_and_nothing_is_empty_brackets) {
  BOOST_TEST(to_string(Chunk::scalar(2.0)) == "2.0");
  BOOST_TEST(to_string(Chunk::scalar(1e20)) == "1e+20");
  BOOST_TEST(to_string(Chunk::scalar(7)) == "7");
  BOOST_TEST(to_string(Chunk::from<double>({2, 0, 3}, {})) == "[]");
}

BOOST_AUTO_TEST_SUITE_END()
