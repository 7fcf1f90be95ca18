// Orders of arrays that are larger than the memory limit.

#include <cstdint>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::int64_t count = std::int64_t{1} << 23; // 64 MiB of float64
constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// Each of 0 … count-1 once, or each number below count / 4 four times, in an order without order: odd factors
/// permute the numbers below a power of two.
Array shuffled(std::int64_t modulus) {
  const Array numbers = arange(count, {.chunks = "1MiB"});
  return astype(remainder(remainder(numbers * 2'654'435'761, count), modulus), DType::float64);
}

std::string file_of(const TemporaryDirectory& directory, std::int64_t modulus) {
  const std::string file = (directory.path() / "shuffled.npy").string();
  to_npy(shuffled(modulus), file);
  return file;
}

/// The limit; tasks below 1 KiB are not asked.
constexpr std::uint64_t most = 24 * mebibyte + (64 << 10);

SessionOptions limits(const TemporaryDirectory& directory) {
  return {.threads = 2, .memory_limit = "24MiB", .store = directory.path()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(ordering_memory)

BOOST_AUTO_TEST_CASE(a_file_is_sorted_within_the_limit) {
  const TemporaryDirectory directory;
  const Array x = open_npy(file_of(directory, count), {.chunks = "1MiB"});
  Session session(limits(directory));

  const bool is_in_order =
      session.compute(all(sort(x) == arange(count, {.dtype = DType::float64, .chunks = "1MiB"})))
          .item<bool>();

  BOOST_TEST(is_in_order);
  BOOST_TEST(session.report().memory.peak_bytes <= most);
  BOOST_TEST(session.report().memory.spilled_bytes < 256 * mebibyte);
}

BOOST_AUTO_TEST_CASE(positions_in_a_file_are_sorted_within_the_limit) {
  const TemporaryDirectory directory;
  const Array x = open_npy(file_of(directory, count), {.chunks = "1MiB"});
  Session session(limits(directory));

  // Positions of a permutation are the permutation's inverse: the factor's inverse modulo 2^23.
  const Array positions = argsort(x);
  const Array back = remainder(positions * 2'654'435'761, count);
  const bool is_inverse = session.compute(all(back == arange(count, {.chunks = "1MiB"}))).item<bool>();

  BOOST_TEST(is_inverse);
  BOOST_TEST(session.report().memory.peak_bytes <= most);
}

BOOST_AUTO_TEST_CASE(distinct_elements_of_a_file_are_found_within_the_limit) {
  const TemporaryDirectory directory;
  const Array x = open_npy(file_of(directory, count / 4), {.chunks = "1MiB"});
  Session session(limits(directory));

  const Array distinct = unique(x);
  const auto [number, total] = session.compute(sum(distinct * 0 + 1), sum(distinct));

  BOOST_TEST(number.item<double>() == static_cast<double>(count / 4));
  BOOST_TEST(total.item<double>() == static_cast<double>(count / 4) * static_cast<double>(count / 4 - 1) / 2);
  BOOST_TEST(session.report().memory.peak_bytes <= most);
}

BOOST_AUTO_TEST_SUITE_END()
