#include "kernels/reductions/method.hpp"

#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

DType part_dtype(DType dtype) { return dtype == DType::complex64 ? DType::float32 : DType::float64; }

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
  if (static_cast<std::size_t>(reduction.kind) >= reduction_kind_count || reduction.nan > NanRule::skip
      || static_cast<std::size_t>(reduction.operand) >= dtype_count
      || static_cast<std::size_t>(reduction.dtype) >= dtype_count)
    throw ValueError(reduction.name + ": a reduction that is none");
  const Method method = find_method(reduction.kind, reduction.nan, reduction.operand);
  if (method.kernels == nullptr)
    throw DTypeError(reduction.name + ": no kernel for " + std::string(to_string(reduction.operand)));
  return method;
}

FreshState::FreshState(const Method& method, Shape extents, const Shape& shape)
    : state{std::move(extents), {}} {
  for (std::size_t i = 0; i < method.kernels->part_count; ++i) {
    const DType dtype = method.unit == 2 ? DType::complex128 : method.kernels->parts[i];
    auto [chunk, elements] = Chunk::uninitialised(dtype, shape);
    state.parts.push_back(std::move(chunk));
    parts[i] = elements;
  }
}

} // namespace troupe
