#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

template <std::pair<Array, Array> (*positions)(std::int64_t, std::int64_t, std::optional<std::int64_t>,
                                               std::source_location)>
Results triangle_positions(const ArrayCall& call) {
  const auto columns = call.has("m") ? std::optional(call.get<std::int64_t>("m", 0)) : std::nullopt;
  const auto [rows, places] = positions(call.get<std::int64_t>("n", 0), call.get<std::int64_t>("k", 0),
                                        columns, std::source_location::current());
  return {rows, places};
}

constexpr ArrayOperation operations[] = {
    {"tril_indices", triangle_positions<tril_indices>},
    {"triu_indices", triangle_positions<triu_indices>},
    {"diag",
     [](const ArrayCall& call) -> Results {
       return {diag(call.array("v"), call.get<std::int64_t>("k", 0))};
     }},
    {"diagonal",
     [](const ArrayCall& call) -> Results {
       return {diagonal(call.array("a"), call.get<std::int64_t>("offset", 0), call.get("axis1", 0),
                        call.get("axis2", 1))};
     }},
    {"trace",
     [](const ArrayCall& call) -> Results {
       return {trace(call.array("a"), call.get<std::int64_t>("offset", 0), call.get("axis1", 0),
                     call.get("axis2", 1))};
     }},
    {"tril",
     [](const ArrayCall& call) -> Results {
       return {tril(call.array("m"), call.get<std::int64_t>("k", 0))};
     }},
    {"triu",
     [](const ArrayCall& call) -> Results {
       return {triu(call.array("m"), call.get<std::int64_t>("k", 0))};
     }},
};

} // namespace

std::span<const ArrayOperation> diagonal_operations() { return operations; }

} // namespace troupe::conformance
