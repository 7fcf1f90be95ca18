#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/random/philox.hpp"
#include "kernels/random/random_table.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

/// A tile of words and what the kernels make of it.
struct Tile {
  alignas(64) std::array<std::uint64_t, random_tile_words> words{};
  alignas(64) std::array<std::byte, 2 * random_tile_words * sizeof(std::uint64_t)> out{};

  template <class T>
  std::vector<T> reals(IsaLevel level, RealDistribution distribution, RealParameters parameters = {}) {
    const auto& kernels = random_table(level).reals[static_cast<std::size_t>(distribution)];
    kernels[sizeof(T) / 8](out.data(), words.data(), parameters);
    std::vector<T> values(sizeof words / sizeof(T));
    std::memcpy(values.data(), out.data(), sizeof words);
    return values;
  }
};

Tile tile_of(std::uint64_t number) {
  Tile tile;
  for (std::size_t i = 0; i < random_tile_words; ++i)
    tile.words[i] = random_word({20221126, 3}, number * random_tile_words + i);
  return tile;
}

Tile tile_filled(std::uint64_t word) {
  Tile tile;
  tile.words.fill(word);
  return tile;
}

constexpr std::array distributions{RealDistribution::uniform, RealDistribution::normal,
                                   RealDistribution::exponential};
constexpr RealParameters parameters{-1.25, 3, 1.5};

} // namespace

BOOST_AUTO_TEST_SUITE(distributions_)

BOOST_AUTO_TEST_CASE(every_isa_level_computes_the_same_bits) {
  for (std::uint64_t number = 0; number < 200; ++number) {
    Tile tile = tile_of(number);
    for (const RealDistribution distribution : distributions) {
      const auto wide = tile.reals<double>(IsaLevel::v2, distribution, parameters);
      const auto narrow = tile.reals<float>(IsaLevel::v2, distribution, parameters);
      for (const IsaLevel level : supported_isa_levels()) {
        BOOST_REQUIRE((tile.reals<double>(level, distribution, parameters) == wide));
        BOOST_REQUIRE((tile.reals<float>(level, distribution, parameters) == narrow));
      }
    }
    for (std::size_t width = 0; width < 2; ++width)
      for (std::size_t size = 0; size < 4; ++size) {
        const IntegerParameters integers{41, width == 0 ? 16777213U : 0xfffffffffffffff1,
                                         width == 0 ? 768U : 15};
        const bool rejected =
            random_table(IsaLevel::v2).integers[width][size](tile.out.data(), tile.words.data(), integers);
        const auto expected = tile.out;
        for (const IsaLevel level : supported_isa_levels()) {
          BOOST_REQUIRE(
              random_table(level).integers[width][size](tile.out.data(), tile.words.data(), integers)
              == rejected);
          BOOST_REQUIRE((tile.out == expected));
        }
      }
  }
}

BOOST_AUTO_TEST_CASE(normal_numbers_are_box_and_mullers) {
  double worst = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    Tile tile = tile_of(number);
    const auto made = tile.reals<double>(current_isa_level(), RealDistribution::normal);
    for (std::size_t i = 0; i < random_tile_words; ++i) {
      if (i % 16 >= 8)
        continue;
      const long double u = static_cast<long double>((tile.words[i] >> 11) + 1) * 0x1p-53L;
      const std::uint64_t angle = tile.words[i + 8];
      // Within the quarter, where the angle is exact enough for the smallest results.
      const long double turn = (static_cast<long double>(angle << 2 >> 12) * 0x1p-52L - 0.5L)
                               * std::numbers::pi_v<long double> / 2;
      const long double radius = std::sqrt(-2 * std::log(u));
      const long double across = radius * std::cos(turn), up = radius * std::sin(turn);
      const long double quarters[4][2] = {{across, up}, {-up, across}, {-across, -up}, {up, -across}};
      const auto& wanted = quarters[angle >> 62];
      worst = std::max({worst, static_cast<double>(std::abs((made[i] - wanted[0]) / wanted[0])),
                        static_cast<double>(std::abs((made[i + 8] - wanted[1]) / wanted[1]))});
    }
  }
  BOOST_TEST(worst < 5e-16);
}

BOOST_AUTO_TEST_CASE(float32_normal_numbers_are_box_and_mullers) {
  double worst = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    Tile tile = tile_of(number);
    const auto made = tile.reals<float>(current_isa_level(), RealDistribution::normal);
    const auto word = [&](std::size_t i) {
      return static_cast<std::uint32_t>(tile.words[i / 2] >> (i % 2 * 32));
    };
    for (std::size_t i = 0; i < 2 * random_tile_words; ++i) {
      if (i % 32 >= 16)
        continue;
      const double radius = std::sqrt(-2 * std::log((static_cast<double>(word(i) >> 1) + 0.5) * 0x1p-31));
      const std::uint32_t angle = word(i + 16);
      const double turn =
          (static_cast<double>(angle >> 30) + static_cast<double>(angle << 2 >> 9) * 0x1p-23 - 0.5)
          * std::numbers::pi / 2;
      worst = std::max({worst, std::abs(made[i] - radius * std::cos(turn)),
                        std::abs(made[i + 16] - radius * std::sin(turn))});
    }
  }
  BOOST_TEST(worst < 1e-6);
}

BOOST_AUTO_TEST_CASE(exponential_numbers_are_logarithms) {
  double worst = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    Tile tile = tile_of(number);
    const auto made = tile.reals<double>(current_isa_level(), RealDistribution::exponential);
    for (std::size_t i = 0; i < random_tile_words; ++i) {
      const long double wanted = -std::log(static_cast<long double>((tile.words[i] >> 11) + 1) * 0x1p-53L);
      worst = std::max(worst, static_cast<double>(std::abs((made[i] - wanted) / wanted)));
    }
  }
  BOOST_TEST(worst < 5e-16);
}

BOOST_AUTO_TEST_CASE(the_most_extreme_words_make_finite_numbers) {
  const IsaLevel level = current_isa_level();
  Tile zeros = tile_filled(0), ones = tile_filled(~std::uint64_t{0});

  BOOST_TEST(zeros.reals<double>(level, RealDistribution::uniform, {0, 1, 1})[0] == 0);
  BOOST_TEST(ones.reals<double>(level, RealDistribution::uniform, {0, 1, 1})[0] == 1 - 0x1p-53);
  BOOST_TEST(ones.reals<float>(level, RealDistribution::uniform, {0, 1, 1})[0] == 1 - 0x1p-24F);
  BOOST_TEST(ones.reals<double>(level, RealDistribution::uniform, {1e10, 1e-7, 1e10})[0] == 1e10);
  BOOST_TEST(zeros.reals<double>(level, RealDistribution::exponential)[0] == 53 * std::numbers::ln2,
             boost::test_tools::tolerance(1e-15));
  BOOST_TEST(ones.reals<double>(level, RealDistribution::exponential)[0] == 0);
  BOOST_TEST(zeros.reals<float>(level, RealDistribution::exponential)[0] == 22.1807098F,
             boost::test_tools::tolerance(1e-6F));
  BOOST_TEST(ones.reals<float>(level, RealDistribution::exponential)[0] == 0);
  // sqrt(2 * 53 * log 2), turned by -45 degrees
  BOOST_TEST(zeros.reals<double>(level, RealDistribution::normal)[0] == 6.0610888,
             boost::test_tools::tolerance(1e-7));
  BOOST_TEST(ones.reals<double>(level, RealDistribution::normal)[0] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
