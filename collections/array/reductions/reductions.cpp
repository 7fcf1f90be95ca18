#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include <troupe/array/choosing.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/reductions/reduce.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

bool is_complex(DType dtype) { return kind_of(dtype) == DTypeKind::complex; }
bool is_inexact(DType dtype) { return kind_of(dtype) >= DTypeKind::floating; }

/// float32 of complex64, float64 of complex128, others themselves.
DType real_dtype(DType dtype) {
  if (dtype == DType::complex64)
    return DType::float32;
  return dtype == DType::complex128 ? DType::float64 : dtype;
}

/// int64 of bools and signed integers, uint64 of unsigned ones, others themselves.
DType sum_dtype(DType dtype) {
  switch (kind_of(dtype)) {
  case DTypeKind::boolean:
  case DTypeKind::signed_integer: return DType::int64;
  case DTypeKind::unsigned_integer: return DType::uint64;
  default: return dtype;
  }
}

struct Placement {
  Axes axes;
  bool keepdims = false;
  int split_every = 0;
};

/// `array`, cast to the operand's dtype, under `reduction`.
Array reduced(const Array& array, Reduction reduction, const Placement& placement,
              std::source_location location) {
  const SourceLine line = source_line(location);
  const CallScope scope(line);
  if (placement.split_every != 0 && placement.split_every < 2)
    throw ValueError(reduction.name + ": split_every is " + std::to_string(placement.split_every)
                     + ", but two at least must be merged");
  if (!can_reduce(reduction.kind, reduction.nan, reduction.operand))
    throw DTypeError(reduction.name + ": not defined for " + std::string(to_string(reduction.operand)));
  std::vector<std::int64_t> axes = placement.axes.resolve(array.rank(), reduction.name);
  const Array operand = array.dtype() == reduction.operand ? array : astype(array, reduction.operand);
  const int split_every = placement.split_every == 0 ? default_split_every : placement.split_every;
  return apply(Reduce{std::move(reduction), std::move(axes), placement.keepdims, split_every}, {operand},
               line);
}

/// Elements that are no floats hold no NaN.
NanRule rule_for(NanRule nan, DType dtype) { return is_inexact(dtype) ? nan : NanRule::spread; }

Placement placement_of(const auto& options) { return {options.axis, options.keepdims, options.split_every}; }

/// Complex elements with 0 where they are NaN: their sums are those of their parts, which cannot leave an
/// element out.
Array without_nan(const Array& array) { return where(isnan(array), 0, array); }

Array sum_or_product(std::string name, ReductionKind kind, NanRule nan, const Array& array,
                     const SumOptions& options, std::source_location line) {
  if (nan == NanRule::skip && kind == ReductionKind::sum && is_complex(options.dtype.value_or(array.dtype())))
    return sum_or_product(std::move(name), kind, NanRule::spread, without_nan(array), options, line);
  const DType operand = options.dtype.value_or(sum_dtype(array.dtype()));
  // Without a dtype the kernels widen integers themselves.
  Reduction reduction{std::move(name), kind, rule_for(nan, operand)};
  reduction.operand = options.dtype ? operand : array.dtype();
  reduction.dtype = operand;
  return reduced(array, std::move(reduction), placement_of(options), line);
}

Array extreme(std::string name, ReductionKind kind, NanRule nan, const Array& array,
              const ReduceOptions& options, std::source_location line) {
  Reduction reduction{std::move(name), kind, rule_for(nan, array.dtype())};
  reduction.operand = reduction.dtype = array.dtype();
  reduction.needs_elements = true;
  return reduced(array, std::move(reduction), placement_of(options), line);
}

Array position(std::string name, ReductionKind kind, NanRule nan, const Array& array,
               const PositionOptions& options, std::source_location line) {
  Reduction reduction{std::move(name), kind, rule_for(nan, array.dtype()), ReductionResult::position};
  reduction.operand = array.dtype();
  reduction.dtype = DType::int64;
  reduction.needs_elements = true;
  const Axes axes = options.axis ? Axes(*options.axis) : Axes();
  return reduced(array, std::move(reduction), {axes, options.keepdims, options.split_every}, line);
}

/// The dtypes in which moments of `array` are computed and shown.
std::pair<DType, DType> moment_dtypes(const Array& array, std::optional<DType> wanted) {
  const DType shown = wanted.value_or(is_inexact(array.dtype()) ? array.dtype() : DType::float64);
  return {is_inexact(shown) ? shown : DType::float64, shown};
}

/// How many elements are no NaN.
Array number_count(const Array& array, const Axes& axes, bool keepdims, std::source_location line) {
  return count_nonzero(logical_not(isnan(array)), {.axis = axes, .keepdims = keepdims}, line);
}

Array mean_of(std::string name, NanRule nan, const Array& array, const SumOptions& options,
              std::source_location line) {
  const auto [operand, shown] = moment_dtypes(array, options.dtype);
  if (nan == NanRule::skip && is_complex(operand)) {
    const Array total =
        sum_or_product(std::move(name), ReductionKind::sum, NanRule::skip, array, options, line);
    return astype(total / number_count(array, options.axis, options.keepdims, line), shown);
  }
  Reduction reduction{std::move(name), ReductionKind::sum, rule_for(nan, array.dtype()),
                      ReductionResult::mean};
  reduction.operand = operand;
  reduction.dtype = shown;
  return reduced(array, std::move(reduction), placement_of(options), line);
}

