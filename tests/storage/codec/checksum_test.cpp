#include <cstddef>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "codec/checksum.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

} // namespace

BOOST_AUTO_TEST_SUITE(checksums)

// Files hold it, so it never changes. The second is what "xxhsum -H3" prints.
BOOST_AUTO_TEST_CASE(it_is_the_one_that_files_hold) {
  const std::vector<std::byte> zeros(checksum_piece + 32);

  BOOST_TEST(checksum({}) == 0u);
  BOOST_TEST(checksum(bytes_of("123456789")) == 0x72dcb18b67a17dff);
  BOOST_TEST(checksum(zeros) == 0xe5a3365d3e96cc46);
}

BOOST_AUTO_TEST_CASE(pieces_give_what_the_whole_does) {
  std::mt19937_64 random(test::random_seed());
  std::vector<std::byte> bytes(3 * checksum_piece + 1000);
  for (std::byte& byte : bytes)
    byte = static_cast<std::byte>(random());
  const std::span<const std::byte> all(bytes);

  for (const std::size_t first : {std::size_t{0}, checksum_piece, 3 * checksum_piece})
    BOOST_TEST(checksum(all.subspan(first), checksum(all.first(first))) == checksum(all));
}

BOOST_AUTO_TEST_CASE(every_bit_counts) {
  std::vector<std::byte> bytes(3000);
  const std::uint64_t whole = checksum(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= std::byte{1};
    BOOST_TEST(checksum(bytes) != whole);
    bytes[i] ^= std::byte{1};
  }
}

BOOST_AUTO_TEST_SUITE_END()
