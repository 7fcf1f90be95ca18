#include "array/neighbours/gradient.hpp"

#include <string>
#include <utility>

#include <troupe/array/joining.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/indexing/assigned_value.hpp"
#include "expression/apply.hpp"

// Derivatives and integrals by differences, as NumPy has them.

namespace troupe {

namespace {

/// `array` from `start` to `stop` along `axis`.
Array part(const Array& array, int axis, std::optional<std::int64_t> start,
           std::optional<std::int64_t> stop) {
  std::vector<Index> index(static_cast<std::size_t>(axis), Slice{});
  index.emplace_back(Slice{.start = start, .stop = stop});
  return getitem(array, index);
}

/// The derivative at one end: `at(0)` is the element there, `at(1)` its neighbour.
template <class At>
Array edge(const At& at, EdgeOrder order, double spacing) {
  if (order == EdgeOrder::first)
    return (at(1) - at(0)) / spacing;
  return at(0) * (-1.5 / spacing) + at(1) * (2 / spacing) + at(2) * (-0.5 / spacing);
}

/// A flat array of `dtype` of a number or an array.
Array flat(const Located& value, DType dtype) {
  const Array given = value.array() != nullptr ? *value.array() : assigned_value(value, dtype);
  return astype(ravel(given), dtype);
}

} // namespace

Array Gradient::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const std::int64_t length = array.shape()[axis], least = edge_order == EdgeOrder::first ? 2 : 3;
  if (length < least)
    throw ShapeError("axis " + std::to_string(axis) + " of length " + std::to_string(length)
                     + " is shorter than " + std::to_string(least));
  const auto from_front = [&](std::int64_t i) { return part(array, axis, i, i + 1); };
  const auto from_back = [&](std::int64_t i) { return part(array, axis, length - 1 - i, length - i); };
  const Array inner =
      (part(array, axis, 2, std::nullopt) - part(array, axis, std::nullopt, -2)) / (2 * spacing);
  const Array whole = concatenate(
      {edge(from_front, edge_order, spacing), inner, edge(from_back, edge_order, -spacing)}, axis);
  return rechunk(whole, array.chunking());
}

std::vector<Array> gradient(const Array& array, const GradientOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  if (array.dtype() == DType::boolean)
    throw DTypeError("gradient: not defined for bool");
  const Array real = kind_of(array.dtype()) < DTypeKind::floating ? astype(array, DType::float64) : array;
  std::vector<std::int64_t> named;
  if (options.axes)
    named.assign(options.axes->begin(), options.axes->end());
  // Checked as a reduction's; the results keep the order given.
  if (options.axes)
    static_cast<void>(Axes(named).resolve(array.rank(), "gradient"));
  else
    named = Axes().resolve(array.rank(), "gradient");
  if (options.spacing.size() != 1 && options.spacing.size() != named.size())
    throw ValueError("gradient: " + std::to_string(options.spacing.size()) + " spacings for "
                     + std::to_string(named.size()) + " axes");
  std::vector<Array> derivatives;
  for (std::size_t i = 0; i < named.size(); ++i)
    derivatives.push_back(
        apply(Gradient{normalise_axis(static_cast<int>(named[i]), array.rank(), "gradient"),
                       options.spacing[options.spacing.size() == 1 ? 0 : i], options.edge_order},
              {real}));
  return derivatives;
}

Array trapezoid(const Array& array, const TrapezoidOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  if (array.rank() == 0)
    throw ShapeError("trapezoid: a 0-d array has no neighbours");
  const int axis = normalise_axis(options.axis, array.rank(), "trapezoid");
  return naming("trapezoid", [&] {
    const Array pairs = part(array, axis, 1, std::nullopt) + part(array, axis, std::nullopt, -1);
    if (!options.x)
      return sum(pairs * options.dx / 2.0, {.axis = axis});
    Array widths = diff(*options.x, {.axis = options.x->rank() == 1 ? 0 : axis});
    if (widths.rank() == 1) {
      Shape shape(array.rank(), 1);
      shape[static_cast<std::size_t>(axis)] = -1;
      widths = reshape(widths, shape);
    }
    if (widths.shape()[static_cast<std::size_t>(axis)] != pairs.shape()[static_cast<std::size_t>(axis)])
      throw ShapeError("x of shape " + to_string(options.x->shape()) + " for an array of shape "
                       + to_string(array.shape()));
    return sum(widths * pairs / 2.0, {.axis = axis});
  });
}

Array ediff1d(const Array& array, const FlatDiffOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("ediff1d", [&] {
    const Array differences = diff(ravel(array));
    std::vector<Array> parts;
    if (options.to_begin)
      parts.push_back(flat(*options.to_begin, array.dtype()));
    parts.push_back(differences);
    if (options.to_end)
      parts.push_back(flat(*options.to_end, array.dtype()));
    return parts.size() == 1 ? differences : concatenate(parts, 0);
  });
}

} // namespace troupe
