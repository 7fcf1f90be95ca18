#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/tiles/tile_table.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

/// True with a chance of `tenths` in ten.
std::unique_ptr<bool[]> random_mask(std::size_t count, unsigned tenths, std::mt19937_64& random) {
  auto mask = std::make_unique<bool[]>(count + 1);
  for (std::size_t i = 0; i < count; ++i)
    mask[i] = random() % 10 < tenths;
  return mask;
}

/// Calls `test(count, mask)` for lengths around those of vectors and tiles, sparse, dense and in between.
template <class Test>
void for_each_mask(const Test& test) {
  std::mt19937_64 random(42);
  for (const std::size_t count : {0U, 1U, 7U, 8U, 63U, 64U, 65U, 127U, 200U, 1000U})
    for (const unsigned tenths : {0U, 1U, 5U, 9U, 10U})
      test(count, random_mask(count, tenths, random).get());
}

} // namespace

BOOST_AUTO_TEST_SUITE(selection_)

BOOST_AUTO_TEST_CASE(words_where_the_mask_holds_come_in_order) {
  on_every_isa_level([](IsaLevel level) {
    for (std::size_t bytes = 1; bytes <= 16; bytes *= 2)
      for_each_mask([&](std::size_t count, const bool* mask) {
        std::mt19937_64 random(count);
        std::vector<std::uint8_t> words(count * bytes);
        for (auto& byte : words)
          byte = static_cast<std::uint8_t>(random());
        std::vector<std::uint8_t> expected, got(count * bytes + selection_slack);
        for (std::size_t i = 0; i < count; ++i)
          if (mask[i])
            expected.insert(expected.end(), &words[i * bytes], &words[i * bytes] + bytes);

        const std::size_t chosen =
            tile_table(level).compress[word_number(bytes)](got.data(), words.data(), mask, count);

        BOOST_TEST_REQUIRE(chosen * bytes == expected.size());
        got.resize(expected.size());
        BOOST_TEST((got == expected), to_string(level) << ", words of " << bytes << " bytes, " << count);
      });
  });
}

BOOST_AUTO_TEST_CASE(positions_count_from_the_first) {
  on_every_isa_level([](IsaLevel level) {
    for_each_mask([&](std::size_t count, const bool* mask) {
      std::vector<std::int64_t> expected, got(count + selection_slack / 8);
      for (std::size_t i = 0; i < count; ++i)
        if (mask[i])
          expected.push_back(5'000'000'000 + static_cast<std::int64_t>(i));

      got.resize(tile_table(level).positions(got.data(), mask, count, 5'000'000'000));

      BOOST_TEST((got == expected), to_string(level) << ", " << count);
    });
  });
}

BOOST_AUTO_TEST_SUITE_END()
