#include "kernels/random/philox.hpp"

namespace troupe {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(second),
        static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(first)};
    key[0] += 0x9E3779B9; // the golden ratio
    key[1] += 0xBB67AE85; // sqrt(3) - 1
  }
  return counter;
}

std::uint64_t random_word(const RandomStream& stream, std::uint64_t index) {
  const std::uint64_t place = index % random_group_words;
  const std::uint64_t counter =
      index / random_group_words * random_group_counters + place % random_group_counters;
  const auto low = [](std::uint64_t number) { return static_cast<std::uint32_t>(number); };
  const auto high = [](std::uint64_t number) { return static_cast<std::uint32_t>(number >> 32); };
  const std::array value = philox({low(counter), high(counter), low(stream.stream), high(stream.stream)},
                                  {low(stream.seed), high(stream.seed)});
  const std::size_t half = place < random_group_counters ? 0 : 2;
  return value[half] | std::uint64_t{value[half + 1]} << 32;
}

std::uint32_t random_half_word(const RandomStream& stream, std::uint64_t index) {
  return static_cast<std::uint32_t>(random_word(stream, index / 2) >> (index % 2 * 32));
}

} // namespace troupe
