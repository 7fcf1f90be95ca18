#include "kernels/random/permutation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string>
#include <utility>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

IndexBijection::IndexBijection(std::uint64_t count, const RandomStream& stream) : count_(count) {
  const int bits = std::max(2, static_cast<int>(std::bit_width(count - 1)));
  const auto mask = [](int width) { return static_cast<std::uint32_t>((std::uint64_t{1} << width) - 1); };
  keys_.right_bits = bits - bits / 2;
  keys_.left_mask = mask(bits / 2);
  keys_.right_mask = mask(keys_.right_bits);
  for (int round = 0; round < bijection_rounds; ++round) {
    const std::uint64_t word = random_word(stream, static_cast<std::uint64_t>(round));
    keys_.keys[round][0] = static_cast<std::uint32_t>(word);
    keys_.keys[round][1] = static_cast<std::uint32_t>(word >> 32);
  }
}

void IndexBijection::apply(std::span<std::uint64_t> numbers) const {
  constexpr std::size_t piece = 16 * bijection_step;
  for (std::size_t done = 0; done < numbers.size(); done += piece)
    walk(numbers.subspan(done, std::min(piece, numbers.size() - done)));
}

void IndexBijection::walk(std::span<std::uint64_t> numbers) const {
  const RandomTable& table = random_table(current_isa_level());
  std::array<std::uint64_t, 16 * bijection_step> walking{};
  std::array<std::uint32_t, 16 * bijection_step> places{};
  std::ranges::copy(numbers, walking.begin());
  std::iota(places.begin(), places.end(), 0U);
  // Those that are above go on, in fewer and fewer steps of vectors.
  for (std::size_t left = numbers.size(); left > 0;) {
    table.bijection(walking.data(), (left + bijection_step - 1) / bijection_step * bijection_step, keys_);
    std::size_t above = 0;
    for (std::size_t i = 0; i < left; ++i) {
      const std::uint64_t number = walking[i];
      const std::uint32_t place = places[i];
      numbers[place] = number;
      walking[above] = number;
      places[above] = place;
      above += number >= count_ ? 1 : 0;
    }
    left = above;
  }
}

namespace {

/// The words of a stream, one after the other.
class WordReader {
public:
  explicit WordReader(const RandomStream& stream) : stream_(stream) {}

  /// A number below `span`, which is below 2^32.
  std::uint64_t below(std::uint64_t span) {
    std::uint64_t product = (next() >> 32) * span;
    if ((product & 0xffffffff) < span) {
      const std::uint64_t threshold = (std::uint64_t{1} << 32) % span;
      while ((product & 0xffffffff) < threshold)
        product = (next() >> 32) * span;
    }
    return product >> 32;
  }

private:
  std::uint64_t next() {
    if (used_ == random_tile_words) {
      std::array<std::uint64_t, random_tile_groups> groups;
      std::iota(groups.begin(), groups.end(), group_);
      group_ += random_tile_groups;
      table_.words(words_.data(), groups.data(), stream_.seed, stream_.stream);
      used_ = 0;
    }
    return words_[used_++];
  }

  RandomStream stream_;
  const RandomTable& table_ = random_table(current_isa_level());
  alignas(64) std::array<std::uint64_t, random_tile_words> words_{};
  std::size_t used_ = random_tile_words;
  std::uint64_t group_ = 0;
};

Value run_shuffled(const KernelCall& call) {
  const auto& parameters = call.parameters.as<ShuffledParameters>();
  const std::vector<std::int64_t> all = shuffled(parameters.count, parameters.stream);
  return Chunk::copy<std::int64_t>({parameters.length},
                                   std::span(all).first(static_cast<std::size_t>(parameters.length)));
}

Value run_permuted(const KernelCall& call) {
  const auto& parameters = call.parameters.as<PermutedParameters>();
  auto [chunk, bytes] = Chunk::uninitialised(DType::int64, parameters.block.shape);
  auto* elements = reinterpret_cast<std::uint64_t*>(bytes);
  auto* next = elements;
  visit_runs(parameters.block, [&](std::uint64_t first, std::int64_t count) {
    std::iota(next, next + count, first);
    next += count;
  });
  IndexBijection(static_cast<std::uint64_t>(parameters.count), parameters.stream)
      .apply({elements, chunk.size()});
  return std::move(chunk);
}

} // namespace

void ShuffledParameters::check() const {
  if (count < 0 || count > longest_shuffle || length < 0 || length > count)
    throw ValueError("random: the first " + std::to_string(length) + " of " + std::to_string(count)
                     + " numbers shuffled");
}

void PermutedParameters::check() const {
  block.check();
  if (count < 1 || element_count(block.array) != count)
    throw ValueError("random: a permutation of " + std::to_string(count) + " numbers in an array of shape "
                     + to_string(block.array));
}

std::vector<std::int64_t> shuffled(std::int64_t count, const RandomStream& stream) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  WordReader words(stream);
  for (std::size_t left = numbers.size(); left > 1; --left)
    std::swap(numbers[left - 1], numbers[words.below(left)]);
  return numbers;
}

void register_permutation(KernelRegistry& registry) {
  registry.add({"shuffled", 1, "the first of some numbers in random order", 0, run_shuffled,
                Parameters::decode<ShuffledParameters>});
  registry.add({"permuted", 1, "values of a random bijection of numbers", 0, run_permuted,
                Parameters::decode<PermutedParameters>});
}

} // namespace troupe
