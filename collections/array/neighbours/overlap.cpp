#include <algorithm>
#include <numeric>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/promotion.hpp"
#include "array/neighbours/map_overlap.hpp"
#include "expression/apply.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

/// \throws ShapeError unless there are `rank` entries.
template <class T>
std::vector<T> entries(const std::optional<T>& every, const std::vector<T>& axes, std::size_t rank,
                       const char* what) {
  if (every)
    return std::vector<T>(rank, *every);
  if (axes.size() != rank)
    throw ShapeError(std::to_string(axes.size()) + " " + what + " for an array of " + std::to_string(rank)
                     + " axes");
  return axes;
}

Extension extension_of(Edge edge) {
  switch (edge) {
  case Edge::none: return Extension::none;
  case Edge::reflect: return Extension::symmetric;
  case Edge::periodic: return Extension::wrapped;
  case Edge::nearest: return Extension::edge;
  }
  return Extension::none;
}

std::vector<AxisOverlap> overlap_axes(const Depths& depth, const Boundaries& boundary, std::size_t rank) {
  const std::vector<AxisDepth> depths = depth.by_axis(rank);
  const std::vector<Boundary> boundaries = boundary.by_axis(rank);
  std::vector<AxisOverlap> axes;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    AxisOverlap overlap{depths[axis].before, depths[axis].after, Extension::constant, {}};
    if (const auto* edge = std::get_if<Edge>(&boundaries[axis].held()))
      overlap.extension = extension_of(*edge);
    else
      overlap.constant = std::get<Scalar>(boundaries[axis].held());
    axes.push_back(overlap);
  }
  return axes;
}

} // namespace

std::vector<AxisDepth> Depths::by_axis(std::size_t rank) const {
  std::vector<AxisDepth> result = entries(every_, axes_, rank, "depths");
  for (const AxisDepth& depth : result)
    if (depth.before < 0 || depth.after < 0)
      throw ValueError("a depth of " + std::to_string(std::min(depth.before, depth.after)));
  return result;
}

std::vector<Boundary> Boundaries::by_axis(std::size_t rank) const {
  return entries(every_, axes_, rank, "boundaries");
}

std::vector<GatherAxis> widened_axes(const std::vector<AxisOverlap>& axes, const Chunking& chunking) {
  std::vector<GatherAxis> result;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const std::vector<std::int64_t>& sizes = chunking.sizes(axis);
    const std::int64_t extent = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
    GatherAxis widened;
    std::int64_t begin = 0;
    for (const std::int64_t size : sizes) {
      std::int64_t first = 0, last = 0, width = 0, count = 0;
      if (__builtin_sub_overflow(begin, axes[axis].before, &first)
          || __builtin_add_overflow(begin + size, axes[axis].after, &last)
          || __builtin_sub_overflow(last, first, &width))
        throw ValueError("a depth of " + std::to_string(std::max(axes[axis].before, axes[axis].after)));
      for (const Run& run :
           extended_runs(axes[axis].extension, extent, first, last, static_cast<std::int64_t>(axis))) {
        widened.runs.push_back(run);
        count += run.count;
      }
      widened.sizes.push_back(count);
      begin += size;
    }
    result.push_back(std::move(widened));
  }
  return result;
}

std::vector<ElementBits> boundary_fills(const std::vector<AxisOverlap>& axes, DType dtype) {
  std::vector<ElementBits> fills;
  for (const AxisOverlap& axis : axes)
    fills.push_back(axis.extension == Extension::constant ? converted(axis.constant.value, dtype).bits
                                                          : ElementBits{});
  return fills;
}

Array Overlap::build(std::span<const Array> inputs) const {
  Gather gather = Gather::identity(inputs[0], std::string(name));
  gather.axes = widened_axes(axes, inputs[0].chunking());
  gather.fills = boundary_fills(axes, inputs[0].dtype());
  return apply_gather(std::move(gather), inputs[0]);
}

ArrayMetadata MapOverlap::promise(std::span<const Array> inputs) const {
  return promise_metadata(dtype, trim ? inputs[0].shape() : Shape(inputs[0].rank(), unknown_extent));
}

Array MapOverlap::build(std::span<const Array> inputs) const {
  for (const Array& input : inputs) {
    if (input.shape() != inputs[0].shape())
      throw ShapeError("shapes " + to_string(inputs[0].shape()) + " and " + to_string(input.shape())
                       + " differ");
    boundary_fills(axes, input.dtype()); // a constant that the dtype cannot hold is refused here
  }
  widened_axes(axes, inputs[0].chunking());
  return apply(MapOverlapBlocks{*this}, cut_alike(inputs, common_chunking(inputs, std::string(name))));
}

Array map_overlap(const std::vector<Array>& arrays, const ChunkKernel& kernel, const OverlapOptions& options,
                  std::source_location line) {
  if (arrays.empty())
    throw ValueError("map_overlap: no arrays");
  require_arguments(kernel, arrays, "map_overlap");
  const bool says_dtype = options.dtype || !kernel.types().results.empty();
  MapOverlap operation{
      FunctionCall::of(kernel.kernel(), kernel.parameters(), options.workspace_bytes, "map_overlap"),
      naming(MapOverlap::name,
             [&] { return overlap_axes(options.depth, options.boundary, arrays[0].rank()); }),
      result_dtype(kernel, says_dtype ? options.dtype : arrays[0].dtype(), "map_overlap"), options.trim,
      kernel.types().takes_place};
  return apply(std::move(operation), arrays, source_line(line));
}

Array map_overlap(const Array& array, const ChunkKernel& kernel, const OverlapOptions& options,
                  std::source_location line) {
  return map_overlap(std::vector{array}, kernel, options, line);
}

Array overlap(const Array& array, const Depths& depth, const Boundaries& boundary,
              std::source_location line) {
  return apply(Overlap{naming(Overlap::name, [&] { return overlap_axes(depth, boundary, array.rank()); })},
               {array}, source_line(line));
}

} // namespace troupe
