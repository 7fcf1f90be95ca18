#include "array/array_call.hpp"
#include "array/array_expression.hpp"
#include "array/array_value.hpp"

namespace troupe::conformance {

namespace {

/// One block length, or the sizes along each axis.
Chunks chunks_of(const Json& json) {
  if (json.is_number())
    return Chunks(json.get<std::int64_t>());
  return Chunks(chunking_from_json(json));
}

CreationOptions options_of(const ArrayCall& call) {
  return {.dtype = call.dtype(), .chunks = call.has("chunks") ? chunks_of(call.json("chunks")) : Chunks()};
}

LikeOptions like_options_of(const ArrayCall& call) {
  LikeOptions options{.dtype = call.dtype()};
  if (call.has("chunks"))
    options.chunks = chunks_of(call.json("chunks"));
  return options;
}

Scalar scalar_of(const ArrayCall& call, const char* name, std::int64_t otherwise = 0) {
  return call.has(name) ? scalar_from_json(call.json(name)) : Scalar(otherwise);
}

std::optional<std::int64_t> columns_of(const ArrayCall& call) {
  return call.has("M") ? std::optional(call.get<std::int64_t>("M", 0)) : std::nullopt;
}

Results run_linspace(const ArrayCall& call) {
  return {linspace(call.real("start", 0), call.real("stop", 0), call.get<std::int64_t>("num", 50),
                   call.get("endpoint", true) ? Endpoint::included : Endpoint::excluded, options_of(call))};
}

Results run_fromfunction(const ArrayCall& call) {
  const Json& expression = call.json("func");
  const auto function = [&](const std::vector<Array>& index) { return evaluate(expression, index); };
  return {fromfunction(function, *call.integers("shape"), options_of(call))};
}

Results run_meshgrid(const ArrayCall& call) {
  const std::string indexing = call.get("indexing", std::string("xy"));
  if (indexing != "xy" && indexing != "ij")
    throw ValueError("meshgrid: there is no indexing \"" + indexing + "\"");
  const std::vector<Array> grids =
      meshgrid(call.arrays("arrays"), {.indexing = indexing == "ij" ? Indexing::ij : Indexing::xy,
                                       .sparse = call.get("sparse", false)});
  return {grids.begin(), grids.end()};
}

template <Array (*function)(const Shape&, const CreationOptions&, std::source_location)>
Results of_shape(const ArrayCall& call) {
  return {function(*call.integers("shape"), options_of(call), std::source_location::current())};
}

template <Array (*function)(const Array&, const LikeOptions&, std::source_location)>
Results like(const ArrayCall& call) {
  return {function(call.array("a"), like_options_of(call), std::source_location::current())};
}

constexpr ArrayOperation operations[] = {
    {"zeros", of_shape<zeros>},
    {"ones", of_shape<ones>},
    {"full",
     [](const ArrayCall& call) -> Results {
       return {full(*call.integers("shape"), scalar_of(call, "fill_value"), options_of(call))};
     }},
    {"zeros_like", like<zeros_like>},
    {"ones_like", like<ones_like>},
    {"full_like",
     [](const ArrayCall& call) -> Results {
       return {full_like(call.array("a"), scalar_of(call, "fill_value"), like_options_of(call))};
     }},
    {"arange",
     [](const ArrayCall& call) -> Results {
       return {arange(scalar_of(call, "start"), scalar_of(call, "stop"), scalar_of(call, "step", 1),
                      options_of(call))};
     }},
    {"linspace", run_linspace},
    {"eye",
     [](const ArrayCall& call) -> Results {
       return {eye(call.get<std::int64_t>("N", 0), columns_of(call), call.get<std::int64_t>("k", 0),
                   options_of(call))};
     }},
    {"tri",
     [](const ArrayCall& call) -> Results {
       return {tri(call.get<std::int64_t>("N", 0), columns_of(call), call.get<std::int64_t>("k", 0),
                   options_of(call))};
     }},
    {"indices",
     [](const ArrayCall& call) -> Results {
       return {indices(*call.integers("dimensions"), options_of(call))};
     }},
    {"fromfunction", run_fromfunction},
    {"meshgrid", run_meshgrid},
};

} // namespace

std::span<const ArrayOperation> creation_operations() { return operations; }

} // namespace troupe::conformance
