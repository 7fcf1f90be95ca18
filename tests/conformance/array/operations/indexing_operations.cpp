#include "array/array_call.hpp"

namespace troupe::conformance {

Index index_element(const ArrayCall& call, const Json& json) {
  if (json.is_number())
    return json.get<std::int64_t>();
  if (json.contains("ellipsis"))
    return ellipsis;
  if (json.contains("newaxis"))
    return newaxis;
  if (json.contains("ints"))
    return json["ints"].get<std::vector<std::int64_t>>();
  if (json.contains("bools"))
    return json["bools"].get<std::vector<bool>>();
  if (json.contains("ref"))
    return call.to_array(json["ref"]);
  const auto bound = [&](std::size_t i) -> std::optional<std::int64_t> {
    const Json& value = json.at("slice").at(i);
    return value.is_null() ? std::nullopt : std::optional(value.get<std::int64_t>());
  };
  return Slice{bound(0), bound(1), bound(2)};
}

namespace {

std::vector<Index> index_of(const ArrayCall& call) {
  std::vector<Index> index;
  for (const Json& element : call.json("index"))
    index.push_back(index_element(call, element));
  return index;
}

Results run_take(const ArrayCall& call) {
  const Array array = call.array("a");
  const Json& positions = call.json("indices");
  if (positions.is_number())
    return {take(array, positions.get<std::int64_t>(), call.axis())};
  if (positions.is_array())
    return {take(array, positions.get<std::vector<std::int64_t>>(), call.axis())};
  return {take(array, call.to_array(positions), call.axis())};
}

Results run_vindex(const ArrayCall& call) {
  std::vector<std::vector<std::int64_t>> positions;
  for (const Json& element : call.json("index"))
    positions.push_back(element.at("ints").get<std::vector<std::int64_t>>());
  return {vindex(call.array("a"), positions)};
}

Results run_nonzero(const ArrayCall& call) {
  const std::vector<Array> positions = nonzero(call.array("a"));
  return {positions.begin(), positions.end()};
}

OutsideMode outside_mode(const std::string& name) {
  if (name == "wrap")
    return OutsideMode::wrap;
  return name == "clip" ? OutsideMode::clip : OutsideMode::raise;
}

Results run_unravel_index(const ArrayCall& call) {
  const std::vector<Array> along = unravel_index(call.array("indices"), call.json("shape").get<Shape>());
  return {along.begin(), along.end()};
}

Results run_ravel_multi_index(const ArrayCall& call) {
  const Array rows = call.array("multi_index");
  std::vector<Array> positions;
  for (std::int64_t axis = 0; axis < rows.shape().at(0); ++axis)
    positions.push_back(getitem(rows, {axis}));
  return {ravel_multi_index(positions, call.json("dims").get<Shape>(),
                            outside_mode(call.get<std::string>("mode", "raise")))};
}

constexpr ArrayOperation operations[] = {
    {"getitem", [](const ArrayCall& call) -> Results { return {getitem(call.array("a"), index_of(call))}; }},
    {"setitem",
     [](const ArrayCall& call) -> Results {
       return {setitem(call.array("a"), index_of(call), call.operand("value"))};
     }},
    {"take", run_take},
    {"compress",
     [](const ArrayCall& call) -> Results {
       return {compress(call.array("condition"), call.array("a"), call.axis())};
     }},
    {"extract",
     [](const ArrayCall& call) -> Results { return {extract(call.array("condition"), call.array("arr"))}; }},
    {"vindex", run_vindex},
    {"unravel_index", run_unravel_index},
    {"ravel_multi_index", run_ravel_multi_index},
    {"flatnonzero", [](const ArrayCall& call) -> Results { return {flatnonzero(call.array("a"))}; }},
    {"argwhere", [](const ArrayCall& call) -> Results { return {argwhere(call.array("a"))}; }},
    {"nonzero", run_nonzero},
    {"blocks", [](const ArrayCall& call) -> Results { return {blocks(call.array("a"), index_of(call))}; }},
};

} // namespace

std::span<const ArrayOperation> indexing_operations() { return operations; }

} // namespace troupe::conformance
