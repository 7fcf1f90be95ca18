#include <set>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/store.hpp>
#include <troupe/dataset.hpp>
#include <troupe/error.hpp>
#include <troupe/shared_store.hpp>

#include "array/storing/fingerprint.hpp"
#include "array/storing/read_store.hpp"
#include "array/storing/write_run.hpp"
#include "expression/call_scope.hpp"

namespace troupe {

namespace {

/// Before anything is begun.
void require_names(const std::vector<NamedArray>& arrays) {
  std::set<std::string> names;
  for (const NamedArray& named : arrays) {
    require_dataset_name(named.name);
    if (!names.insert(named.name).second)
      throw KeyError("two arrays are to be the dataset \"" + named.name + "\"");
  }
}

std::vector<ArrayWrite> begin_writes(const std::shared_ptr<ChunkStore>& store,
                                     const std::vector<NamedArray>& arrays) {
  std::vector<ArrayWrite> writes;
  for (const NamedArray& named : arrays) {
    DatasetDescription description{named.array.dtype(), named.array.chunking(), named.attributes,
                                   named.compression};
    writes.push_back(
        {named.array, std::nullopt,
         DatasetWriter::replace(store, named.name, std::move(description), fingerprint_of(named.array))});
  }
  return writes;
}

} // namespace

std::vector<Array> store_all(Session& session, const std::vector<NamedArray>& arrays,
                             const std::filesystem::path& directory, const ComputeOptions& options,
                             std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("store", [&] {
    require_names(arrays);
    if (arrays.empty())
      return std::vector<Array>();
    const auto store = open_to_write(store_path(directory));
    std::vector<ArrayWrite> writes = begin_writes(store, arrays);
    run_writes(session, *store, writes, options, source_line(line));
    std::vector<Array> stored;
    for (const NamedArray& named : arrays)
      stored.push_back(array_of(Dataset::open(store, named.name), source_line(line)));
    return stored;
  });
}

Array store(Session& session, const Array& array, const std::filesystem::path& directory,
            const StoreArrayOptions& options, std::source_location line) {
  return store_all(session, {{options.name, array, options.attributes, options.compression}}, directory,
                   options.compute, line)
      .front();
}

Array store(const Array& array, const std::filesystem::path& directory, const StoreArrayOptions& options,
            std::source_location line) {
  return store(Session::default_session(), array, directory, options, line);
}

} // namespace troupe
