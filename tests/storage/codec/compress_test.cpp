#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "codec/compress.hpp"

using namespace troupe;

namespace {

std::vector<std::int64_t> numbers(std::int64_t count) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0; i < count; ++i)
    all.push_back(i);
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(compress_)

BOOST_AUTO_TEST_CASE(what_was_packed_unpacks_to_the_same) {
  const std::vector<std::int64_t> before = numbers(100'000);
  std::vector<std::int64_t> after(before.size());

  const PackedBytes packed = compress(std::as_bytes(std::span(before)), sizeof(std::int64_t));
  decompress({packed.block.get(), packed.size}, std::as_writable_bytes(std::span(after)));

  BOOST_TEST(packed.size > 0u);
  BOOST_TEST(packed.size < 400'000u);
  BOOST_TEST((after == before));
}

BOOST_AUTO_TEST_CASE(noise_and_next_to_nothing_are_not_packed) {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> noise(10'000);
  for (auto& number : noise)
    number = random();

  BOOST_TEST(compress(std::as_bytes(std::span(noise)), 8).size == 0u);
  BOOST_TEST(compress({}, 8).size == 0u);
  BOOST_TEST(compress(std::as_bytes(std::span(noise).first(1)), 8).size == 0u);
}

BOOST_AUTO_TEST_CASE(damaged_bytes_and_other_lengths_are_refused) {
  const std::vector<std::int64_t> before = numbers(10'000);
  std::vector<std::byte> target(before.size() * 8);
  const PackedBytes packed = compress(std::as_bytes(std::span(before)), 8);
  const std::span<const std::byte> bytes(packed.block.get(), packed.size);

  BOOST_CHECK_THROW(decompress(bytes.first(10), target), FileError);
  BOOST_CHECK_THROW(decompress(bytes.first(bytes.size() - 1), target), FileError);
  BOOST_CHECK_THROW(decompress(bytes, std::span(target).first(8)), FileError);
  BOOST_CHECK_THROW(decompress({}, target), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
