#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "datasets/metadata.hpp"

namespace troupe {

namespace {

std::string in_store(const ChunkStore& store, const DatasetBlock& block) {
  return store.directory().string() + ": " + to_string(block);
}

/// Whether a chunk has the extents that are known of its block.
bool fits(const Shape& shape, const Shape& promised) {
  return std::ranges::equal(shape, promised, [](std::int64_t extent, std::int64_t known) {
    return known == unknown_extent || extent == known;
  });
}

/// Why a block is not what it was, if the dataset says so.
std::optional<std::string> change_since(const ChunkStore& store, const DatasetVersion& version) {
  const std::optional<StoredDataset> current = find_dataset(store, version.name);
  if (!current || current->id != version.id)
    return "the dataset was replaced or removed since it was opened";
  if (current->revision != version.revision)
    return "the dataset was changed since it was opened";
  return std::nullopt;
}

} // namespace

std::string to_string(const DatasetBlock& block) {
  return "dataset \"" + block.version.name + "\", block " + to_string(block.block);
}

Chunk read_block(const ChunkStore& store, const DatasetBlock& block) {
  std::optional<Value> value;
  std::string damage;
  try {
    value = store.find(chunk_key(block.version.id, block.number));
    if (!value)
      damage = "its chunk is missing";
    else if (value->kind() != ValueKind::chunk)
      damage = "it is a " + std::string(to_string(value->kind()));
    else if (value->as_chunk().dtype() != block.dtype || value->as_chunk().shape() != block.shape)
      damage = "it is " + to_string(*value) + ", not " + std::string(to_string(block.dtype)) + " "
               + to_string(block.shape);
  } catch (const StoreError& error) {
    damage = error.what();
  }
  // Chunks are replaced in the transaction that tells of it. So if the dataset is still what it was, after the chunk was
  // read, the chunk was of that version.
  if (const std::optional<std::string> change = change_since(store, block.version))
    throw StoreError(in_store(store, block) + ": " + *change);
  if (!damage.empty())
    throw StoreError(in_store(store, block) + ": " + damage);
  return value->as_chunk();
}

void write_block(ChunkStore& store, const DatasetBlock& block, const Chunk& chunk) {
  if (chunk.dtype() != block.dtype)
    throw DTypeError(in_store(store, block) + ": a chunk of " + std::string(to_string(chunk.dtype()))
                     + ", not " + std::string(to_string(block.dtype)));
  if (!fits(chunk.shape(), block.shape))
    throw ShapeError(in_store(store, block) + ": a chunk of shape " + to_string(chunk.shape()) + ", not "
                     + to_string(block.shape));
  try {
    store.put(chunk_key(block.version.id, block.number), chunk, block.compression);
  } catch (const StoreError& error) {
    throw StoreError(in_store(store, block) + ": " + error.what());
  }
}

Dataset Dataset::open(std::shared_ptr<const ChunkStore> store, const std::string& name) {
  StoredDataset stored = get_dataset(*store, name);
  return {std::move(store), {name, stored.id, stored.revision}, std::move(stored.description)};
}

DatasetBlock Dataset::block(std::int64_t number) const {
  const Chunking& chunking = description_.chunking;
  Block block = chunking.block(number);
  Shape shape = chunking.block_shape(block);
  return {version_, std::move(block), number, description_.dtype, std::move(shape), description_.compression};
}

} // namespace troupe
