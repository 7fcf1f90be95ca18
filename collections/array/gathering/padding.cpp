#include "array/gathering/padding.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/choosing.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/promotion.hpp"
#include "array/gathering/extension.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

/// `sizes` with more positions at both ends: part of the outer chunks, or chunks of their own if they are
/// many.
Sizes padded_sizes(const Sizes& sizes, std::int64_t before, std::int64_t after) {
  const std::int64_t longest = std::max<std::int64_t>(1, *std::ranges::max_element(sizes));
  const auto own_chunks = [&](std::int64_t count) {
    return Chunking::regular({count}, {longest}).sizes()[0];
  };
  Sizes result = before > longest ? own_chunks(before) : Sizes{};
  result.insert(result.end(), sizes.begin(), sizes.end());
  if (before <= longest)
    result.front() += before;
  if (after <= longest) {
    result.back() += after;
    return result;
  }
  const Sizes behind = own_chunks(after);
  result.insert(result.end(), behind.begin(), behind.end());
  return result;
}

/// Elements moved only.
Array extend(const Array& array, const PadWidths& widths, Extension extension, const Scalar& constant) {
  Gather gather = Gather::identity(array, std::string(Pad::name));
  gather.fills = {converted(constant, array.dtype()).bits};
  const Shape shape = array.shape();
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const auto [before, after] = widths[axis];
    if (before == 0 && after == 0)
      continue;
    gather.axes[axis] = {extended_runs(extension, shape[axis], -before, shape[axis] + after),
                         padded_sizes(array.chunking().sizes(axis), before, after)};
  }
  return apply_gather(std::move(gather), array);
}

/// No widths but along one axis.
PadWidths along_axis(std::size_t rank, std::size_t axis, std::int64_t before, std::int64_t after) {
  PadWidths widths(rank, {0, 0});
  widths[axis] = {before, after};
  return widths;
}

/// `array` between two others, those of no length left out.
Array between(const Array& before, const Array& array, const Array& after, std::size_t axis) {
  return concatenate({before, array, after}, static_cast<int>(axis));
}

Shape with_extent(Shape shape, std::size_t axis, std::int64_t extent) {
  shape[axis] = extent;
  return shape;
}

/// The last `count` mirrored elements at each end are replaced by twice the edge less themselves. A width
/// beyond what can be mirrored once is done in several rounds, each about the new ends.
Array extend_odd(Array array, std::size_t axis, std::array<std::int64_t, 2> widths, Extension extension) {
  if (array.shape()[axis] > 1)
    require_few_runs(extension, array.shape()[axis], -widths[0], array.shape()[axis] + widths[1]);
  while (widths[0] > 0 || widths[1] > 0) {
    const std::int64_t extent = array.shape()[axis];
    const std::int64_t reach = extension == Extension::mirrored ? extent - 1 : extent;
    if (reach == 0)
      return extend(array, along_axis(array.rank(), axis, widths[0], widths[1]), Extension::edge, 0);
    const std::int64_t before = std::min(widths[0], reach), after = std::min(widths[1], reach);
    const PadWidths now = along_axis(array.rank(), axis, before, after);
    const Array mirrored = extend(array, now, extension, 0), edges = extend(array, now, Extension::edge, 0);
    const Array odd = astype(subtract(multiply(edges, 2), mirrored), array.dtype());
    std::vector<Index> front(axis, Slice{}), back(axis, Slice{});
    front.emplace_back(Slice{.stop = before});
    back.emplace_back(Slice{.start = before + extent});
    array = between(getitem(odd, front), array, getitem(odd, back), axis);
    widths = {widths[0] - before, widths[1] - after};
  }
  return array;
}

Array statistic(const Array& array, PadMode mode, std::size_t axis) {
  const auto number = static_cast<int>(axis);
  if (mode == PadMode::maximum)
    return max(array, {.axis = number, .keepdims = true});
  if (mode == PadMode::minimum)
    return min(array, {.axis = number, .keepdims = true});
  const Array average = mean(array, {.axis = number, .keepdims = true});
  const DTypeKind kind = kind_of(array.dtype());
  const bool whole = kind == DTypeKind::signed_integer || kind == DTypeKind::unsigned_integer;
  return astype(whole ? rint(average) : average, array.dtype());
}

Array extend_by_statistic(const Array& array, std::size_t axis, std::array<std::int64_t, 2> widths,
                          PadMode mode) {
  const Array value = statistic(array, mode, axis);
  return between(broadcast_to(value, with_extent(array.shape(), axis, widths[0])), array,
                 broadcast_to(value, with_extent(array.shape(), axis, widths[1])), axis);
}

