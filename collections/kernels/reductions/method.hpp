#pragma once

#include <troupe/chunk.hpp>

#include "kernels/reductions/reduction.hpp"
#include "kernels/reductions/state_parts.hpp"

namespace troupe {

/// The kernels for elements of some dtype, and how many numbers they take an element as: sums and moments of
/// complex numbers are those of their parts.
struct Method {
  const ReductionKernels* kernels; ///< nullptr if there are none
  std::size_t unit;
};

Method find_method(ReductionKind kind, NanRule nan, DType dtype);

/// \throws DTypeError if there is none; ValueError for a reduction with parts that are none.
Method get_method(const Reduction& reduction);

/// States come from other tasks, and tasks from files.
///
/// \throws ValueError unless the parts are those of the method, all of one shape, and no extent is negative.
void require_state(const Reduction& reduction, const Method& method, const ReductionState& state);

/// A state whose parts are still to be written.
struct FreshState {
  FreshState(const Method& method, Shape extents, const Shape& shape);

  ReductionState state;
  StateParts parts{};
};

} // namespace troupe
