#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/isa_level.hpp"

namespace troupe {

/// Random kernels work on tiles of this many groups of words (philox.hpp): 1 KiB.
inline constexpr std::size_t random_tile_groups = 8;
inline constexpr std::size_t random_tile_words = 128;

/// The distributions of real numbers. The numbers are part of serialised parameters: append, never renumber.
enum class RealDistribution : std::uint8_t {
  uniform,     ///< a + b u, 0 ≤ u < 1, and at most `limit`
  normal,      ///< a + b z
  exponential, ///< a + b e
};
inline constexpr std::size_t real_distribution_count = 3;
constexpr RealDistribution last_of(RealDistribution) { return RealDistribution::exponential; }

struct RealParameters {
  double a = 0;
  double b = 1;
  double limit = 0;
};

/// Integers low + k, 0 ≤ k < span, in the arithmetic of their width; `span` 0 stands for 2^64. A word is
/// rejected if the lower half of its product with `span` is below `threshold`, so that every k is as likely.
struct IntegerParameters {
  std::uint64_t low = 0;
  std::uint64_t span = 0;
  std::uint64_t threshold = 0;
};

inline constexpr int bijection_rounds = 8;

/// A Feistel network on numbers of `left_bits` + `right_bits` bits.
struct BijectionKeys {
  std::uint32_t keys[bijection_rounds][2] = {};
  int right_bits = 0;
  std::uint32_t left_mask = 0;
  std::uint32_t right_mask = 0;
};

/// Numbers that `bijection` takes are counted in these steps.
inline constexpr std::size_t bijection_step = 64;

/// The kernels of one ISA level. All levels compute the same bits: they use integers and correctly rounded
/// operations only.
struct RandomTable {
  /// Writes the words of `random_tile_groups` groups.
  void (*words)(std::uint64_t* out, const std::uint64_t* groups, std::uint64_t seed, std::uint64_t stream);
  /// float32 from words of 32 bits, float64 from words of 64.
  void (*reals[real_distribution_count][2])(void* out, const std::uint64_t* words,
                                            const RealParameters& parameters);
  /// Integers of 1, 2, 4 and 8 bytes from words of 32 and 64 bits. Returns whether a word was rejected.
  bool (*integers[2][4])(void* out, const std::uint64_t* words, const IntegerParameters& parameters);
  /// Permutes `count` numbers, a multiple of `bijection_step`, in place.
  void (*bijection)(std::uint64_t* numbers, std::size_t count, const BijectionKeys& keys);
};

const RandomTable& random_table(IsaLevel level);

} // namespace troupe
