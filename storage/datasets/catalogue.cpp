#include <string>
#include <utility>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "datasets/metadata.hpp"

namespace troupe {

namespace {

struct StoredChunks {
  std::int64_t count = 0;
  std::uint64_t bytes = 0;
};

StoredChunks stored_chunks(const ChunkStore& store, std::uint64_t id) {
  StoredChunks chunks;
  store.for_each(chunks_prefix(id), [&](std::string_view, const StoredRecord& record) {
    ++chunks.count;
    chunks.bytes += record.stored_bytes;
  });
  return chunks;
}

/// Whether there is something under the key. Which chunks belong to damaged metadata nobody knows: they stay.
template <class Find>
bool erase_stored(const ChunkStore& store, const std::string& key, const std::string& name, const Find& find,
                  StoreChanges& changes) {
  try {
    const auto stored = find(store, name);
    if (!stored)
      return false;
    changes.erase_prefix(chunks_prefix(stored->id));
  } catch (const StoreError&) {
  }
  changes.erase(key);
  return true;
}

} // namespace

std::vector<std::string> dataset_names(const ChunkStore& store) { return names_behind(store, names_prefix); }

DatasetInfo describe_dataset(const ChunkStore& store, const std::string& name) {
  StoredDataset stored = get_dataset(store, name);
  const StoredChunks chunks = stored_chunks(store, stored.id);
  const std::int64_t bytes =
      byte_count(stored.description.chunking.shape(), size_of(stored.description.dtype));
  return {{name, stored.id, stored.revision},
          std::move(stored.description),
          stored.created_ns,
          chunks.count,
          chunks.bytes,
          static_cast<std::uint64_t>(bytes)};
}

std::vector<PendingWrite> pending_writes(const ChunkStore& store) {
  std::vector<PendingWrite> writes;
  for (const std::string& name : names_behind(store, pending_prefix)) {
    const std::optional<StoredPending> pending = find_pending(store, name);
    if (!pending)
      continue; // finished since the names were listed
    const StoredChunks chunks = stored_chunks(store, pending->id);
    writes.push_back({name, pending->base.has_value(), pending->fingerprint, chunks.count, chunks.bytes});
  }
  return writes;
}

void remove_datasets(ChunkStore& store, std::span<const std::string> names) {
  StoreChanges changes;
  for (const std::string& name : names) {
    require_dataset_name(name);
    const bool is_pending = erase_stored(store, pending_key(name), name, find_pending, changes);
    const bool is_there = erase_stored(store, name_key(name), name, find_dataset, changes);
    if (!is_pending && !is_there)
      static_cast<void>(get_dataset(store, name)); // says which there are
  }
  store.apply(changes);
}

} // namespace troupe
