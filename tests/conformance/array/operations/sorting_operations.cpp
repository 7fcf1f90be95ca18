#include <string>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

SortOptions sort_options(const ArrayCall& call) {
  if (call.has("axis"))
    return {call.axis()};
  return {};
}

Results run_unique(const ArrayCall& call) {
  const Array array = call.array("ar");
  const bool index = call.get("return_index", false), inverse = call.get("return_inverse", false),
             counts = call.get("return_counts", false);
  if (!index && !inverse && !counts)
    return {unique(array)};
  const UniqueResult all = unique_all(array);
  Results results{all.values};
  if (index)
    results.emplace_back(all.index);
  if (inverse)
    results.emplace_back(all.inverse);
  if (counts)
    results.emplace_back(all.counts);
  return results;
}

Results run_searchsorted(const ArrayCall& call) {
  const bool right = call.get("side", std::string("left")) == "right";
  return {searchsorted(call.array("a"), call.array("v"), right ? SearchSide::right : SearchSide::left)};
}

constexpr ArrayOperation operations[] = {
    {"sort", [](const ArrayCall& call) -> Results { return {sort(call.array("a"), sort_options(call))}; }},
    {"argsort",
     [](const ArrayCall& call) -> Results { return {argsort(call.array("a"), sort_options(call))}; }},
    {"unique", run_unique},
    {"union1d",
     [](const ArrayCall& call) -> Results { return {union1d(call.array("ar1"), call.array("ar2"))}; }},
    {"isin",
     [](const ArrayCall& call) -> Results {
       return {isin(call.array("element"), call.array("test_elements"), {call.get("invert", false)})};
     }},
    {"searchsorted", run_searchsorted},
};

} // namespace

std::span<const ArrayOperation> sorting_operations() { return operations; }

} // namespace troupe::conformance
