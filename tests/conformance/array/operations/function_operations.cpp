#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

// The functions of the suite, over typed spans: what a user writes.

double mean_of(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

double median_of(std::span<const double> v) {
  std::vector<double> sorted(v.begin(), v.end());
  std::ranges::sort(sorted);
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

template <class T>
CoreKernel number_of_slice(const std::string& name) {
  if (name == "sum")
    return [](std::span<const T> v) { return std::accumulate(v.begin(), v.end(), T{}); };
  if (name == "max")
    return [](std::span<const T> v) { return std::ranges::max(v); };
  if (name == "ptp")
    return [](std::span<const T> v) -> T { return std::ranges::max(v) - std::ranges::min(v); };
  if (name == "argmax")
    return [](std::span<const T> v) -> std::int64_t { return std::ranges::max_element(v) - v.begin(); };
  throw Mismatch("no function of a slice " + name);
}

template <class T>
CoreKernel slice_of_slice(const std::string& name) {
  if (name == "cumsum")
    return [](std::span<const T> v, std::span<T> out) { std::partial_sum(v.begin(), v.end(), out.begin()); };
  if (name == "sort")
    return [](std::span<const T> v, std::span<T> out) {
      std::ranges::copy(v, out.begin());
      std::ranges::sort(out);
    };
  if (name == "reverse")
    return [](std::span<const T> v, std::span<T> out) { std::ranges::reverse_copy(v, out.begin()); };
  return [](std::span<const T> v, std::span<T> out) { std::copy_n(v.begin(), out.size(), out.begin()); };
}

template <class T>
Array along_axis(const std::string& name, int axis, const Array& array) {
  for (const char* same_length : {"cumsum", "sort", "reverse"})
    if (name == same_length)
      return apply_along_axis(slice_of_slice<T>(name), axis, array);
  if (name == "first2")
    return apply_along_axis(slice_of_slice<T>(name), axis, array, {.length = 2});
  return apply_along_axis(number_of_slice<T>(name), axis, array);
}

Results run_along_axis(const ArrayCall& call) {
  const Array array = call.array("arr");
  const std::string name = call.json("func1d");
  const int axis = *call.axis();
  if (name == "mean")
    return {apply_along_axis([](std::span<const double> v) { return mean_of(v); }, axis,
                             astype(array, DType::float64))};
  if (name == "median")
    return {apply_along_axis([](std::span<const double> v) { return median_of(v); }, axis,
                             astype(array, DType::float64))};
  if (array.dtype() == DType::int64)
    return {along_axis<std::int64_t>(name, axis, array)};
  return {along_axis<double>(name, axis, array)};
}

Results run_over_axes(const ArrayCall& call) {
  const bool is_sum = call.json("func") == "sum";
  return {apply_over_axes(
      [&](const Array& array, int axis) {
        return is_sum ? sum(array, {.axis = axis}) : max(array, {.axis = axis});
      },
      call.array("a"), *call.axes("axes"))};
}

template <class T>
CoreKernel function_of_cores(const std::string& name) {
  if (name == "sum")
    return [](std::span<const T> v) { return std::accumulate(v.begin(), v.end(), T{}); };
  if (name == "dot")
    return [](std::span<const T> a, std::span<const T> b) {
      return std::inner_product(a.begin(), a.end(), b.begin(), T{});
    };
  if (name == "outer")
    return [](std::span<const T> a, std::span<const T> b, std::span<T> out) {
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = a[i / b.size()] * b[i % b.size()];
    };
  throw Mismatch("no generalised function " + name);
}

Results run_gufunc(const ArrayCall& call) {
  const std::string name = call.json("func"), signature = call.json("signature");
  const std::vector<Array> arrays = call.arrays("arrays");
  if (name == "mean")
    return {apply_gufunc([](std::span<const double> v) { return mean_of(v); }, signature, arrays)};
  if (name == "center")
    return {apply_gufunc(
        [](std::span<const double> v, std::span<double> out) {
          std::ranges::transform(v, out.begin(), [mean = mean_of(v)](double value) { return value - mean; });
        },
        signature, arrays)};
  if (arrays[0].dtype() == DType::int64)
    return {apply_gufunc(function_of_cores<std::int64_t>(name), signature, arrays)};
  return {apply_gufunc(function_of_cores<double>(name), signature, arrays)};
}

double sum_of_two(double a, double b) { return a + b; }

Results run_reduction(const ArrayCall& call) {
  const Array x = call.array("a");
  const std::string name = call.json("chunk");
  const std::optional<std::vector<std::int64_t>> axes = call.integers("axis");
  const UserReductionOptions options{.axis = axes ? Axes(*axes) : Axes(),
                                     .keepdims = call.get("keepdims", false)};
  const auto add = [](double a, double b) { return sum_of_two(a, b); };
  const auto larger = [](double a, double b) { return std::max(a, b); };
  const auto result = [](double state) { return state; };
  if (name == "sum")
    return {reduction(
        x, [](double v) { return v; }, add, result, options)};
  if (name == "sumsq")
    return {reduction(
        x, [](double v) { return v * v; }, add, result, options)};
  if (name == "max")
    return {reduction(
        x, [](double v) { return v; }, larger, result, options)};
  if (name == "maxabs")
    return {reduction(
        x, [](double v) { return std::abs(v); }, larger, result, options)};
  return {reduction(
      x,
      [](std::span<const double> v) -> std::int64_t {
        return std::ranges::count_if(v, [](double e) { return e > 0; });
      },
      [](std::int64_t a, std::int64_t b) { return a + b; }, [](std::int64_t count) { return count; },
      options)};
}

constexpr ArrayOperation operations[] = {
    {"apply_along_axis", run_along_axis},
    {"apply_over_axes", run_over_axes},
    {"apply_gufunc", run_gufunc},
    {"reduction", run_reduction},
};

} // namespace

std::span<const ArrayOperation> function_operations() { return operations; }

} // namespace troupe::conformance
