#include "datasets/metadata.hpp"

#include <utility>

#include <troupe/error.hpp>

#include "datasets/keys.hpp"

namespace troupe {

// Archives are written by member; a chunking by its sizes.

template <class Archive>
void save(Archive& archive, const DatasetDescription& description) {
  archive(description.dtype, description.chunking.sizes(), description.compression, description.attributes);
}

template <class Archive>
void load(Archive& archive, DatasetDescription& description) {
  std::vector<std::vector<std::int64_t>> sizes;
  archive(description.dtype, sizes, description.compression, description.attributes);
  description.chunking = Chunking(std::move(sizes));
}

template <class Archive>
void serialize(Archive& archive, Digest& digest) {
  archive(digest.high, digest.low);
}

template <class Archive>
void serialize(Archive& archive, StoredDataset& dataset) {
  archive(dataset.id, dataset.revision, dataset.created_ns, dataset.description);
}

template <class Archive>
void serialize(Archive& archive, StoredPending& pending) {
  archive(pending.id, pending.fingerprint, pending.base, pending.description);
}

namespace {

template <class T>
std::string with_format(const T& stored) {
  return to_bytes(dataset_format) + to_bytes(stored);
}

template <class T>
std::optional<T> find_stored(const ChunkStore& store, const std::string& key, const std::string& name) {
  const std::optional<std::string> text = store.find_text(key);
  if (!text)
    return std::nullopt;
  const std::string what = store.directory().string() + ": dataset \"" + name + "\" ";
  std::uint32_t format = 0;
  if (text->size() >= sizeof format)
    format = from_bytes<std::uint32_t>(std::string_view(*text).substr(0, sizeof format));
  if (format > dataset_format)
    throw StoreError(what + "is of format " + std::to_string(format) + ", and this program knows those up to "
                     + std::to_string(dataset_format));
  try {
    if (format == 0)
      throw FileError("there is no format number");
    return from_bytes<T>(std::string_view(*text).substr(sizeof format));
  } catch (const Error& error) {
    throw StoreError(what + "has damaged metadata under " + key + ": " + error.what());
  }
}

} // namespace

std::string encode_dataset(const StoredDataset& dataset) { return with_format(dataset); }
std::string encode_pending(const StoredPending& pending) { return with_format(pending); }

std::optional<StoredDataset> find_dataset(const ChunkStore& store, const std::string& name) {
  return find_stored<StoredDataset>(store, name_key(name), name);
}

std::optional<StoredPending> find_pending(const ChunkStore& store, const std::string& name) {
  return find_stored<StoredPending>(store, pending_key(name), name);
}

std::vector<std::string> names_behind(const ChunkStore& store, std::string_view prefix) {
  std::vector<std::string> names;
  for (const std::string& key : store.keys(prefix))
    names.push_back(key.substr(prefix.size()));
  return names;
}

StoredDataset get_dataset(const ChunkStore& store, const std::string& name) {
  require_dataset_name(name);
  if (std::optional<StoredDataset> found = find_dataset(store, name))
    return std::move(*found);
  std::string known;
  for (const std::string& other : names_behind(store, names_prefix))
    known += (known.empty() ? "; there are \"" : ", \"") + other + "\"";
  throw KeyError(store.directory().string() + ": there is no dataset \"" + name + "\""
                 + (known.empty() ? ", nor any other" : known));
}

} // namespace troupe
