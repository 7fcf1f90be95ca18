#include <string>
#include <utility>

#include <troupe/array/choosing.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "expression/call_scope.hpp"

// Reductions that are written with others.

namespace troupe {

namespace {

/// Weights that broadcast against `array`.
Array matching_weights(const Array& array, const Array& weights, const Axes& axes,
                       std::source_location line) {
  if (weights.shape() == array.shape())
    return weights;
  const auto named = axes.resolve(array.rank(), "average");
  if (weights.rank() != 1 || named.size() != 1
      || weights.shape()[0] != array.shape()[static_cast<std::size_t>(named[0])])
    throw ShapeError("average: weights of shape " + to_string(weights.shape()) + " for an array of shape "
                     + to_string(array.shape()) + " fit neither it nor the one axis that is averaged over");
  Shape shape(array.rank(), 1);
  shape[static_cast<std::size_t>(named[0])] = -1;
  return reshape(weights, shape, line);
}

/// How many elements go into each result: a number, or counted where the extents are unknown.
Array element_counts(const Array& array, const Axes& axes, bool keepdims, std::source_location line) {
  return count_nonzero(ones_like(array, {.dtype = DType::boolean}, line),
                       {.axis = axes, .keepdims = keepdims}, line);
}

} // namespace

Array average(const Array& array, const std::optional<Array>& weights, const ReduceOptions& options,
              std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("average", [&] {
    if (!weights)
      return mean(array,
                  {.axis = options.axis, .keepdims = options.keepdims, .split_every = options.split_every},
                  line);
    const Array matching = matching_weights(array, *weights, options.axis, line);
    const bool is_exact = kind_of(array.dtype()) < DTypeKind::floating;
    const DType dtype = is_exact ? promote(promote(array.dtype(), weights->dtype()), DType::float64)
                                 : promote(array.dtype(), weights->dtype());
    const SumOptions summing{
        .axis = options.axis, .keepdims = options.keepdims, .split_every = options.split_every};
    const Array weighted = multiply(astype(array, dtype), astype(matching, dtype));
    const Array typed = astype(matching, dtype);
    const bool is_stretched = matching.shape() != array.shape();
    const Array total = sum(is_stretched ? broadcast_to(typed, array.shape(), line) : typed, summing, line);
    return sum(weighted, summing, line) / total;
  });
}

Array moment(const Array& array, int order, const VarianceOptions& options, std::source_location line) {
  if (order < 0)
    throw ValueError("moment: the order is " + std::to_string(order));
  const CallScope scope(source_line(line));
  return naming("moment", [&] {
    const Array center = mean(array, {.axis = options.axis, .keepdims = true, .dtype = options.dtype}, line);
    const Array powers = power(array - center, order);
    const SumOptions summing{.axis = options.axis,
                             .keepdims = options.keepdims,
                             .dtype = options.dtype,
                             .split_every = options.split_every};
    const Array total = sum(powers, summing, line);
    return total
           / astype(element_counts(array, options.axis, options.keepdims, line) - options.ddof,
                    total.dtype());
  });
}

} // namespace troupe