/// The nan-variance of complex numbers, whose parts cannot be left out one by one.
Array complex_number_variance(const Array& array, const VarianceOptions& options, std::source_location line) {
  const Array center = nanmean(array, {.axis = options.axis, .keepdims = true}, line);
  // Only elements count as missing: what an infinite mean makes NaN makes the variance NaN.
  const Array difference = where(isnan(array), 0, array - center);
  const Array squares = sum(square(real(difference)) + square(imag(difference)),
                            {.axis = options.axis, .keepdims = options.keepdims}, line);
  const Array freedom = number_count(array, options.axis, options.keepdims, line) - options.ddof;
  return astype(squares / where(greater(freedom, 0), freedom, std::numeric_limits<double>::quiet_NaN()),
                real_dtype(moment_dtypes(array, options.dtype).second));
}

Array variance(std::string name, ReductionResult result, NanRule nan, const Array& array,
               const VarianceOptions& options, std::source_location line) {
  if (nan == NanRule::skip && is_complex(array.dtype())) {
    const CallScope scope(source_line(line));
    options.axis.resolve(array.rank(), name); // its error is to name what was called
    const Array spread = complex_number_variance(array, options, line);
    return result == ReductionResult::deviation ? sqrt(spread) : spread;
  }
  const auto [operand, shown] = moment_dtypes(array, options.dtype);
  Reduction reduction{std::move(name), ReductionKind::moments, rule_for(nan, array.dtype()), result};
  reduction.operand = operand;
  reduction.dtype = real_dtype(shown);
  reduction.ddof = options.ddof;
  return reduced(array, std::move(reduction), placement_of(options), line);
}

/// `any` is the maximum of truth, `all` its minimum; of no elements they are false and true.
Array truth(std::string name, ReductionKind kind, DType result, const Array& array,
            const ReduceOptions& options, std::source_location line) {
  Reduction reduction{std::move(name), kind};
  reduction.operand = DType::boolean;
  reduction.dtype = result;
  return reduced(array, std::move(reduction), placement_of(options), line);
}

} // namespace

Array sum(const Array& array, const SumOptions& options, std::source_location line) {
  return sum_or_product("sum", ReductionKind::sum, NanRule::spread, array, options, line);
}

Array prod(const Array& array, const SumOptions& options, std::source_location line) {
  return sum_or_product("prod", ReductionKind::product, NanRule::spread, array, options, line);
}

Array nansum(const Array& array, const SumOptions& options, std::source_location line) {
  return sum_or_product("nansum", ReductionKind::sum, NanRule::skip, array, options, line);
}

Array nanprod(const Array& array, const SumOptions& options, std::source_location line) {
  return sum_or_product("nanprod", ReductionKind::product, NanRule::skip, array, options, line);
}

Array max(const Array& array, const ReduceOptions& options, std::source_location line) {
  return extreme("max", ReductionKind::maximum, NanRule::spread, array, options, line);
}

Array min(const Array& array, const ReduceOptions& options, std::source_location line) {
  return extreme("min", ReductionKind::minimum, NanRule::spread, array, options, line);
}

Array nanmax(const Array& array, const ReduceOptions& options, std::source_location line) {
  return extreme("nanmax", ReductionKind::maximum, NanRule::skip, array, options, line);
}

Array nanmin(const Array& array, const ReduceOptions& options, std::source_location line) {
  return extreme("nanmin", ReductionKind::minimum, NanRule::skip, array, options, line);
}

Array ptp(const Array& array, const ReduceOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  // Not `max` and `min`: an error of the run is to name what was called.
  const Array highest = extreme("ptp", ReductionKind::maximum, NanRule::spread, array, options, line);
  const Array lowest = extreme("ptp", ReductionKind::minimum, NanRule::spread, array, options, line);
  return naming("ptp", [&] { return highest - lowest; });
}

Array argmax(const Array& array, const PositionOptions& options, std::source_location line) {
  return position("argmax", ReductionKind::argmax, NanRule::spread, array, options, line);
}

Array argmin(const Array& array, const PositionOptions& options, std::source_location line) {
  return position("argmin", ReductionKind::argmin, NanRule::spread, array, options, line);
}

Array nanargmax(const Array& array, const PositionOptions& options, std::source_location line) {
  return position("nanargmax", ReductionKind::argmax, NanRule::skip, array, options, line);
}

Array nanargmin(const Array& array, const PositionOptions& options, std::source_location line) {
  return position("nanargmin", ReductionKind::argmin, NanRule::skip, array, options, line);
}

Array mean(const Array& array, const SumOptions& options, std::source_location line) {
  return mean_of("mean", NanRule::spread, array, options, line);
}

Array nanmean(const Array& array, const SumOptions& options, std::source_location line) {
  return mean_of("nanmean", NanRule::skip, array, options, line);
}

Array var(const Array& array, const VarianceOptions& options, std::source_location line) {
  return variance("var", ReductionResult::variance, NanRule::spread, array, options, line);
}

Array nanvar(const Array& array, const VarianceOptions& options, std::source_location line) {
  return variance("nanvar", ReductionResult::variance, NanRule::skip, array, options, line);
}

Array stddev(const Array& array, const VarianceOptions& options, std::source_location line) {
  return variance("stddev", ReductionResult::deviation, NanRule::spread, array, options, line);
}

Array nanstddev(const Array& array, const VarianceOptions& options, std::source_location line) {
  return variance("nanstddev", ReductionResult::deviation, NanRule::skip, array, options, line);
}

Array any(const Array& array, const ReduceOptions& options, std::source_location line) {
  return truth("any", ReductionKind::maximum, DType::boolean, array, options, line);
}

Array all(const Array& array, const ReduceOptions& options, std::source_location line) {
  return truth("all", ReductionKind::minimum, DType::boolean, array, options, line);
}

Array count_nonzero(const Array& array, const ReduceOptions& options, std::source_location line) {
  return truth("count_nonzero", ReductionKind::sum, DType::int64, array, options, line);
}

} // namespace troupe
