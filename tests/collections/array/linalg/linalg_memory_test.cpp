// Linear algebra on matrices that are larger than the memory limit.

#include <cstdint>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

SessionOptions limits(const TemporaryDirectory& directory, std::uint64_t bytes) {
  return {.threads = 2, .memory_limit = bytes, .store = directory.path()};
}

/// A file with the elements of `array`.
std::string file_of(const TemporaryDirectory& directory, const Array& array) {
  const std::string file = (directory.path() / "matrix.npy").string();
  to_npy(array, file);
  return file;
}

/// 64 MiB, 16 times as much as the largest chunk that the factorisation makes.
Array tall(const TemporaryDirectory& directory) {
  const Shape shape{std::int64_t{1} << 18, 32};
  return open_npy(file_of(directory, Random(1).normal(shape, {.chunks = {4096, -1}})),
                  {.chunks = {4096, -1}});
}

Array largest(const Array& array) { return max(absolute(array)); }

} // namespace

BOOST_AUTO_TEST_SUITE(linalg_memory)

BOOST_AUTO_TEST_CASE(a_tall_file_is_factored_within_the_limit) {
  const TemporaryDirectory directory;
  const Array a = tall(directory);
  Session session(limits(directory, 24 * mebibyte));

  const Qr factors = qr(a);
  const auto [skew, rest] = session.compute(largest(matmul(transpose(factors.q), factors.q) - eye(32)),
                                            largest(matmul(factors.q, factors.r) - a));

  BOOST_TEST(skew.item<double>() < 1e-13);
  BOOST_TEST(rest.item<double>() < 1e-12);
  BOOST_TEST(session.report().memory.peak_bytes <= 24 * mebibyte);
}

BOOST_AUTO_TEST_CASE(a_tall_file_is_decomposed_within_the_limit) {
  const TemporaryDirectory directory;
  const Array a = tall(directory);
  Session session(limits(directory, 24 * mebibyte));

  const Svd parts = svd(a);
  const auto [skew, rest] = session.compute(largest(matmul(transpose(parts.u), parts.u) - eye(32)),
                                            largest(matmul(multiply(parts.u, parts.s), parts.vh) - a));

  BOOST_TEST(skew.item<double>() < 1e-13);
  BOOST_TEST(rest.item<double>() < 1e-11);
  BOOST_TEST(session.report().memory.peak_bytes <= 24 * mebibyte);
}

/// Whole numbers, so that sums are exact: (7 i + 3 j) mod 11.
Array pattern(std::int64_t rows, std::int64_t columns, const Chunks& chunks) {
  const auto along = [](std::int64_t count) {
    return arange(count, {.dtype = DType::float64, .chunks = 512});
  };
  return rechunk(remainder(expand_dims(along(rows), {1}) * 7 + expand_dims(along(columns), {0}) * 3, 11.0),
                 chunks);
}

// The matrix, its tiles on either side and the product are 32 MiB each, 128 MiB in all. The sum of all of a·a is that of the sums of columns times the
// sums of rows.
BOOST_AUTO_TEST_CASE(a_file_is_multiplied_in_tiles_within_the_limit) {
  const TemporaryDirectory directory;
  const Array a = open_npy(file_of(directory, pattern(2048, 2048, {512, 512})), {.chunks = {512, 512}});
  Session session(limits(directory, 48 * mebibyte));

  const auto [total, wanted] =
      session.compute(sum(matmul(a, a)), sum(sum(a, {.axis = 0}) * sum(a, {.axis = 1})));

  BOOST_TEST(total.item<double>() == wanted.item<double>());
  BOOST_TEST(session.report().memory.peak_bytes <= 48 * mebibyte);
}

// 128 MiB of blocks of rows, twice.
BOOST_AUTO_TEST_CASE(a_tall_file_is_multiplied_within_the_limit) {
  const TemporaryDirectory directory;
  const Array a = open_npy(file_of(directory, pattern(65'536, 256, {512, -1})), {.chunks = {512, -1}});
  Session session(limits(directory, 24 * mebibyte));

  const Array gram = matmul(transpose(a), a);
  const auto [total, wanted] =
      session.compute(sum(matmul(a, gram)), sum(sum(a, {.axis = 0}) * sum(gram, {.axis = 1})));

  BOOST_TEST(total.item<double>() == wanted.item<double>());
  BOOST_TEST(session.report().memory.peak_bytes <= 24 * mebibyte);
}

BOOST_AUTO_TEST_SUITE_END()
