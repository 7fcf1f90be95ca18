#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

Axes axes_of(const ArrayCall& call) {
  const auto named = call.integers("axis");
  return named ? Axes(*named) : Axes();
}

ReduceOptions reduce_options(const ArrayCall& call) {
  return {.axis = axes_of(call),
          .keepdims = call.get("keepdims", false),
          .split_every = call.get("split_every", 0)};
}

template <Array (*function)(const Array&, const ReduceOptions&, std::source_location)>
Results reduce(const ArrayCall& call) {
  return {function(call.array("a"), reduce_options(call), std::source_location::current())};
}

template <Array (*function)(const Array&, const SumOptions&, std::source_location)>
Results sum_up(const ArrayCall& call) {
  const SumOptions options{.axis = axes_of(call),
                           .keepdims = call.get("keepdims", false),
                           .dtype = call.dtype(),
                           .split_every = call.get("split_every", 0)};
  return {function(call.array("a"), options, std::source_location::current())};
}

VarianceOptions variance_options(const ArrayCall& call) {
  return {.axis = axes_of(call),
          .keepdims = call.get("keepdims", false),
          .dtype = call.dtype(),
          .ddof = call.real("ddof", 0),
          .split_every = call.get("split_every", 0)};
}

template <Array (*function)(const Array&, const VarianceOptions&, std::source_location)>
Results vary(const ArrayCall& call) {
  return {function(call.array("a"), variance_options(call), std::source_location::current())};
}

template <Array (*function)(const Array&, const PositionOptions&, std::source_location)>
Results position(const ArrayCall& call) {
  const PositionOptions options{.axis = call.axis(),
                                .keepdims = call.get("keepdims", false),
                                .split_every = call.get("split_every", 0)};
  return {function(call.array("a"), options, std::source_location::current())};
}

/// The suite's `method` is only a hint.
template <Array (*function)(const Array&, const CumulativeOptions&, std::source_location)>
Results accumulate(const ArrayCall& call) {
  const CumulativeOptions options{.axis = call.axis(), .dtype = call.dtype()};
  return {function(call.array("a"), options, std::source_location::current())};
}

Results run_average(const ArrayCall& call) {
  const auto weights = call.has("weights") ? std::optional(call.array("weights")) : std::nullopt;
  return {average(call.array("a"), weights, reduce_options(call))};
}

std::optional<Array> optional_array(const ArrayCall& call, const char* name) {
  return call.has(name) ? std::optional(call.array(name)) : std::nullopt;
}

Results run_cov(const ArrayCall& call) {
  CovarianceOptions options{.y = optional_array(call, "y"), .rowvar = call.get("rowvar", true)};
  if (call.has("ddof"))
    options.ddof = call.real("ddof", 1);
  return {cov(call.array("m"), options)};
}

Results run_corrcoef(const ArrayCall& call) {
  return {corrcoef(call.array("x"), {.y = optional_array(call, "y"), .rowvar = call.get("rowvar", true)})};
}

constexpr ArrayOperation operations[] = {
    {"cov", run_cov},
    {"corrcoef", run_corrcoef},
    {"sum", sum_up<sum>},
    {"prod", sum_up<prod>},
    {"nansum", sum_up<nansum>},
    {"nanprod", sum_up<nanprod>},
    {"max", reduce<max>},
    {"min", reduce<min>},
    {"nanmax", reduce<nanmax>},
    {"nanmin", reduce<nanmin>},
    {"ptp", reduce<ptp>},
    {"argmax", position<argmax>},
    {"argmin", position<argmin>},
    {"nanargmax", position<nanargmax>},
    {"nanargmin", position<nanargmin>},
    {"mean", sum_up<mean>},
    {"nanmean", sum_up<nanmean>},
    {"var", vary<var>},
    {"nanvar", vary<nanvar>},
    {"std", vary<stddev>, "stddev"},
    {"nanstd", vary<nanstddev>, "nanstddev"},
    {"average", run_average},
    {"moment",
     [](const ArrayCall& call) -> Results {
       return {moment(call.array("a"), call.get("order", 2), variance_options(call))};
     }},
    {"cumsum", accumulate<cumsum>},
    {"cumprod", accumulate<cumprod>},
    {"nancumsum", accumulate<nancumsum>},
    {"nancumprod", accumulate<nancumprod>},
    {"any", reduce<any>},
    {"all", reduce<all>},
    {"count_nonzero", reduce<count_nonzero>},
};

} // namespace

std::span<const ArrayOperation> reduction_operations() { return operations; }

} // namespace troupe::conformance
