#pragma once

#include <array>
#include <cstdint>

#include <troupe/archive.hpp>

namespace troupe {

/// Philox4x32-10: a bijection of 128-bit counters for each 64-bit key, whose values for the counters 0, 1, 2, …
/// are the random numbers. No state, so any of them costs the same, in any order, on any thread.
///
/// Method: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. It passes
/// TestU01's BigCrush, also for counters and keys that differ in few bits.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// A sequence of random words: the seed is Philox's key, the stream the upper half of its counter. Streams
/// never overlap.
struct RandomStream {
  /// The upper 16 bits number *layers*, which stand behind one another: a word that cannot be used is replaced
  /// by the one at its place in the next layer.
  static constexpr int layer_shift = 48;

  std::uint64_t seed = 0;
  std::uint64_t stream = 0;

  RandomStream layer(std::uint64_t number) const { return {seed, stream | number << layer_shift}; }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed, stream);
  }
};

/// Counters 8 g … 8 g + 7 make *group* g: 16 words of 64 bits, first the lower halves of the eight values, then
/// the upper ones. So vectors of any width store them as they come.
inline constexpr std::uint64_t random_group_counters = 8;
inline constexpr std::uint64_t random_group_words = 16;

/// Word `index` of 64 bits; that of 32 bits is a half of 64-bit word index / 2, the lower one for even indices.
std::uint64_t random_word(const RandomStream& stream, std::uint64_t index);
std::uint32_t random_half_word(const RandomStream& stream, std::uint64_t index);

} // namespace troupe
