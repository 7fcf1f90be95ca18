#pragma once

#include <concepts>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>
#include <troupe/array/ordering/sorting.hpp>
#include <troupe/array/statistics/cumulative.hpp>
#include <troupe/array/statistics/quantiles.hpp>
#include <troupe/array/statistics/reductions.hpp>

// What takes options with an axis takes the axis alone as well: sum(x, 0) is sum(x, {.axis = 0}). Templates, so that
// `sum(x, {})` is not about them: of two functions, one of an int, {} would be the int 0.

namespace troupe {

template <AxesAlone A>
Array sum(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return sum(array, SumOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array prod(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return prod(array, SumOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nansum(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nansum(array, SumOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanprod(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanprod(array, SumOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array mean(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return mean(array, SumOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanmean(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanmean(array, SumOptions{.axis = axis}, line);
}

template <AxesAlone A>
Array max(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return max(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array min(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return min(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanmax(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanmax(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanmin(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanmin(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array ptp(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return ptp(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array any(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return any(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array all(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return all(array, ReduceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array count_nonzero(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return count_nonzero(array, ReduceOptions{.axis = axis}, line);
}

template <AxesAlone A>
Array var(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return var(array, VarianceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanvar(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanvar(array, VarianceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array stddev(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return stddev(array, VarianceOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanstddev(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanstddev(array, VarianceOptions{.axis = axis}, line);
}

template <AxesAlone A>
Array median(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return median(array, MedianOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanmedian(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanmedian(array, MedianOptions{.axis = axis}, line);
}

template <std::same_as<int> A>
Array argmax(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return argmax(array, PositionOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array argmin(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return argmin(array, PositionOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array nanargmax(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanargmax(array, PositionOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array nanargmin(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nanargmin(array, PositionOptions{.axis = axis}, line);
}

template <std::same_as<int> A>
Array cumsum(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return cumsum(array, CumulativeOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array cumprod(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return cumprod(array, CumulativeOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array nancumsum(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nancumsum(array, CumulativeOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array nancumprod(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return nancumprod(array, CumulativeOptions{.axis = axis}, line);
}

template <std::same_as<int> A>
Array sort(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return sort(array, SortOptions{.axis = axis}, line);
}
template <std::same_as<int> A>
Array argsort(const Array& array, A axis, std::source_location line = std::source_location::current()) {
  return argsort(array, SortOptions{.axis = axis}, line);
}

template <AxesAlone A>
Array quantile(const Array& array, double q, A axis,
               std::source_location line = std::source_location::current()) {
  return quantile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array quantile(const Array& array, const std::vector<double>& q, A axis,
               std::source_location line = std::source_location::current()) {
  return quantile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanquantile(const Array& array, double q, A axis,
                  std::source_location line = std::source_location::current()) {
  return nanquantile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanquantile(const Array& array, const std::vector<double>& q, A axis,
                  std::source_location line = std::source_location::current()) {
  return nanquantile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array percentile(const Array& array, double q, A axis,
                 std::source_location line = std::source_location::current()) {
  return percentile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array percentile(const Array& array, const std::vector<double>& q, A axis,
                 std::source_location line = std::source_location::current()) {
  return percentile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanpercentile(const Array& array, double q, A axis,
                    std::source_location line = std::source_location::current()) {
  return nanpercentile(array, q, QuantileOptions{.axis = axis}, line);
}
template <AxesAlone A>
Array nanpercentile(const Array& array, const std::vector<double>& q, A axis,
                    std::source_location line = std::source_location::current()) {
  return nanpercentile(array, q, QuantileOptions{.axis = axis}, line);
}

} // namespace troupe
