#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/codec.hpp>

using namespace troupe;

namespace {

Digest hash(std::string_view bytes) {
  Hasher hasher;
  hasher.add(bytes);
  return hasher.finish();
}

int different_bits(const Digest& left, const Digest& right) {
  return std::popcount(left.high ^ right.high) + std::popcount(left.low ^ right.low);
}

} // namespace

BOOST_AUTO_TEST_SUITE(hasher)

BOOST_AUTO_TEST_CASE(gives_the_same_on_every_machine) {
  // Made by this code; stored digests depend on them.
  BOOST_TEST(to_string(hash("")) == "91986561981db42d03a79e472f9904e3");
  BOOST_TEST(to_string(hash("troupe")) == "84ae4a77efb9d171187d4322cf87819c");
  BOOST_TEST(to_string(hash(std::string(1000, 'x'))) == "bf845570be458a86491ebf71a91e5355");
}

BOOST_AUTO_TEST_CASE(digests_are_printed_as_32_digits) {
  BOOST_TEST(to_string(Digest{0x123, 0xabcdef0123456789}) == "0000000000000123abcdef0123456789");
}

BOOST_AUTO_TEST_CASE(pieces_do_not_run_into_each_other) {
  Hasher first, second;
  first.add("ab");
  first.add("c");
  second.add("a");
  second.add("bc");
  BOOST_TEST((first.finish() != second.finish()));
}

BOOST_AUTO_TEST_CASE(bytes_numbers_and_digests_are_told_apart) {
  Hasher bytes, number, both;
  bytes.add(std::string_view("\x07\0\0\0\0\0\0\0", 8));
  number.add(std::uint64_t{7});
  both.add(Digest{7, 0});
  BOOST_TEST((bytes.finish() != number.finish()));
  BOOST_TEST((number.finish() != both.finish()));
}

BOOST_AUTO_TEST_CASE(runs_of_equal_bytes_of_every_length_differ) {
  std::set<Digest> seen;
  for (const char fill : {'\0', '\xff', 'a'})
    for (std::size_t length = 0; length < 500; ++length)
      seen.insert(hash(std::string(length, fill)));
  BOOST_TEST(seen.size() == 3 * 499 + 1u);
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_changes_about_half_of_the_digest) {
  for (const std::size_t length : {1u, 8u, 16u, 17u, 100u, 200u, 1000u}) {
    std::string bytes(length, '\0');
    const Digest plain = hash(bytes);
    int fewest = 128;
    double sum = 0;
    for (std::size_t bit = 0; bit < 8 * length; ++bit) {
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
      const int changed = different_bits(hash(bytes), plain);
      fewest = std::min(fewest, changed);
      sum += changed;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    }
    // 64 of 128 on average; for a fair hash fewer than 30 happen once in 10^9 times.
    BOOST_TEST(fewest >= 30, "length " << length << ": " << fewest);
    BOOST_TEST(sum / static_cast<double>(8 * length) > 58.0);
    BOOST_TEST(sum / static_cast<double>(8 * length) < 70.0);
  }
}

BOOST_AUTO_TEST_CASE(neither_half_collides_on_a_million_similar_inputs) {
  std::vector<std::uint64_t> high, low;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    Hasher hasher;
    hasher.add(i % 1000);
    hasher.add(i / 1000);
    const Digest digest = hasher.finish();
    high.push_back(digest.high);
    low.push_back(digest.low);
  }
  for (std::vector<std::uint64_t>* half : {&high, &low}) {
    std::ranges::sort(*half);
    BOOST_TEST((std::ranges::adjacent_find(*half) == half->end()));
  }
}

BOOST_AUTO_TEST_CASE(swapped_words_and_blocks_differ) {
  std::string bytes;
  for (int i = 0; i < 512; ++i)
    bytes += static_cast<char>(i / 8);
  const Digest plain = hash(bytes);
  for (const std::size_t unit : {8u, 16u, 64u})
    for (std::size_t at = 0; at + 2 * unit <= bytes.size(); at += unit) {
      std::string swapped = bytes;
      std::swap_ranges(swapped.begin() + static_cast<std::ptrdiff_t>(at),
                       swapped.begin() + static_cast<std::ptrdiff_t>(at + unit),
                       swapped.begin() + static_cast<std::ptrdiff_t>(at + unit));
      BOOST_TEST((hash(swapped) != plain));
    }
}

BOOST_AUTO_TEST_SUITE_END()
