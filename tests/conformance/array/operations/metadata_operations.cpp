#include <algorithm>
#include <vector>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

/// What asks for the shape of an array whose length only the data can tell has to compute it first.
Array known(const ArrayCall& call) {
  const Array array = call.array("a");
  return array.chunking().is_known() ? array : compute_extents(call.session(), array);
}

constexpr ArrayOperation operations[] = {
    {"shape", [](const ArrayCall& call) -> Results { return {Json(known(call).shape())}; }},
    {"ndim", [](const ArrayCall& call) -> Results { return {Json(call.array("a").rank())}; }},
    {"size", [](const ArrayCall& call) -> Results { return {Json(call.array("a").size())}; }},
    {"dtype", [](const ArrayCall& call) -> Results { return {Json(to_string(call.array("a").dtype()))}; }},
    {"nbytes",
     [](const ArrayCall& call) -> Results {
       const Array array = call.array("a");
       return {Json(array.size() * static_cast<std::int64_t>(size_of(array.dtype())))};
     }},
    {"chunks", [](const ArrayCall& call) -> Results { return {Json(call.array("a").chunking().sizes())}; }},
    {"numblocks", [](const ArrayCall& call) -> Results { return {Json(call.array("a").chunking().grid())}; }},
};

} // namespace

std::span<const ArrayOperation> metadata_operations() { return operations; }

} // namespace troupe::conformance
