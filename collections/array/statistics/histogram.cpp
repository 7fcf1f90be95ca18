#include "array/statistics/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <troupe/array/creation/creation.hpp>
#include <troupe/array/differences.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "expression/apply.hpp"

namespace troupe {

namespace {

using Range = std::optional<std::pair<double, double>>;

/// One dimension of a histogram: what its bins are, and their edges as an array.
struct Dimension {
  HistogramParameters::Dimension call;
  Array edges;
};

std::string shown(double number) { return to_string(Chunk::scalar(number)); }

void require_real(const Array& array, const std::string& name) {
  if (kind_of(array.dtype()) == DTypeKind::complex)
    throw DTypeError(name + ": complex numbers have no order; the array is "
                     + std::string(to_string(array.dtype())));
}

template <class Compare>
bool is_ordered(const Chunk& edges, const Compare& compare) {
  return visit_dtype(edges.dtype(), [&]<class T>(std::type_identity<T>) -> bool {
    if constexpr (ComplexElement<T>)
      return false;
    else
      return std::ranges::is_sorted(edges.values<T>(), compare)
             && std::ranges::all_of(edges.values<T>(), [](T edge) { return edge == edge; });
  });
}

Dimension between(const Array& array, const Edges& edges, const std::string& name) {
  if (edges.chunk().size() < 2)
    throw ValueError(name + ": " + std::to_string(edges.chunk().size()) + " edges bound no bin");
  if (!is_ordered(edges.chunk(), std::less{}))
    throw ValueError(name + ": the edges " + to_string(edges.chunk()) + " do not increase");
  return {{array.dtype(), false, bin_edges(edges.chunk(), array.dtype()),
           static_cast<std::int64_t>(edges.chunk().size()) - 1},
          from_chunk(edges.chunk())};
}

Dimension uniform(const Array& array, std::int64_t bins, Range range, const std::string& name) {
  if (bins < 1)
    throw ValueError(name + ": " + std::to_string(bins) + " bins");
  if (bins >= std::numeric_limits<std::int32_t>::max())
    throw ValueError(name + ": " + std::to_string(bins) + " bins are too many");
  if (range && !(std::isfinite(range->second - range->first) && range->first <= range->second))
    throw ValueError(name + ": the range from " + shown(range->first) + " to " + shown(range->second)
                     + " is none");
  const DType dtype = array.dtype() == DType::float32 ? DType::float32 : DType::float64;
  HistogramParameters::Dimension call{array.dtype(), !range, {}, bins};
  if (!range)
    return {std::move(call), apply(HistogramEdges{{name, bins, dtype}}, {array})};
  if (range->first == range->second)
    range = {range->first - 0.5, range->second + 0.5};
  const Chunk edges = uniform_edges(range->first, range->second, bins, dtype);
  call.edges = bin_edges(edges, DType::float64);
  call.edges.is_uniform = true;
  return {std::move(call), from_chunk(edges)};
}

Dimension dimension_of(const Array& array, const Bins& bins, const Range& range, const std::string& name) {
  require_real(array, name);
  if (const auto* edges = std::get_if<Edges>(&bins.held()))
    return between(array, *edges, name);
  return uniform(array, std::get<std::int64_t>(bins.held()), range, name);
}

Array counted(const std::string& name, std::span<const Dimension> dimensions, std::vector<Array> arrays,
              const std::optional<Array>& weights) {
  HistogramCounts operation{{name, {}, {}, {}}, DType::int64};
  for (const Dimension& dimension : dimensions)
    operation.call.dimensions.push_back(dimension.call);
  if (weights) {
    const bool is_unknown = !all_known(arrays) || !weights->chunking().is_known();
    if (!is_unknown && weights->shape() != arrays[0].shape())
      throw ShapeError(name + ": weights of shape " + to_string(weights->shape()) + " for an array of shape "
                       + to_string(arrays[0].shape()));
    operation.call.weights = weights->dtype();
    operation.dtype = weights->dtype() == DType::boolean ? DType::int64 : weights->dtype();
    arrays.push_back(*weights);
  }
  for (const Dimension& dimension : dimensions)
    if (dimension.call.is_argument)
      arrays.push_back(dimension.edges);
  return apply(std::move(operation), std::move(arrays));
}

Array widths(const Array& edges) { return astype(diff(edges), DType::float64); }

} // namespace

Edges::Edges(const std::vector<double>& edges)
    : chunk_(Chunk::copy<double>({static_cast<std::int64_t>(edges.size())}, edges)) {}

Edges::Edges(const std::vector<std::int64_t>& edges)
    : chunk_(Chunk::copy<std::int64_t>({static_cast<std::int64_t>(edges.size())}, edges)) {}

Edges::Edges(Chunk edges) : chunk_(std::move(edges)) {
  if (chunk_.rank() != 1)
    throw ShapeError("edges of bins are 1-d, not of shape " + to_string(chunk_.shape()));
}

Histogram histogram(const Array& array, const HistogramOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("histogram", [&]() -> Histogram {
    const Dimension dimension = dimension_of(array, options.bins, options.range, "histogram");
    Array counts = counted("histogram", {&dimension, 1}, {array}, options.weights);
    if (options.density)
      counts = counts / widths(dimension.edges) / sum(counts);
    return {counts, dimension.edges};
  });
}

Histogram2d histogram2d(const Array& x, const Array& y, const Histogram2dOptions& options,
                        std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("histogram2d", [&]() -> Histogram2d {
    if (x.rank() != 1 || y.rank() != 1 || (all_known(std::vector{x, y}) && x.shape() != y.shape()))
      throw ShapeError("histogram2d: x of shape " + to_string(x.shape()) + " and y of shape "
                       + to_string(y.shape()) + " are not 1-d and of one length");
    const std::vector<Dimension> dimensions{dimension_of(x, options.x_bins, options.x_range, "histogram2d"),
                                            dimension_of(y, options.y_bins, options.y_range, "histogram2d")};
    if (dimensions[0].call.bins * dimensions[1].call.bins >= std::numeric_limits<std::int32_t>::max())
      throw ValueError("histogram2d: " + std::to_string(dimensions[0].call.bins) + " times "
                       + std::to_string(dimensions[1].call.bins) + " bins are too many");
    const std::optional<Array> weights =
        options.weights ? std::optional(astype(*options.weights, DType::float64)) : std::nullopt;
    Array counts = counted("histogram2d", dimensions, {x, y}, weights);
    counts = astype(counts, DType::float64);
    if (options.density) {
      const Array x_widths = reshape(widths(dimensions[0].edges), {-1, 1});
      counts = counts / x_widths / widths(dimensions[1].edges) / sum(counts);
    }
    return {counts, dimensions[0].edges, dimensions[1].edges};
  });
}

} // namespace troupe
