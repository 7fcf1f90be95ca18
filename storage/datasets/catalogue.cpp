#include <string>
#include <utility>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "datasets/metadata.hpp"

namespace troupe {

namespace {

struct Extent {
  std::int64_t chunks = 0;
  std::uint64_t stored_bytes = 0;
};

Extent extent_of(const ChunkStore& store, std::uint64_t id) {
  Extent extent;
  store.for_each(chunks_prefix(id), [&](std::string_view, const StoredRecord& record) {
    ++extent.chunks;
    extent.stored_bytes += record.stored_bytes;
  });
  return extent;
}

} // namespace

std::vector<std::string> dataset_names(const ChunkStore& store) { return names_behind(store, names_prefix); }

DatasetInfo describe_dataset(const ChunkStore& store, const std::string& name) {
  StoredDataset stored = get_dataset(store, name);
  const Extent extent = extent_of(store, stored.id);
  const std::int64_t bytes =
      byte_count(stored.description.chunking.shape(), size_of(stored.description.dtype));
  return {{name, stored.id, stored.revision},
          std::move(stored.description),
          stored.created_ns,
          extent.chunks,
          extent.stored_bytes,
          static_cast<std::uint64_t>(bytes)};
}

std::vector<PendingWrite> pending_writes(const ChunkStore& store) {
  std::vector<PendingWrite> writes;
  for (const std::string& name : names_behind(store, pending_prefix)) {
    const std::optional<StoredPending> pending = find_pending(store, name);
    if (!pending)
      continue; // finished since the names were listed
    const Extent extent = extent_of(store, pending->id);
    writes.push_back(
        {name, pending->base.has_value(), pending->fingerprint, extent.chunks, extent.stored_bytes});
  }
  return writes;
}

void remove_datasets(ChunkStore& store, std::span<const std::string> names) {
  StoreChanges changes;
  for (const std::string& name : names) {
    require_dataset_name(name);
    const std::optional<StoredPending> pending = find_pending(store, name);
    if (pending) {
      changes.erase_prefix(chunks_prefix(pending->id));
      changes.erase(pending_key(name));
    }
    const std::optional<StoredDataset> dataset =
        pending ? find_dataset(store, name) : std::optional(get_dataset(store, name));
    if (dataset) {
      changes.erase_prefix(chunks_prefix(dataset->id));
      changes.erase(name_key(name));
    }
  }
  store.apply(changes);
}

} // namespace troupe
