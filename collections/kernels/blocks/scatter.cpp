#include "kernels/blocks/scatter.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/blocks/axis_view.hpp"
#include "kernels/blocks/element_unit.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// A copy of a chunk whose elements may be changed.
std::pair<Chunk, std::byte*> copied(const Chunk& chunk) {
  auto copy = Chunk::uninitialised(chunk.dtype(), chunk.shape());
  if (chunk.size() > 0)
    std::memcpy(copy.second, chunk.bytes(), chunk.size_bytes());
  return copy;
}

std::int64_t checked_count(const std::vector<Segment>& segments, std::int64_t extent) {
  std::int64_t count = 0;
  for (const Segment& segment : segments) {
    std::int64_t last = 0;
    const bool fits = segment.count > 0 && segment.start >= 0 && segment.start < extent
                      && !__builtin_mul_overflow(segment.count - 1, segment.step, &last)
                      && !__builtin_add_overflow(segment.start, last, &last) && last >= 0 && last < extent;
    if (!fits)
      throw ShapeError("scatter: " + std::to_string(segment.count) + " positions from "
                       + std::to_string(segment.start) + " on in steps of " + std::to_string(segment.step)
                       + " do not lie in an axis of length " + std::to_string(extent));
    count += segment.count;
  }
  return count;
}

/// Every position of an axis, in the order of the values.
Shape positions_of(const std::vector<Segment>& segments) {
  Shape positions;
  for (const Segment& segment : segments)
    for (std::int64_t i = 0; i < segment.count; ++i)
      positions.push_back(segment.start + i * segment.step);
  return positions;
}

/// Writes one row of values to the positions of the last axis.
template <class Unit>
void scatter_row(std::byte* to, const std::byte* from, const std::vector<Segment>& segments) {
  constexpr auto bytes = static_cast<std::int64_t>(sizeof(Unit));
  for (const Segment& segment : segments) {
    if (segment.step == 1)
      std::memcpy(to + segment.start * bytes, from, static_cast<std::size_t>(segment.count * bytes));
    else
      for (std::int64_t i = 0; i < segment.count; ++i)
        copy_unit<Unit>(to + (segment.start + i * segment.step) * bytes, from + i * bytes);
    from += segment.count * bytes;
  }
}

template <class Unit>
void scatter_rows(const ScatterParameters& parameters, const Shape& shape, std::byte* to,
                  const std::byte* from) {
  const std::size_t outer = shape.size() - 1;
  const Shape strides = row_major_strides(shape);
  std::vector<Shape> positions;
  std::int64_t row_values = 0;
  for (const auto& segments : parameters.axes)
    positions.push_back(positions_of(segments));
  row_values = static_cast<std::int64_t>(positions[outer].size());
  Shape at(outer, 0);
  while (true) {
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < outer; ++axis)
      offset += positions[axis][at[axis]] * strides[axis];
    scatter_row<Unit>(to + offset * static_cast<std::int64_t>(sizeof(Unit)), from, parameters.axes[outer]);
    from += row_values * static_cast<std::int64_t>(sizeof(Unit));
    std::size_t axis = outer;
    while (axis > 0 && ++at[axis - 1] == static_cast<std::int64_t>(positions[axis - 1].size()))
      at[--axis] = 0;
    if (axis == 0)
      return;
  }
}

Value run_scatter(const KernelCall& call) {
  return scatter(call.parameters.as<ScatterParameters>(), call.arguments[0].as_chunk(),
                 call.arguments[1].as_chunk());
}

Value run_spread(const KernelCall& call) {
  return spread(call.parameters.as<SpreadParameters>(), call.arguments[0].as_chunk(),
                call.arguments[1].as_chunk());
}

Value run_last_places(const KernelCall& call) {
  return last_places(call.parameters.as<LastPlacesParameters>(), call.arguments[0].as_chunk());
}

} // namespace

Chunk scatter(const ScatterParameters& parameters, const Chunk& chunk, const Chunk& values) {
  if (values.dtype() != chunk.dtype())
    throw DTypeError("scatter: values of " + std::string(to_string(values.dtype())) + " for "
                     + std::string(to_string(chunk.dtype())));
  Shape counts;
  for (std::size_t axis = 0; axis < parameters.axes.size() && axis < chunk.rank(); ++axis)
    counts.push_back(checked_count(parameters.axes[axis], chunk.shape()[axis]));
  if (parameters.axes.size() != chunk.rank() || values.shape() != counts)
    throw ShapeError("scatter: values of shape " + to_string(values.shape()) + " do not fit "
                     + to_string(counts));
  if (values.size() == 0)
    return chunk;
  if (chunk.rank() == 0)
    return values;
  auto [result, target] = copied(chunk);
  visit_unit(size_of(chunk.dtype()), [&, to = target]<class Unit>(std::type_identity<Unit>) {
    scatter_rows<Unit>(parameters, chunk.shape(), to, values.bytes());
  });
  return std::move(result);
}

Chunk spread(const SpreadParameters& parameters, const Chunk& values, const Chunk& mask) {
  const AxisView view = view_along(values.shape(), values.dtype(), parameters.axis, "setitem");
  const std::span<const bool> chosen = mask.values<bool>();
  const auto count = static_cast<std::int64_t>(std::count(chosen.begin(), chosen.end(), true));
  if (count != view.extent)
    throw ShapeError("setitem: " + std::to_string(view.extent) + " values for " + std::to_string(count)
                     + " elements under the mask");
  Shape shape = values.shape();
  shape[parameters.axis] = static_cast<std::int64_t>(chosen.size());
  auto [result, to] = Chunk::uninitialised(values.dtype(), std::move(shape));
  if (result.size() == 0)
    return std::move(result);
  std::memset(to, 0, result.size_bytes());
  const std::byte* from = values.bytes();
  for (std::int64_t outer = 0; outer < view.outer; ++outer)
    for (const bool here : chosen) {
      if (here) {
        std::memcpy(to, from, static_cast<std::size_t>(view.row_bytes));
        from += view.row_bytes;
      }
      to += view.row_bytes;
    }
  return std::move(result);
}

Chunk last_places(const LastPlacesParameters& parameters, const Chunk& positions) {
  return Chunk::generate<std::int64_t>({parameters.extent}, [&](std::span<std::int64_t> places) {
    std::ranges::fill(places, -1);
    visit_positions(positions, "setitem", [&](auto given) {
      for (std::size_t i = 0; i < given.size(); ++i)
        places[static_cast<std::size_t>(checked_position(given[i], parameters.extent, "setitem"))] =
            static_cast<std::int64_t>(i);
    });
  });
}

void register_scatter(KernelRegistry& registry) {
  registry.add({"scatter", 1, "a chunk with other elements at some positions", 2, run_scatter,
                Parameters::decode<ScatterParameters>});
  registry.add({"spread", 1, "rows moved to where a mask is true", 2, run_spread,
                Parameters::decode<SpreadParameters>});
  registry.add({"last_places", 1, "where each position stands last in a list", 1, run_last_places,
                Parameters::decode<LastPlacesParameters>});
}

} // namespace troupe
