#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/value.hpp>

#include "kernels/reductions/reduction_table.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// What becomes of a state in the end.
enum class ReductionResult : std::uint8_t { value, mean, variance, deviation, position };
constexpr ReductionResult last_of(ReductionResult) { return ReductionResult::position; }

/// What a reduction computes. Elements are mapped to states, chunk by chunk; states of neighbouring chunks
/// are merged; the last state is finished.
struct Reduction {
  std::string name; ///< for errors
  ReductionKind kind = ReductionKind::sum;
  NanRule nan = NanRule::spread;
  ReductionResult result = ReductionResult::value;
  DType operand = DType::float64; ///< of the elements
  DType dtype = DType::float64;   ///< of the result
  double ddof = 0;                ///< taken from the divisor of a variance
  bool needs_elements = false;    ///< There is no result for no elements.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, kind, nan, result, operand, dtype, ddof, needs_elements);
  }
};

/// Whether elements of `dtype` can be reduced so; others must be cast.
bool can_reduce(ReductionKind kind, NanRule nan, DType dtype);

/// What is kept of some elements: an array for each part, of the shape of the reduced elements with length 1
/// along the reduced axes.
struct ReductionState {
  Shape extents; ///< of the elements along the reduced axes
  std::vector<Chunk> parts;
};

Value to_value(const ReductionState& state);
ReductionState to_reduction_state(const Value& value);

/// The state of a chunk.
///
/// Sums are pairwise with a fixed number of lanes, so the bits depend on the chunk's shape and the axes
/// alone. \param axes  the reduced axes, ascending \throws DTypeError if the elements are of another dtype
/// than the reduction's, or `can_reduce` is false.
ReductionState reduce(const Reduction& reduction, const Chunk& chunk, std::span<const std::int64_t> axes);

/// The state of what `program` makes of `inputs`, bit by bit the same as of its result, which is never
/// written.
ReductionState reduce(const Reduction& reduction, const TileProgram& program, std::span<const Chunk> inputs,
                      std::span<const std::int64_t> axes);

/// The state of a box of neighbouring chunks out of theirs, in row-major order. \param box  how many along
/// each reduced axis
ReductionState merge(const Reduction& reduction, std::span<const ReductionState> states, const Shape& box);

enum class ReducedAxes : std::uint8_t { drop, keep };

/// The result.
///
/// \throws ValueError where there is none: the maximum of no elements, the position of the maximum among NaN
/// alone.
Chunk finish(const Reduction& reduction, const ReductionState& state, std::span<const std::int64_t> axes,
             ReducedAxes reduced_axes);

} // namespace troupe
