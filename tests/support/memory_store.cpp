#include "support/memory_store.hpp"

#include <troupe/error.hpp>

namespace troupe::test {

namespace {

template <class Map>
auto range_of(Map& map, std::string_view prefix) {
  const auto first = map.lower_bound(std::string(prefix));
  auto last = first;
  while (last != map.end() && last->first.starts_with(prefix))
    ++last;
  return std::pair(first, last);
}

StoredRecord record_of(const Value& value) {
  StoredRecord record;
  record.kind = value.kind();
  if (value.kind() == ValueKind::chunk) {
    record.dtype = value.as_chunk().dtype();
    record.shape = value.as_chunk().shape();
    record.value_bytes = record.stored_bytes = value.as_chunk().size_bytes();
  }
  return record;
}

} // namespace

void MemoryStore::put(std::string_view key, const Value& value, Compression) {
  if (before_put)
    before_put(std::string(key));
  const std::scoped_lock lock(mutex_);
  staged_[std::string(key)] = value;
}

void MemoryStore::commit() { apply({}); }

void MemoryStore::apply(const StoreChanges& changes) {
  const std::scoped_lock lock(mutex_);
  for (auto& [key, value] : staged_)
    held_[key] = std::move(value);
  staged_.clear();
  for (const StoreChanges::Change& change : changes.list()) {
    using Kind = StoreChanges::Change::Kind;
    if (change.kind == Kind::put_text) {
      held_[change.key] = change.text;
    } else if (change.kind == Kind::erase) {
      held_.erase(change.key);
    } else {
      const auto [first, last] = range_of(held_, change.key);
      std::map<std::string, Held> taken(first, last);
      held_.erase(first, last);
      if (change.kind == Kind::erase_prefix || taken.empty())
        continue;
      const auto [begin, end] = range_of(held_, change.text);
      held_.erase(begin, end);
      for (auto& [key, value] : taken)
        held_[change.text + key.substr(change.key.size())] = std::move(value);
    }
  }
}

void MemoryStore::erase(std::string_view key) {
  StoreChanges changes;
  changes.erase(std::string(key));
  apply(changes);
}

std::optional<Value> MemoryStore::find(std::string_view key) const {
  std::optional<Value> value;
  {
    const std::scoped_lock lock(mutex_);
    const std::string text(key);
    require_whole(text);
    if (const auto found = held_.find(text); found != held_.end())
      value = std::get<Value>(found->second);
  }
  if (after_find)
    after_find();
  return value;
}

std::optional<StoredRecord> MemoryStore::describe(std::string_view key) const {
  const std::optional<Value> value = find(key);
  return value ? std::optional(record_of(*value)) : std::nullopt;
}

std::optional<std::string> MemoryStore::find_text(std::string_view key) const {
  const std::scoped_lock lock(mutex_);
  require_whole(std::string(key));
  const auto found = held_.find(std::string(key));
  return found == held_.end() ? std::nullopt : std::optional(std::get<std::string>(found->second));
}

void MemoryStore::for_each(std::string_view prefix,
                           const std::function<void(std::string_view, const StoredRecord&)>& visit) const {
  const std::scoped_lock lock(mutex_);
  const auto [first, last] = range_of(held_, prefix);
  for (auto entry = first; entry != last; ++entry) {
    require_whole(entry->first);
    const Value* value = std::get_if<Value>(&entry->second);
    visit(entry->first, value != nullptr ? record_of(*value) : StoredRecord{ValueKind::text, {}, {}});
  }
}

std::vector<ChunkStore::Damage> MemoryStore::verify(std::string_view prefix) const {
  std::vector<Damage> result;
  for (const auto& [key, reason] : damaged_)
    if (key.starts_with(prefix))
      result.push_back({key, reason});
  return result;
}

std::vector<std::string> MemoryStore::keys(std::string_view prefix) const {
  const std::scoped_lock lock(mutex_);
  const auto [first, last] = range_of(held_, prefix);
  std::vector<std::string> keys;
  for (auto entry = first; entry != last; ++entry)
    keys.push_back(entry->first);
  return keys;
}

void MemoryStore::require_whole(const std::string& key) const {
  if (const auto broken = damaged_.find(key); broken != damaged_.end())
    throw StoreError(key + ": " + broken->second);
}

} // namespace troupe::test
