#include "kernels/reductions/method.hpp"

#include <algorithm>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

DType part_dtype(DType dtype) { return dtype == DType::complex64 ? DType::float32 : DType::float64; }

/// Of part number `i` of a state.
DType state_dtype(const Method& method, std::size_t i) {
  return method.unit == 2 ? DType::complex128 : method.kernels->parts[i];
}

} // namespace

Method find_method(ReductionKind kind, NanRule nan, DType dtype) {
  const auto& by_dtype = reduction_table(current_isa_level())
                             .kernels[static_cast<std::size_t>(kind)][static_cast<std::size_t>(nan)];
  const ReductionKernels& own = by_dtype[static_cast<std::size_t>(dtype)];
  if (own.part_count > 0)
    return {&own, 1};
  if (kind_of(dtype) == DTypeKind::complex && nan == NanRule::spread)
    return {&by_dtype[static_cast<std::size_t>(part_dtype(dtype))], 2};
  return {nullptr, 1};
}

Method get_method(const Reduction& reduction) {
  // A reduction may come from a file.
  if (reduction.kind > last_of(ReductionKind{}) || reduction.nan > NanRule::skip
      || reduction.result > last_of(ReductionResult{})
      || static_cast<std::size_t>(reduction.operand) >= dtype_count
      || static_cast<std::size_t>(reduction.dtype) >= dtype_count)
    throw ValueError(reduction.name + ": a reduction that is none");
  const Method method = find_method(reduction.kind, reduction.nan, reduction.operand);
  if (method.kernels == nullptr)
    throw DTypeError(reduction.name + ": not defined for " + std::string(to_string(reduction.operand)));
  return method;
}

void require_state(const Reduction& reduction, const Method& method, const ReductionState& state) {
  bool fits = state.parts.size() == method.kernels->part_count
              && std::ranges::all_of(state.extents, [](std::int64_t extent) { return extent >= 0; });
  for (std::size_t i = 0; fits && i < state.parts.size(); ++i)
    fits =
        state.parts[i].dtype() == state_dtype(method, i) && state.parts[i].shape() == state.parts[0].shape();
  if (!fits)
    throw ValueError(reduction.name + ": a state of another reduction, " + to_string(to_value(state)));
}

FreshState::FreshState(const Method& method, Shape extents, const Shape& shape)
    : state{std::move(extents), {}} {
  for (std::size_t i = 0; i < method.kernels->part_count; ++i) {
    auto [chunk, elements] = Chunk::uninitialised(state_dtype(method, i), shape);
    state.parts.push_back(std::move(chunk));
    parts[i] = elements;
  }
}

} // namespace troupe
