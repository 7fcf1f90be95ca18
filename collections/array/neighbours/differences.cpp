#include "array/neighbours/differences.hpp"

#include <utility>

#include <troupe/array/joining.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/indexing/assigned_value.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// What is put in front or behind: an array, or one row of a scalar, of the scalar's own dtype as in NumPy.
Array row_of(const Located& value, const Array& array, int axis) {
  const Array given =
      value.array() != nullptr ? *value.array() : assigned_value(value, value.scalar()->dtype());
  if (given.rank() > 0)
    return given;
  Shape shape = array.shape();
  shape[axis] = 1;
  return broadcast_to(given, shape);
}

Array reduce(Coarsening reduction, const Array& array, const Axes& axes) {
  switch (reduction) {
  case Coarsening::mean: return mean(array, {.axis = axes});
  case Coarsening::max: return max(array, {.axis = axes});
  case Coarsening::min: return min(array, {.axis = axes});
  default: return sum(array, {.axis = axes});
  }
}

} // namespace

ArrayMetadata Diff::promise(std::span<const Array> inputs) const {
  Shape shape = inputs[0].shape();
  if (shape[axis] != unknown_extent)
    shape[axis] = std::max<std::int64_t>(shape[axis] - order, 0);
  return promise_metadata(inputs[0].dtype(), shape);
}

Array Diff::build(std::span<const Array> inputs) const {
  Array array = inputs[0];
  std::vector<Index> later(static_cast<std::size_t>(axis), Slice{}), earlier = later;
  later.emplace_back(Slice{.start = 1});
  earlier.emplace_back(Slice{.stop = -1});
  for (std::int64_t i = 0; i < order && array.shape()[axis] > 0; ++i) {
    const Array next = getitem(array, later), before = getitem(array, earlier);
    array = array.dtype() == DType::boolean ? not_equal(next, before) : subtract(next, before);
  }
  return array;
}

Array diff(const Array& array, const DiffOptions& options, std::source_location line) {
  if (options.n < 0)
    throw ValueError("diff: a difference of order " + std::to_string(options.n));
  if (array.rank() == 0)
    throw ShapeError("diff: a 0-d array has no neighbours");
  const int axis = normalise_axis(options.axis, array.rank(), "diff");
  if (options.n == 0)
    return array;
  const CallScope scope(source_line(line));
  std::vector<Array> parts;
  if (options.prepend)
    parts.push_back(row_of(*options.prepend, array, axis));
  parts.push_back(array);
  if (options.append)
    parts.push_back(row_of(*options.append, array, axis));
  const Array whole = parts.size() == 1 ? array : naming("diff", [&] { return concatenate(parts, axis); });
  return apply(Diff{options.n, axis}, {whole});
}

ArrayMetadata Coarsen::promise(std::span<const Array> inputs) const {
  Coarsen known = *this; // by the factors of axes whose lengths are known
  const Shape shape = inputs[0].shape();
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] == unknown_extent)
      known.factors[axis] = 1;
  return known.build(stand_ins(inputs, 1)).node()->metadata();
}

Array Coarsen::build(std::span<const Array> inputs) const {
  const Shape shape = inputs[0].shape();
  std::vector<Index> whole_runs;
  Shape split;
  std::vector<std::int64_t> inner;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::int64_t factor = factors[axis];
    if (shape[axis] % factor != 0 && excess == Excess::refuse)
      throw ShapeError("axis " + std::to_string(axis) + " of length " + std::to_string(shape[axis])
                       + " does not divide into runs of " + std::to_string(factor));
    whole_runs.emplace_back(Slice{.stop = shape[axis] / factor * factor});
    split.push_back(shape[axis] / factor);
    if (factor == 1)
      continue;
    inner.push_back(static_cast<std::int64_t>(split.size()));
    split.push_back(factor);
  }
  const Array runs = reshape(getitem(inputs[0], whole_runs), split);
  return reduce(reduction, runs, inner.empty() ? Axes::none() : Axes(inner));
}

Array coarsen(Coarsening reduction, const Array& array, const std::map<int, std::int64_t>& factors,
              Excess excess, std::source_location line) {
  Coarsen operation{reduction, std::vector<std::int64_t>(array.rank(), 1), excess};
  std::vector<bool> named(array.rank(), false);
  for (const auto& [given, factor] : factors) {
    const int axis = normalise_axis(given, array.rank(), "coarsen");
    if (named[axis])
      throw AxisError("coarsen: axis " + std::to_string(axis) + " is named twice");
    if (factor < 1)
      throw ValueError("coarsen: a factor of " + std::to_string(factor));
    named[axis] = true;
    operation.factors[axis] = factor;
  }
  return apply(std::move(operation), {array}, source_line(line));
}

} // namespace troupe
