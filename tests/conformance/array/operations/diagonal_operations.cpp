#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

constexpr ArrayOperation operations[] = {
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
