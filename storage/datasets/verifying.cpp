#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "datasets/metadata.hpp"

namespace troupe {

namespace {

/// Chunks that lie under one id, and whose they are.
struct Owner {
  std::string name;
  std::uint64_t id = 0;
  Chunking chunking;
  bool is_pending = false;
};

DatasetDamage damage_of(const Owner& owner, ChunkStore::Damage damage) {
  const std::int64_t number = block_number(damage.key);
  Block block = number < owner.chunking.block_count() ? owner.chunking.block(number) : Block{};
  return {owner.name, std::move(block), std::move(damage.key), std::move(damage.reason), owner.is_pending};
}

/// Blocks that ought to be there.
void add_missing(const ChunkStore& store, const Owner& owner, std::vector<DatasetDamage>& damages) {
  std::unordered_set<std::int64_t> there;
  for (const std::string& key : store.keys(chunks_prefix(owner.id)))
    there.insert(block_number(key));
  for (std::int64_t number = 0; number < owner.chunking.block_count(); ++number)
    if (!there.contains(number))
      damages.push_back({owner.name, owner.chunking.block(number), chunk_key(owner.id, number),
                         "its chunk is missing", false});
}

/// All whose metadata can be read; `damages` gets the others.
std::vector<Owner> owners_in(const ChunkStore& store, std::vector<DatasetDamage>& damages) {
  std::vector<Owner> owners;
  const auto add = [&](std::string_view prefix, const auto& find, bool is_pending) {
    for (const std::string& name : names_behind(store, prefix)) {
      try {
        if (auto stored = find(store, name))
          owners.push_back({name, stored->id, std::move(stored->description.chunking), is_pending});
      } catch (const StoreError& error) {
        damages.push_back({{}, {}, std::string(prefix) + name, error.what(), is_pending});
      }
    }
  };
  add(names_prefix, find_dataset, false);
  add(pending_prefix, find_pending, true);
  return owners;
}

} // namespace

std::vector<DatasetDamage> verify_dataset(const ChunkStore& store, const std::string& name) {
  StoredDataset dataset = get_dataset(store, name);
  const Owner owner{name, dataset.id, std::move(dataset.description.chunking), false};
  std::vector<DatasetDamage> result;
  for (ChunkStore::Damage& damage : store.verify(chunks_prefix(owner.id)))
    result.push_back(damage_of(owner, std::move(damage)));
  add_missing(store, owner, result);
  std::ranges::sort(result, {}, &DatasetDamage::key);
  return result;
}

std::vector<DatasetDamage> verify_store(const ChunkStore& store) {
  std::vector<DatasetDamage> result;
  const std::vector<Owner> owners = owners_in(store, result);
  for (ChunkStore::Damage& damage : store.verify()) {
    const auto owner = std::ranges::find_if(
        owners, [&](const Owner& candidate) { return damage.key.starts_with(chunks_prefix(candidate.id)); });
    if (owner != owners.end())
      result.push_back(damage_of(*owner, std::move(damage)));
    else if (std::ranges::find(result, damage.key, &DatasetDamage::key) == result.end())
      result.push_back({{}, {}, std::move(damage.key), std::move(damage.reason), false});
  }
  for (const Owner& owner : owners)
    if (!owner.is_pending)
      add_missing(store, owner, result);
  std::ranges::sort(result, {},
                    [](const DatasetDamage& damage) { return std::pair(damage.dataset, damage.key); });
  return result;
}

} // namespace troupe
