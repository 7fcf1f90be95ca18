#include <array>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include "kernels/random/philox.hpp"
#include "kernels/random/random_table.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Counter = std::array<std::uint32_t, 4>;

} // namespace

BOOST_AUTO_TEST_SUITE(philox_)

// The lines "philox4x32 10" of kat_vectors in Random123, the authors' own implementation.
BOOST_AUTO_TEST_CASE(the_published_values_are_met) {
  BOOST_TEST((philox({0, 0, 0, 0}, {0, 0}) == Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  BOOST_TEST((philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff})
              == Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  BOOST_TEST((philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0})
              == Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

BOOST_AUTO_TEST_CASE(words_are_the_halves_of_values_by_group) {
  BOOST_TEST(random_word({0, 0}, 0) == 0xe169c58d6627e8d5);
  BOOST_TEST(random_word({0, 0}, 8) == 0x9b00dbd8bc57ac4c);
  BOOST_TEST(random_half_word({0, 0}, 0) == 0x6627e8d5U);
  BOOST_TEST(random_half_word({0, 0}, 17) == 0x9b00dbd8U);
}

BOOST_AUTO_TEST_CASE(tiles_hold_the_same_words_on_every_isa_level) {
  const RandomStream stream{0x299f31d0a4093822, 0x0370734413198a2e};
  const std::array<std::uint64_t, random_tile_groups> groups{
      0, 1, 5, 3, std::uint64_t{1} << 29, (std::uint64_t{1} << 58) + 7, 0x85a308d3243f6a88 >> 3, 12};

  on_every_isa_level([&](IsaLevel level) {
    alignas(64) std::array<std::uint64_t, random_tile_words> words{};
    random_table(level).words(words.data(), groups.data(), stream.seed, stream.stream);

    for (std::size_t i = 0; i < words.size(); ++i)
      BOOST_REQUIRE((i / 16 == 6 || words[i] == random_word(stream, groups[i / 16] * 16 + i % 16)));
    BOOST_TEST(words[6 * 16] == 0x94fdccebd16cfe09); // the third of the published values
    BOOST_TEST(words[6 * 16 + 8] == 0x24126ea15001e420);
  });
}

BOOST_AUTO_TEST_SUITE_END()
