#include <algorithm>
#include <iterator>
#include <utility>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

PadMode pad_mode(const std::string& name) {
  constexpr std::pair<std::string_view, PadMode> modes[] = {{"constant", PadMode::constant},
                                                            {"edge", PadMode::edge},
                                                            {"linear_ramp", PadMode::linear_ramp},
                                                            {"maximum", PadMode::maximum},
                                                            {"minimum", PadMode::minimum},
                                                            {"mean", PadMode::mean},
                                                            {"reflect", PadMode::reflect},
                                                            {"symmetric", PadMode::symmetric},
                                                            {"wrap", PadMode::wrap}};
  const auto* found = std::ranges::find(modes, name, &std::pair<std::string_view, PadMode>::first);
  if (found == std::end(modes))
    throw ValueError("pad: there is no mode \"" + name + "\"");
  return found->second;
}

Results run_pad(const ArrayCall& call) {
  PadWidths widths;
  const Json& given = call.json("pad_width");
  if (given.at(0).is_array())
    widths = given.get<PadWidths>();
  else
    widths = {given.get<std::array<std::int64_t, 2>>()};
  PadOptions options{.mode = pad_mode(call.json("mode").get<std::string>())};
  if (call.has("constant_values"))
    options.constant_values = scalar_from_json(call.json("constant_values"));
  if (call.has("end_values"))
    options.end_values = scalar_from_json(call.json("end_values"));
  if (call.get<std::string>("reflect_type", "even") == "odd")
    options.reflect_type = ReflectType::odd;
  return {pad(call.array("array"), widths, options)};
}

Results run_diff(const ArrayCall& call) {
  DiffOptions options{.n = call.get<std::int64_t>("n", 1), .axis = call.get("axis", -1)};
  if (call.has("prepend"))
    options.prepend = call.operand("prepend");
  if (call.has("append"))
    options.append = call.operand("append");
  return {diff(call.array("a"), options)};
}

Coarsening coarsening(const std::string& name) {
  if (name == "mean")
    return Coarsening::mean;
  if (name == "max")
    return Coarsening::max;
  if (name == "min")
    return Coarsening::min;
  if (name == "sum")
    return Coarsening::sum;
  throw ValueError("coarsen: there is no reduction \"" + name + "\"");
}

Results run_coarsen(const ArrayCall& call) {
  std::map<int, std::int64_t> factors;
  for (const auto& [axis, factor] : call.json("axes").items())
    factors[std::stoi(axis)] = factor.get<std::int64_t>();
  const Excess excess = call.get("trim_excess", false) ? Excess::trim : Excess::refuse;
  return {coarsen(coarsening(call.json("reduction").get<std::string>()), call.array("a"), factors, excess)};
}

Results run_ediff1d(const ArrayCall& call) {
  FlatDiffOptions options;
  if (call.has("to_begin"))
    options.to_begin = call.operand("to_begin");
  if (call.has("to_end"))
    options.to_end = call.operand("to_end");
  return {ediff1d(call.array("ary"), options)};
}

Results run_gradient(const ArrayCall& call) {
  const std::vector<Array> derivatives = gradient(
      call.array("f"), {.axes = call.axes(),
                        .spacing = {call.real("spacing", 1)},
                        .edge_order = call.get("edge_order", 1) == 2 ? EdgeOrder::second : EdgeOrder::first});
  return {derivatives.begin(), derivatives.end()};
}

Results run_trapezoid(const ArrayCall& call) {
  return {trapezoid(call.array("y"), {.dx = call.real("dx", 1), .axis = call.get("axis", -1)})};
}

constexpr ArrayOperation operations[] = {
    {"pad", run_pad},         {"diff", run_diff},         {"coarsen", run_coarsen},
    {"ediff1d", run_ediff1d}, {"gradient", run_gradient}, {"trapz", run_trapezoid, "trapezoid"},
};

} // namespace

std::span<const ArrayOperation> neighbour_operations() { return operations; }

} // namespace troupe::conformance
