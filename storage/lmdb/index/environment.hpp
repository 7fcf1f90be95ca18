#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <lmdb.h>

#include <troupe/chunk_store.hpp>

#include "lmdb/index/transaction.hpp"

namespace troupe {

/// What the kernel maps of a file around a page that is touched.
inline constexpr std::uint64_t mapped_by_a_touch = 64 << 10;

/// The index of a store: an LMDB environment with its two tables, opened once in a process.
class Environment {
public:
  /// \throws StoreError if it cannot be opened, is of another format, or was made for the other durability.
  Environment(const std::filesystem::path& directory, StoreAccess access, Durability durability);
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment();

  MDB_env* handle() const noexcept { return handle_; }
  MDB_dbi table(Table table) const noexcept;
  const std::filesystem::path& directory() const noexcept { return directory_; }

  /// Throws what a code of LMDB means, unless it means success.
  void check(int code, const char* operation) const;

  std::uint64_t last_transaction() const; ///< That was committed, by any process.
  /// The transaction the oldest reader of all processes sees; the largest number if there is none. Clears the readers of dead
  /// processes.
  std::uint64_t oldest_reader() const;
  std::uint64_t record_count(MDB_txn* transaction) const;

  /// Tells that so many bytes of the map were used. Now and then their pages leave this process, so that what was read
  /// does not count as its memory; they stay in the page cache.
  void count_mapped(std::uint64_t bytes);

private:
  friend class ReadTransaction;
  MDB_txn* take_reader(); ///< A read transaction, renewed if there is one at rest.
  void return_reader(MDB_txn* transaction) noexcept;
  void open(StoreAccess access, Durability durability);
  void close() noexcept;
  void open_tables(StoreAccess access, Durability durability);
  void make_tables(Durability durability);
  void check_format(const ReadTransaction& transaction, StoreAccess access, Durability durability) const;

  const std::filesystem::path directory_;
  MDB_env* handle_ = nullptr;
  MDB_dbi records_ = 0;
  MDB_dbi meta_ = 0;
  std::mutex readers_mutex_;
  std::vector<MDB_txn*> resting_readers_;
  std::span<std::byte> map_;
  std::atomic<std::uint64_t> mapped_bytes_ = 0;
};

/// Calls `visit(key, bytes)` with the records whose keys begin with `prefix`.
template <class Visit>
void for_each_record(Environment& environment, const ReadTransaction& transaction, std::string_view prefix,
                     const Visit& visit) {
  Cursor cursor(environment, transaction.handle());
  for (auto entry = cursor.seek(prefix); entry && entry->first.starts_with(prefix); entry = cursor.next()) {
    visit(entry->first, entry->second);
    environment.count_mapped(mapped_by_a_touch);
  }
}

} // namespace troupe
