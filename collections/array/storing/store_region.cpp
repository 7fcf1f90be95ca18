#include <utility>
#include <vector>

#include <troupe/array/rechunk.hpp>
#include <troupe/array/store.hpp>
#include <troupe/shared_store.hpp>

#include "array/storing/fingerprint.hpp"
#include "array/storing/read_store.hpp"
#include "array/storing/write_run.hpp"
#include "expression/call_scope.hpp"

namespace troupe {

Array store_region(Session& session, const Located& value, const std::filesystem::path& directory,
                   const StoreRegionOptions& options) {
  const CallScope scope(value.line());
  return naming("store_region", [&] {
    static_cast<void>(StoreReading(store_path(directory))); // opening to write would make one
    const auto store = open_to_write(store_path(directory));
    const Dataset dataset = Dataset::open(store, options.name);
    const Array before = array_of(dataset, value.line());
    const Array assigned = setitem(before, options.region, value);
    const Array after = rechunk(assigned, before.chunking()); // masks may have cut it
    if (after.node() == before.node())
      return before; // a region of no elements
    std::vector<ArrayWrite> writes;
    writes.push_back({after, before, DatasetWriter::change(store, dataset, fingerprint_of(after))});
    run_writes(session, *store, writes, options.compute, value.line());
    return array_of(Dataset::open(store, options.name), value.line());
  });
}

} // namespace troupe