/// `count` steps from `end_value` towards the edge, which is not reached, along an axis.
Array ramp(const Array& edge, std::size_t axis, std::int64_t count, const Scalar& end_value) {
  Shape column(edge.rank(), 1);
  column[axis] = count;
  const bool narrow = edge.dtype() == DType::float32 || edge.dtype() == DType::complex64;
  const Array steps = reshape(arange(count, {.dtype = narrow ? DType::float32 : DType::float64}), column);
  const Array distance = subtract(astype(edge, promote(edge.dtype(), steps.dtype())), end_value);
  const Array step = divide(distance, count);
  // As numpy.linspace: one flat ramp makes it divide first, which shows where integers are rounded down.
  const Array flat = any(equal(step, 0));
  const Array values =
      add(where(flat, multiply(divide(steps, count), distance), multiply(steps, step)), end_value);
  const DTypeKind kind = kind_of(edge.dtype());
  const bool whole = kind == DTypeKind::signed_integer || kind == DTypeKind::unsigned_integer;
  return astype(whole ? floor(values) : values, edge.dtype());
}

Array extend_by_ramp(const Array& array, std::size_t axis, std::array<std::int64_t, 2> widths,
                     const Scalar& end_value) {
  const auto edge = [&](std::int64_t position) {
    std::vector<Index> index(axis, Slice{});
    index.emplace_back(Slice{.start = position, .stop = position + 1});
    return getitem(array, index);
  };
  Array result = array;
  const auto number = static_cast<int>(axis);
  if (widths[0] > 0)
    result = concatenate({ramp(edge(0), axis, widths[0], end_value), result}, number);
  if (widths[1] > 0)
    result = concatenate(
        {result, flip(ramp(edge(array.shape()[axis] - 1), axis, widths[1], end_value), std::vector{number})},
        number);
  return result;
}

std::optional<Extension> extension_of(PadMode mode) {
  switch (mode) {
  case PadMode::constant: return Extension::constant;
  case PadMode::edge: return Extension::edge;
  case PadMode::reflect: return Extension::mirrored;
  case PadMode::symmetric: return Extension::symmetric;
  case PadMode::wrap: return Extension::wrapped;
  default: return std::nullopt;
  }
}

void check_extents(const Shape& shape, const PadWidths& widths, PadMode mode) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    std::int64_t length = 0;
    if (__builtin_add_overflow(shape[axis], widths[axis][0], &length)
        || __builtin_add_overflow(length, widths[axis][1], &length))
      throw ShapeError("the padded axis " + std::to_string(axis) + " is longer than 2^63 - 1");
    if (mode != PadMode::constant && shape[axis] == 0 && widths[axis] != std::array<std::int64_t, 2>{0, 0})
      throw ValueError("axis " + std::to_string(axis)
                       + " is empty, and only constants can be put at its ends");
  }
}

} // namespace

Array Pad::build(std::span<const Array> inputs) const {
  Array array = inputs[0];
  check_extents(array.shape(), widths, mode);
  const std::optional<Extension> extension = extension_of(mode);
  const bool mirrors = mode == PadMode::reflect || mode == PadMode::symmetric;
  const bool odd = mirrors && reflect_type == ReflectType::odd;
  if (extension && !odd)
    return extend(array, widths, *extension, constant_value.value);
  for (std::size_t axis = 0; axis < widths.size(); ++axis) {
    if (widths[axis] == std::array<std::int64_t, 2>{0, 0})
      continue;
    if (odd)
      array = extend_odd(array, axis, widths[axis], *extension);
    else if (mode == PadMode::linear_ramp)
      array = extend_by_ramp(array, axis, widths[axis], end_value.value);
    else
      array = extend_by_statistic(array, axis, widths[axis], mode);
  }
  return array;
}

Array pad(const Array& array, const PadWidths& widths, const PadOptions& options, std::source_location line) {
  PadWidths by_axis = widths;
  if (widths.size() == 1)
    by_axis.assign(array.rank(), widths[0]);
  if (by_axis.size() != array.rank())
    throw ShapeError("pad: " + std::to_string(widths.size()) + " pairs of widths for an array of shape "
                     + to_string(array.shape()));
  for (const auto& [before, after] : by_axis)
    if (before < 0 || after < 0)
      throw ValueError("pad: a width of " + std::to_string(std::min(before, after)));
  return apply(Pad{std::move(by_axis), options.mode, options.constant_values, options.end_values,
                   options.reflect_type},
               {array}, source_line(line));
}

} // namespace troupe
