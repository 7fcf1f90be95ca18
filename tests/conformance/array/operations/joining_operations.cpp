#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

template <Array (*function)(const std::vector<Array>&, int, std::source_location)>
Results along_axis(const ArrayCall& call) {
  return {function(call.arrays("seq"), call.get("axis", 0), std::source_location::current())};
}

template <Array (*function)(const std::vector<Array>&, std::source_location)>
Results of_tuple(const ArrayCall& call) {
  return {function(call.arrays("tup"), std::source_location::current())};
}

BlockNest nest_of(const ArrayCall& call, const Json& json) {
  if (!json.is_array())
    return call.to_array(json);
  std::vector<BlockNest> parts;
  for (const Json& part : json)
    parts.push_back(nest_of(call, part));
  return parts;
}

Results run_insert(const ArrayCall& call) {
  const Json& positions = call.json("obj");
  if (positions.is_number())
    return {insert(call.array("arr"), positions.get<std::int64_t>(), call.operand("values"), call.axis())};
  return {insert(call.array("arr"), *call.integers("obj"), call.operand("values"), call.axis())};
}

Results run_delete(const ArrayCall& call) {
  Json element = call.json("obj");
  if (element.is_array())
    element = Json{{"ints", element}};
  return {delete_at(call.array("arr"), index_element(call, element), call.axis())};
}

constexpr ArrayOperation operations[] = {
    {"concatenate", along_axis<concatenate>},
    {"stack", along_axis<stack>},
    {"vstack", of_tuple<vstack>},
    {"hstack", of_tuple<hstack>},
    {"dstack", of_tuple<dstack>},
    {"block", [](const ArrayCall& call) -> Results { return {block(nest_of(call, call.json("arrays")))}; }},
    {"append",
     [](const ArrayCall& call) -> Results {
       return {append(call.array("arr"), call.array("values"), call.axis())};
     }},
    {"insert", run_insert},
    {"delete", run_delete, "delete_at"},
    {"repeat",
     [](const ArrayCall& call) -> Results {
       return {repeat(call.array("a"), call.get<std::int64_t>("repeats", 0), call.axis())};
     }},
    {"tile",
     [](const ArrayCall& call) -> Results { return {tile(call.array("A"), *call.integers("reps"))}; }},
};

} // namespace

std::span<const ArrayOperation> joining_operations() { return operations; }

} // namespace troupe::conformance
