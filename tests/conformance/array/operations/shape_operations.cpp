#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

template <Array (*function)(const Array&, std::source_location)>
Results plain(const ArrayCall& call, const char* name) {
  return {function(call.array(name), std::source_location::current())};
}

template <Array (*function)(const Array&, std::source_location)>
Results of_a(const ArrayCall& call) {
  return plain<function>(call, "a");
}

template <Array (*function)(const Array&, std::source_location)>
Results of_m(const ArrayCall& call) {
  return plain<function>(call, "m");
}

Results run_rot90(const ArrayCall& call) {
  const std::vector<int> axes = call.axes("axes").value_or(std::vector{0, 1});
  if (axes.size() != 2)
    throw ValueError("rot90: a plane has two axes, not " + std::to_string(axes.size()));
  return {rot90(call.array("m"), call.get("k", 1), {axes.at(0), axes.at(1)})};
}

Results run_roll(const ArrayCall& call) {
  const auto axes = call.axes();
  if (!axes)
    return {roll(call.array("a"), call.integers("shift")->at(0))};
  return {roll(call.array("a"), *call.integers("shift"), *axes)};
}

Results run_broadcast_arrays(const ArrayCall& call) {
  const std::vector<Array> arrays = broadcast_arrays(call.arrays("arrays"));
  return {arrays.begin(), arrays.end()};
}

/// An int, -1, null to keep an axis, or its sizes.
AxisChunks axis_chunks(const Json& json) {
  if (json.is_null())
    return Keep{};
  if (json.is_array())
    return json.get<std::vector<std::int64_t>>();
  return json.get<std::int64_t>();
}

/// One number for all axes, one entry an axis, or an object that leaves the other axes alone.
Chunks wanted_chunks(const Json& json) {
  if (json.is_number())
    return json.get<std::int64_t>();
  if (json.is_object()) {
    std::map<std::int64_t, AxisChunks> axes;
    for (const auto& [axis, sizes] : json.items())
      axes[std::stoll(axis)] = axis_chunks(sizes);
    return Chunks::along(std::move(axes));
  }
  std::vector<AxisChunks> axes;
  for (const Json& sizes : json)
    axes.push_back(axis_chunks(sizes));
  return axes;
}

constexpr ArrayOperation operations[] = {
    {"reshape",
     [](const ArrayCall& call) -> Results { return {reshape(call.array("a"), *call.integers("shape"))}; }},
    {"ravel", of_a<ravel>},
    {"flatten", of_a<flatten>},
    {"squeeze",
     [](const ArrayCall& call) -> Results { return {squeeze(call.array("a"), call.axes_or_all())}; }},
    {"expand_dims",
     [](const ArrayCall& call) -> Results { return {expand_dims(call.array("a"), *call.axes())}; }},
    {"atleast_1d", of_a<atleast_1d>},
    {"atleast_2d", of_a<atleast_2d>},
    {"atleast_3d", of_a<atleast_3d>},
    {"broadcast_to",
     [](const ArrayCall& call) -> Results {
       return {broadcast_to(call.array("a"), *call.integers("shape"))};
     }},
    {"broadcast_arrays", run_broadcast_arrays},
    {"transpose",
     [](const ArrayCall& call) -> Results { return {transpose(call.array("a"), call.axes_or_all("axes"))}; }},
    {"moveaxis",
     [](const ArrayCall& call) -> Results {
       return {moveaxis(call.array("a"), *call.axes("source"), *call.axes("destination"))};
     }},
    {"swapaxes",
     [](const ArrayCall& call) -> Results {
       return {swapaxes(call.array("a"), *call.axis("axis1"), *call.axis("axis2"))};
     }},
    {"rollaxis",
     [](const ArrayCall& call) -> Results {
       return {rollaxis(call.array("a"), *call.axis(), call.get("start", 0))};
     }},
    {"flip", [](const ArrayCall& call) -> Results { return {flip(call.array("m"), call.axes_or_all())}; }},
    {"flipud", of_m<flipud>},
    {"fliplr", of_m<fliplr>},
    {"rot90", run_rot90},
    {"roll", run_roll},
    {"rechunk",
     [](const ArrayCall& call) -> Results {
       return {rechunk(call.array("x"), wanted_chunks(call.json("chunks")))};
     }},
};

} // namespace

std::span<const ArrayOperation> shape_operations() { return operations; }

} // namespace troupe::conformance
