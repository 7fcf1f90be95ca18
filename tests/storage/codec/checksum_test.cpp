#include <cstddef>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "codec/checksum.hpp"
#include "storage/random_seed.hpp"

using namespace troupe;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

} // namespace

BOOST_AUTO_TEST_SUITE(checksum)

// The values of RFC 3720, B.4.
BOOST_AUTO_TEST_CASE(it_is_the_one_of_the_standard) {
  const std::vector<std::byte> zeros(32), ones(32, std::byte{0xff});

  BOOST_TEST(crc32c(zeros) == 0x8a9136aau);
  BOOST_TEST(crc32c(ones) == 0x62a8ab43u);
  BOOST_TEST(crc32c(bytes_of("123456789")) == 0xe3069283u);
  BOOST_TEST(crc32c({}) == 0u);
}

BOOST_AUTO_TEST_CASE(the_processors_instruction_gives_what_the_table_gives) {
  std::mt19937_64 random(test::random_seed());
  std::vector<std::byte> bytes(100'000);
  for (std::byte& byte : bytes)
    byte = static_cast<std::byte>(random());

  for (int i = 0; i < 200; ++i) {
    const std::size_t begin = random() % 1000;
    const auto piece = std::span<const std::byte>(bytes).subspan(begin, random() % (bytes.size() - begin));
    const auto so_far = static_cast<std::uint32_t>(random());
    BOOST_TEST(crc32c(piece, so_far) == crc32c_portable(piece, so_far));
  }
}

BOOST_AUTO_TEST_CASE(pieces_give_what_the_whole_does) {
  BOOST_TEST(crc32c(bytes_of("6789"), crc32c(bytes_of("12345"))) == 0xe3069283u);
}

BOOST_AUTO_TEST_SUITE_END()
