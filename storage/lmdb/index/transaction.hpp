#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <lmdb.h>

namespace troupe {

class Environment;

/// The two tables of an index, records by key and what is known of the store itself by name; and one of LMDB's own, which pages
/// are free, for a cursor in a read transaction only.
enum class Table : std::uint8_t { records, meta, free_pages };

/// The index as of one moment. What it returns is valid until its end, and in a write transaction until the next change.
class ReadTransaction {
public:
  explicit ReadTransaction(Environment& environment);
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ~ReadTransaction();

  std::optional<std::string_view> find(Table table, std::string_view key) const;
  MDB_txn* handle() const noexcept { return handle_; }

private:
  Environment& environment_;
  MDB_txn* handle_;
};

/// Changes of the index, all or none. One at a time; the caller sees to that.
class WriteTransaction {
public:
  explicit WriteTransaction(Environment& environment);
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;
  ~WriteTransaction(); ///< Takes the changes back unless they were committed.

  std::uint64_t
  number() const noexcept; ///< Readers that begin after the commit have this number or a higher one.
  std::optional<std::string_view> find(Table table, std::string_view key) const;
  void put(Table table, std::string_view key, std::string_view bytes);
  void erase(Table table, std::string_view key); ///< Of a key that is there.
  void commit();
  MDB_txn* handle() const noexcept { return handle_; }

private:
  Environment& environment_;
  MDB_txn* handle_ = nullptr;
};

/// Walks over the entries of a table in the order of their keys. Changes end the walk: begin another.
class Cursor {
public:
  Cursor(const Environment& environment, MDB_txn* transaction, Table table = Table::records);
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor();

  using Entry = std::pair<std::string_view, std::string_view>;
  std::optional<Entry> seek(std::string_view key); ///< The first with this key or a higher one.
  std::optional<Entry> next();

private:
  std::optional<Entry> move(std::string_view key, MDB_cursor_op operation);

  const Environment& environment_;
  MDB_cursor* handle_ = nullptr;
};

} // namespace troupe
