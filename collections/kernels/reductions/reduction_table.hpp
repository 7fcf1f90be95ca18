#pragma once

#include <cstddef>
#include <cstdint>

#include <troupe/dtype.hpp>

#include "kernels/isa_level.hpp"

namespace troupe {

/// What is kept of the elements reduced so far, and how two such states become one. The numbers are part of
/// serialised parameters: append, never renumber.
enum class ReductionKind : std::uint8_t {
  sum, ///< the sum; with NaN skipped also the number of elements that are none
  product,
  maximum,
  minimum,
  moments, ///< the mean and the sum of squares of differences from it; with NaN skipped also their number
  argmax,  ///< the maximum and the first position of it
  argmin,
};

inline constexpr std::size_t reduction_kind_count = 7;
constexpr ReductionKind last_of(ReductionKind) { return ReductionKind::argmin; }

enum class NanRule : std::uint8_t { spread, skip };
constexpr NanRule last_of(NanRule) { return NanRule::skip; }

inline constexpr std::size_t max_reduction_parts = 3;

/// Rows that `ReductionKernels::rows` takes at a time, at most.
inline constexpr std::size_t reduction_row_block = 8;

/// The kernels of one kind for elements of one dtype. A state has slots, one for each element of the result,
/// and parts, an array each. Positions count from the state's first element; -1: there is none.
struct ReductionKernels {
  std::size_t part_count = 0; ///< 0: there are no kernels
  DType parts[max_reduction_parts] = {};

  /// Writes the state of no elements.
  void (*clear)(void* const* parts, std::size_t slots) = nullptr;
  /// Writes the state of `count` ≥ 1 neighbouring elements, one slot.
  void (*row)(void* const* parts, const void* elements, std::size_t count) = nullptr;
  /// Adds an element to each slot, `rows` ≤ `reduction_row_block` times over. The rows are `stride` elements
  /// apart; `before` elements are in each slot already.
  void (*rows)(void* const* parts, const void* elements, std::size_t stride, std::size_t rows,
               std::size_t slots, std::int64_t before) = nullptr;
  /// Adds the states `from`, of `from_count` elements a slot, behind those `into`, of `into_count`. Of equal
  /// extremes the lower position stays; those of `from` move up by `into_count`.
  void (*merge)(void* const* into, const void* const* from, std::size_t slots, std::int64_t into_count,
                std::int64_t from_count) = nullptr;
};

/// The kernels of one ISA level.
struct ReductionTable {
  ReductionKernels kernels[reduction_kind_count][2][dtype_count]; ///< by kind, NanRule and dtype
};

const ReductionTable& reduction_table(IsaLevel level);

} // namespace troupe
