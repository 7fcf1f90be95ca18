#include <string>
#include <utility>

#include <troupe/array/choosing.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/reductions/matching_weights.hpp"
#include "expression/apply.hpp"

// Reductions that are written with others.

namespace troupe {

namespace {

/// Whether the shapes are equal, whatever the lengths that only the data can tell.
bool have_one_shape(const Array& left, const Array& right) {
  const std::vector<Array> both{left, right};
  return left.shape() == right.shape()
         && (all_known(both)
             || left.node()->metadata().extent_origin == right.node()->metadata().extent_origin);
}

/// How many elements go into each result: a number, or counted where the extents are unknown.
Array element_counts(const Array& array, const Axes& axes, bool keepdims, std::source_location line) {
  return count_nonzero(ones_like(array, {.dtype = DType::boolean}, line),
                       {.axis = axes, .keepdims = keepdims}, line);
}

} // namespace

Array MatchingWeights::build(std::span<const Array> inputs) const {
  const Array &array = inputs[0], &weights = inputs[1];
  const Shape shape = array.shape();
  if (weights.shape() == shape)
    return weights;
  const auto axis = axes.size() == 1 ? static_cast<std::size_t>(axes[0]) : 0;
  if (weights.rank() != 1 || axes.size() != 1 || weights.shape()[0] != shape[axis])
    throw ShapeError("weights of shape " + to_string(weights.shape()) + " for an array of shape "
                     + to_string(shape) + " fit neither it nor the one axis that is averaged over");
  Shape along(array.rank(), 1);
  along[axis] = -1;
  return broadcast_to(reshape(weights, along), shape);
}

Array average(const Array& array, const std::optional<Array>& weights, const ReduceOptions& options,
              std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("average", [&] {
    if (!weights)
      return mean(array,
                  {.axis = options.axis, .keepdims = options.keepdims, .split_every = options.split_every},
                  line);
    const Array matching =
        have_one_shape(array, *weights)
            ? *weights
            : apply(MatchingWeights{options.axis.resolve(array.rank(), "average")}, {array, *weights});
    const bool is_exact = kind_of(array.dtype()) < DTypeKind::floating;
    const DType dtype = is_exact ? promote(promote(array.dtype(), weights->dtype()), DType::float64)
                                 : promote(array.dtype(), weights->dtype());
    const SumOptions summing{
        .axis = options.axis, .keepdims = options.keepdims, .split_every = options.split_every};
    const Array typed = astype(matching, dtype);
    return sum(multiply(astype(array, dtype), typed), summing, line) / sum(typed, summing, line);
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
