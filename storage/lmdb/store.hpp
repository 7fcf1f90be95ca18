#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <sys/types.h>

#include <troupe/chunk_store.hpp>

#include "files/descriptor.hpp"
#include "lmdb/index/changes.hpp"
#include "lmdb/index/commit_queue.hpp"
#include "lmdb/index/environment.hpp"
#include "lmdb/payload.hpp"
#include "lmdb/slab/extents.hpp"
#include "lmdb/slab/slab.hpp"
#include "lmdb/space.hpp"

namespace troupe {

/// What only a store that is open for writing has.
struct Writing {
  Space space;
  Extents extents;
};

/// A store's directory: the index says what there is, the slab holds what is large.
class Store final : public ChunkStore {
public:
  /// \param writer_lock Of the directory; to be open exactly if the access is for writing.
  Store(std::filesystem::path directory, const StoreOptions& options, Descriptor writer_lock);
  ~Store() override;

  void put(std::string_view key, const Value& value, Compression compression) override;
  void commit() override;
  void apply(const StoreChanges& changes) override;
  void erase(std::string_view key) override;

  std::optional<Value> find(std::string_view key) const override;
  std::optional<StoredRecord> describe(std::string_view key) const override;
  std::optional<std::string> find_text(std::string_view key) const override;
  void for_each(std::string_view prefix,
                const std::function<void(std::string_view, const StoredRecord&)>& visit) const override;
  std::vector<std::string> keys(std::string_view prefix) const override;
  std::vector<Damage> verify(std::string_view prefix) const override;
  Usage usage() const override;
  std::uint64_t compact() override;

  const std::filesystem::path& directory() const noexcept override { return directory_; }
  const StoreOptions& options() const noexcept { return options_; }

private:
  void require_process() const;
  void require_writable(const char* operation) const;
  IndexChange write(std::string key, const Payload& payload);
  void reserve(const std::string& what, std::uint64_t bytes);
  void make_visible(std::vector<IndexChange> changes, std::uint64_t bytes);
  void commit_batch(Batch& batch);
  void transact(const std::vector<IndexChange>& changes);
  void free_pages();

  /// What `use` makes of the record under a key; errors name the key.
  template <class Use>
  auto use_record(std::string_view key, const Use& use) const -> std::optional<decltype(use(RecordView()))>;
  std::uint64_t read_stored(const RecordView& view, std::span<std::byte> target) const;
  std::uint64_t disk_bytes() const;
  bool move_down(std::string_view key, const std::string& bytes, std::vector<IndexChange>& moves);
  void move_records_down();

  const std::filesystem::path directory_;
  const StoreOptions options_;
  const pid_t process_;
  Descriptor writer_lock_;
  Slab slab_; ///< Made before the index, so that who finds that finds this.
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Writing> writing_;
  std::unique_ptr<CommitQueue> queue_; ///< Last: what is left in it is written when it goes.
};

} // namespace troupe
