#include <algorithm>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

std::vector<double> reals(const Json& list) {
  std::vector<double> result;
  for (const Json& item : list)
    result.push_back(real_from_json(item));
  return result;
}

template <Array (*function)(const Array&, const MedianOptions&, std::source_location)>
Results middle(const ArrayCall& call) {
  const auto named = call.integers("axis");
  const MedianOptions options{.axis = named ? Axes(*named) : Axes(), .keepdims = call.get("keepdims", false)};
  return {function(call.array("a"), options, std::source_location::current())};
}

/// `q` is a number or a list.
template <Array (*one)(const Array&, double, const QuantileOptions&, std::source_location),
          Array (*several)(const Array&, const std::vector<double>&, const QuantileOptions&,
                           std::source_location)>
Results quantiles(const ArrayCall& call) {
  const auto axis = call.axis();
  const QuantileOptions options{.axis = axis ? Axes(*axis) : Axes(),
                                .method =
                                    quantile_method_from_name(call.get<std::string>("method", "linear"))};
  const Json& q = call.json("q");
  const auto line = std::source_location::current();
  if (q.is_array())
    return {several(call.array("a"), reals(q), options, line)};
  return {one(call.array("a"), real_from_json(q), options, line)};
}

template <Array (*function)(const Array&, std::int64_t, int, std::source_location)>
Results outermost(const ArrayCall& call) {
  return {function(call.array("a"), call.json("k").get<std::int64_t>(), call.axis().value_or(-1),
                   std::source_location::current())};
}

/// Edges of integers are integers.
Edges edges(const Json& list) {
  if (std::ranges::all_of(list, [](const Json& item) { return item.is_number_integer(); }))
    return list.get<std::vector<std::int64_t>>();
  return reals(list);
}

Bins bins(const Json& json) {
  if (json.is_array())
    return edges(json);
  return json.get<std::int64_t>();
}

std::optional<std::pair<double, double>> range(const Json& json) {
  return std::pair(real_from_json(json.at(0)), real_from_json(json.at(1)));
}

std::optional<Array> weights(const ArrayCall& call) {
  return call.has("weights") ? std::optional(call.array("weights")) : std::nullopt;
}

Results run_histogram(const ArrayCall& call) {
  HistogramOptions options{
      .bins = bins(call.json("bins")), .density = call.get("density", false), .weights = weights(call)};
  if (call.has("range"))
    options.range = range(call.json("range"));
  const Histogram found = histogram(call.array("a"), options);
  return {found.counts, found.edges};
}

Results run_histogram2d(const ArrayCall& call) {
  const Json& given = call.json("bins");
  const bool is_pair = given.is_array() && given.size() == 2;
  Histogram2dOptions options{.x_bins = bins(is_pair ? given.at(0) : given),
                             .y_bins = bins(is_pair ? given.at(1) : given)};
  if (call.has("range")) {
    options.x_range = range(call.json("range").at(0));
    options.y_range = range(call.json("range").at(1));
  }
  const Histogram2d found = histogram2d(call.array("x"), call.array("y"), options);
  return {found.counts, found.x_edges, found.y_edges};
}

Results run_bincount(const ArrayCall& call) {
  return {bincount(call.array("x"),
                   {.weights = weights(call), .minlength = call.get<std::int64_t>("minlength", 0)})};
}

Results run_digitize(const ArrayCall& call) {
  return {digitize(call.array("a"), edges(call.json("bins")), {.right = call.get("right", false)})};
}

constexpr ArrayOperation operations[] = {
    {"median", middle<median>},
    {"nanmedian", middle<nanmedian>},
    {"percentile", quantiles<percentile, percentile>},
    {"quantile", quantiles<quantile, quantile>},
    {"nanpercentile", quantiles<nanpercentile, nanpercentile>},
    {"nanquantile", quantiles<nanquantile, nanquantile>},
    {"topk", outermost<topk>},
    {"argtopk", outermost<argtopk>},
    {"histogram", run_histogram},
    {"histogram2d", run_histogram2d},
    {"bincount", run_bincount},
    {"digitize", run_digitize},
};

} // namespace

std::span<const ArrayOperation> order_operations() { return operations; }

} // namespace troupe::conformance
