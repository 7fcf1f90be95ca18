#include <algorithm>
#include <cmath>
#include <complex>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/reductions/method.hpp"
#include "kernels/reductions/reduction.hpp"

namespace troupe {

namespace {

Chunk cast(const Chunk& chunk, DType dtype) {
  if (chunk.dtype() == dtype)
    return chunk;
  const TileOperand input{TileOperand::Kind::input, 0};
  const TileProgram program{{chunk.dtype()}, {}, {{TileOperation::cast, dtype, {input}}}};
  return evaluate(program, {&chunk, 1});
}

/// The elements of a float64 or complex128 chunk as doubles.
std::span<const double> numbers(const Chunk& chunk) {
  const std::size_t unit = chunk.dtype() == DType::complex128 ? 2 : 1;
  return {reinterpret_cast<const double*>(chunk.bytes()), chunk.size() * unit};
}

/// How many elements went into each slot: one number for all of them, or one each where NaN was skipped.
class Counts {
public:
  Counts(const ReductionState& state, std::size_t part)
      : all_(static_cast<double>(element_count(state.extents))) {
    if (part < state.parts.size())
      each_ = cast(state.parts[part], DType::float64);
  }
  double operator[](std::size_t slot) const {
    return each_.size() == 0 ? all_ : each_.values<double>()[slot];
  }
  bool are_each() const noexcept { return each_.size() != 0; }

private:
  double all_;
  Chunk each_;
};

/// Whether states of `kind` hold what `result` is made of.
bool fits(ReductionKind kind, ReductionResult result) {
  switch (result) {
  case ReductionResult::value: return true;
  case ReductionResult::mean: return kind == ReductionKind::sum;
  case ReductionResult::variance:
  case ReductionResult::deviation: return kind == ReductionKind::moments;
  case ReductionResult::position: return kind == ReductionKind::argmax || kind == ReductionKind::argmin;
  }
  return false;
}

void require_finishable(const Reduction& reduction) {
  if (!fits(reduction.kind, reduction.result))
    throw ValueError(reduction.name + ": result " + std::to_string(static_cast<int>(reduction.result))
                     + " cannot be made of states of kind "
                     + std::to_string(static_cast<int>(reduction.kind)));
}

Chunk mean(const Reduction& reduction, const ReductionState& state) {
  const Chunk& sums = state.parts[0];
  if (sums.dtype() != DType::float64 && sums.dtype() != DType::complex128)
    throw DTypeError(reduction.name + ": a mean of sums of dtype " + std::string(to_string(sums.dtype())));
  const auto in = numbers(sums);
  const std::size_t unit = in.size() / std::max<std::size_t>(1, sums.size());
  const Counts counts(state, 1);
  auto [chunk, elements] = Chunk::uninitialised(sums.dtype(), sums.shape());
  auto* out = reinterpret_cast<double*>(elements);
  for (std::size_t i = 0; i < in.size(); ++i)
    out[i] = in[i] / counts[i / unit];
  return std::move(chunk);
}

/// As NumPy: no degrees of freedom left make 0 / 0 or x / 0; a nan-variance is NaN then.
Chunk variance(const Reduction& reduction, const ReductionState& state) {
  const Chunk& spreads = state.parts[1];
  const auto in = numbers(spreads);
  const bool is_complex = spreads.dtype() == DType::complex128;
  const Counts counts(state, 2);
  return Chunk::generate<double>(spreads.shape(), [&](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double spread = is_complex ? in[2 * i] + in[2 * i + 1] : in[i];
      const double freedom = counts[i] - reduction.ddof;
      double result = spread / std::max(freedom, 0.0);
      if (reduction.nan == NanRule::skip && freedom <= 0)
        result = std::nan("");
      out[i] = reduction.result == ReductionResult::deviation ? std::sqrt(result) : result;
    }
  });
}

void require_positions(const Reduction& reduction, const Chunk& positions) {
  if (std::ranges::any_of(positions.values<std::int64_t>(),
                          [](std::int64_t position) { return position < 0; }))
    throw ValueError(reduction.name + ": all-nan slice");
}

Chunk result_of(const Reduction& reduction, const ReductionState& state) {
  switch (reduction.result) {
  case ReductionResult::mean: return mean(reduction, state);
  case ReductionResult::variance:
  case ReductionResult::deviation: return variance(reduction, state);
  case ReductionResult::position: require_positions(reduction, state.parts[1]); return state.parts[1];
  case ReductionResult::value: break;
  }
  return state.parts[0];
}

} // namespace

Chunk finish(const Reduction& reduction, const ReductionState& state, std::span<const std::int64_t> axes,
             ReducedAxes reduced_axes) {
  require_finishable(reduction);
  require_state(reduction, get_method(reduction), state);
  const Shape& kept = state.parts[0].shape();
  if (reduction.needs_elements && element_count(state.extents) == 0 && element_count(kept) > 0)
    throw ValueError(reduction.name + ": no elements along the reduced axes");
  const Chunk result = cast(result_of(reduction, state), reduction.dtype);
  if (reduced_axes == ReducedAxes::keep)
    return result;
  Shape shape;
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (std::ranges::find(axes, static_cast<std::int64_t>(axis)) == axes.end())
      shape.push_back(kept[axis]);
  return result.view(0, std::move(shape));
}

} // namespace troupe
