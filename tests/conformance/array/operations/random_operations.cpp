#include "array/array_call.hpp"
#include "array/array_value.hpp"

namespace troupe::conformance {

namespace {

Random random_of(const ArrayCall& call) { return Random(call.get<std::uint64_t>("seed", 0)); }

Chunks chunks_of(const ArrayCall& call) {
  return call.has("chunks") ? Chunks(chunking_from_json(call.json("chunks"))) : Chunks();
}

CreationOptions options_of(const ArrayCall& call) { return {.chunks = chunks_of(call)}; }

Shape shape_of(const ArrayCall& call) { return *call.integers("size"); }

constexpr ArrayOperation operations[] = {
    {"random.random",
     [](const ArrayCall& call) -> Results {
       return {random_of(call).random(shape_of(call), options_of(call))};
     },
     "random"},
    {"random.uniform",
     [](const ArrayCall& call) -> Results {
       return {random_of(call).uniform(shape_of(call), call.real("low", 0), call.real("high", 1),
                                       options_of(call))};
     },
     "uniform"},
    {"random.normal",
     [](const ArrayCall& call) -> Results {
       return {random_of(call).normal(
           shape_of(call),
           {.mean = call.real("loc", 0), .deviation = call.real("scale", 1), .chunks = chunks_of(call)})};
     },
     "normal"},
    {"random.randint",
     [](const ArrayCall& call) -> Results {
       return {random_of(call).integers(shape_of(call), call.get<std::int64_t>("low", 0),
                                        call.get<std::int64_t>("high", 0), {.chunks = chunks_of(call)})};
     },
     "integers"},
    {"random.permutation",
     [](const ArrayCall& call) -> Results { return {random_of(call).permutation(call.array("x"))}; },
     "permutation"},
    {"random.choice",
     [](const ArrayCall& call) -> Results {
       return {random_of(call).choice(
           call.get<std::int64_t>("a", 0), shape_of(call),
           {.replace = call.get("replace", true) ? Replace::yes : Replace::no, .chunks = chunks_of(call)})};
     },
     "choice"},
};

} // namespace

std::span<const ArrayOperation> random_operations() { return operations; }

} // namespace troupe::conformance
