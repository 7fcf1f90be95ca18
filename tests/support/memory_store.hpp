#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include <troupe/chunk_store.hpp>

namespace troupe::test {

/// A chunk store in memory that keeps the contract of visibility: what was put is found from the next commit on.
/// Chunks can be taken away or made to fail, as a disk would.
class MemoryStore final : public ChunkStore {
public:
  explicit MemoryStore(std::filesystem::path directory = "memory") : directory_(std::move(directory)) {}

  void put(std::string_view key, const Value& value, Compression compression = Compression::none) override;
  void commit() override;
  void apply(const StoreChanges& changes) override;
  void erase(std::string_view key) override;
  std::optional<Value> find(std::string_view key) const override;
  std::optional<StoredRecord> describe(std::string_view key) const override;
  std::optional<std::string> find_text(std::string_view key) const override;
  void for_each(std::string_view prefix,
                const std::function<void(std::string_view, const StoredRecord&)>& visit) const override;
  std::vector<std::string> keys(std::string_view prefix = {}) const override; ///< Of what is committed.
  std::vector<Damage> verify(std::string_view prefix = {}) const override;
  Usage usage() const override { return {}; }
  std::uint64_t compact() override { return 0; }
  const std::filesystem::path& directory() const noexcept override { return directory_; }

  /// Called before a put, with its key; throws to fail it.
  std::function<void(const std::string& key)> before_put;
  /// Called after a chunk was found and before it is returned.
  mutable std::function<void()> after_find;
  /// What a key fails with from now on.
  void damage(const std::string& key, const std::string& reason) { damaged_[key] = reason; }

private:
  void require_whole(const std::string& key) const;

  using Held = std::variant<Value, std::string>;
  mutable std::mutex mutex_;
  std::filesystem::path directory_;
  std::map<std::string, Value> staged_;
  std::map<std::string, Held> held_;
  std::map<std::string, std::string> damaged_;
};

} // namespace troupe::test
