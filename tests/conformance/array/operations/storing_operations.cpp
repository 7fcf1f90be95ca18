#include "array/array_call.hpp"
#include "support/temporary_directory.hpp"

namespace troupe::conformance {

namespace {

std::vector<Index> region_of(const Json& slices) {
  std::vector<Index> region;
  for (const Json& slice : slices)
    region.emplace_back(Slice{slice.at(0).get<std::int64_t>(), slice.at(1).get<std::int64_t>()});
  return region;
}

/// The target as a dataset of zeros that gets the source, and is read again.
Results run_store(const ArrayCall& call) {
  const std::vector<Array> sources = call.arrays("sources"), targets = call.arrays("targets");
  const test::TemporaryDirectory directory;
  Results results;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    StoreRegionOptions options{.name = "target " + std::to_string(i)};
    if (call.has("regions"))
      options.region = region_of(call.json("regions").at(i));
    store(call.session(), zeros_like(targets.at(i)), directory.path(), {.name = options.name});
    const Array stored = store_region(call.session(), sources[i], directory.path(), options);
    results.emplace_back(from_chunk(call.session().compute(stored)));
  }
  return results;
}

constexpr ArrayOperation operations[] = {
    {"store", run_store},
};

} // namespace

std::span<const ArrayOperation> storing_operations() { return operations; }

} // namespace troupe::conformance
