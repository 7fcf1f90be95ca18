#pragma once

#include <cstddef>
#include <cstdint>

#include <troupe/dtype.hpp>

#include "kernels/isa_level.hpp"

namespace troupe {

/// Elements are compared a tile at a time, so that what several loops look at stays in the cache.
inline constexpr std::size_t rank_tile = 2048;

enum class Extreme : std::uint8_t { largest, smallest };
constexpr Extreme last_of(Extreme) { return Extreme::smallest; }

/// The loops behind order statistics, for elements of one dtype. `count` is at most `rank_tile`. Bools are
/// taken as bytes.
struct RankKernels {
  /// Adds to `below[j]` how many elements are less than `boundaries[j]`, ascending; to `*nans` how many are
  /// NaN.
  void (*count_below)(const void* elements, std::size_t count, const void* boundaries,
                      std::size_t boundary_count, std::int64_t* below, std::int64_t* nans) = nullptr;
  /// Copies the elements x with lows[j] <= x <= highs[j] for some j, in order. There is room for all `count` and
  /// one more. Returns how many there are.
  std::size_t (*collect)(const void* elements, std::size_t count, const void* lows, const void* highs,
                         std::size_t range_count, void* out) = nullptr;
  /// The places of elements that are further out than `*threshold`: greater or NaN, or less. Returns how many
  /// there are.
  std::size_t (*beyond)(const void* elements, std::size_t count, const void* threshold, Extreme extreme,
                        std::uint32_t* places) = nullptr;
  /// The least and the greatest of `count` ≥ 1 elements that are no NaN; returns whether there is a NaN.
  bool (*range)(const void* elements, std::size_t count, void* least, void* greatest) = nullptr;
};

/// The kernels of one ISA level, by dtype; none for complex numbers.
struct RankTable {
  RankKernels kernels[dtype_count];
};

const RankTable& rank_table(IsaLevel level);

/// Those of the current level. \throws DTypeError naming `operation` if there are none.
const RankKernels& rank_kernels(DType dtype, const char* operation);

} // namespace troupe
