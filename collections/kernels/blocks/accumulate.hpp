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

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, nan, axis);
  }
};

/// The dtype in which elements of `dtype` are accumulated, which is also that of their sum: float64 of
/// floats, complex128 of complex numbers, int64 or uint64 of integers.
DType accumulator_dtype(DType dtype);

/// The running sum or product of `chunk` along an axis, in its dtype.
///
/// \param before  what comes before the chunk, length 1 along the axis, in the accumulator's dtype; nullptr
/// for nothing \throws DTypeError for bool
Chunk accumulate(const AccumulateParameters& parameters, const Chunk& chunk, const Chunk* before);

} // namespace troupe
