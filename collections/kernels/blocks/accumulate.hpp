#pragma once

#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/reductions/reduction_table.hpp"

namespace troupe {

/// Of the kernel "accumulate".
struct AccumulateParameters {
  ReductionKind kind = ReductionKind::sum; ///< or product
  NanRule nan = NanRule::spread;
  std::int64_t axis = 0;
  bool is_first = false; ///< Nothing comes before the chunk: a second argument is what comes up to its end.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, nan, axis, is_first);
  }
};

/// The dtype in which elements of `dtype` are accumulated, which is also that of their sum: float64 of
/// floats, complex128 of complex numbers, int64 or uint64 of integers.
DType accumulator_dtype(DType dtype);

/// The running sum or product of `chunk` along an axis, in its dtype.
///
/// \param before  what comes before the chunk, length 1 along the axis, in the accumulator's dtype; nullptr
///                for nothing
/// \param until   the same up to the chunk's end, from which the next chunk goes on; nullptr if nobody does. A running
///                sum of floats is rounded otherwise than a total: it is made to end there, so that one of what is not
///                negative never falls, and one of what is not positive never rises
/// \throws DTypeError for bool
Chunk accumulate(const AccumulateParameters& parameters, const Chunk& chunk, const Chunk* before,
                 const Chunk* until = nullptr);

} // namespace troupe
