#include "lmdb/index/transaction.hpp"

#include "lmdb/index/environment.hpp"

namespace troupe {

namespace {

MDB_val to_value(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }

std::string_view to_view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

std::optional<std::string_view> find_in(const Environment& environment, MDB_txn* transaction, Table table,
                                        std::string_view key) {
  MDB_val name = to_value(key), value{};
  const int code = mdb_get(transaction, environment.table(table), &name, &value);
  if (code == MDB_NOTFOUND)
    return std::nullopt;
  environment.check(code, "reading the index");
  return to_view(value);
}

} // namespace

ReadTransaction::ReadTransaction(Environment& environment)
    : environment_(environment), handle_(environment.take_reader()) {}

ReadTransaction::~ReadTransaction() { environment_.return_reader(handle_); }

std::optional<std::string_view> ReadTransaction::find(Table table, std::string_view key) const {
  return find_in(environment_, handle_, table, key);
}

WriteTransaction::WriteTransaction(Environment& environment) : environment_(environment) {
  environment_.check(mdb_txn_begin(environment_.handle(), nullptr, 0, &handle_), "beginning a transaction");
}

WriteTransaction::~WriteTransaction() {
  if (handle_ != nullptr)
    mdb_txn_abort(handle_);
}

std::uint64_t WriteTransaction::number() const noexcept { return mdb_txn_id(handle_); }

std::optional<std::string_view> WriteTransaction::find(Table table, std::string_view key) const {
  return find_in(environment_, handle_, table, key);
}

void WriteTransaction::put(Table table, std::string_view key, std::string_view bytes) {
  MDB_val name = to_value(key), value = to_value(bytes);
  environment_.check(mdb_put(handle_, environment_.table(table), &name, &value, 0), "writing the index");
}

void WriteTransaction::erase(Table table, std::string_view key) {
  MDB_val name = to_value(key);
  environment_.check(mdb_del(handle_, environment_.table(table), &name, nullptr), "erasing from the index");
}

void WriteTransaction::commit() {
  // LMDB frees the transaction whatever comes of it.
  const int code = mdb_txn_commit(std::exchange(handle_, nullptr));
  environment_.check(code, "committing");
}

Cursor::Cursor(const Environment& environment, MDB_txn* transaction, Table table)
    : environment_(environment) {
  environment.check(mdb_cursor_open(transaction, environment.table(table), &handle_), "reading the index");
}

Cursor::~Cursor() { mdb_cursor_close(handle_); }

std::optional<Cursor::Entry> Cursor::seek(std::string_view key) {
  return key.empty() ? move(key, MDB_FIRST) : move(key, MDB_SET_RANGE);
}

std::optional<Cursor::Entry> Cursor::next() { return move({}, MDB_NEXT); }

std::optional<Cursor::Entry> Cursor::move(std::string_view key, MDB_cursor_op operation) {
  MDB_val name = to_value(key), value{};
  const int code = mdb_cursor_get(handle_, &name, &value, operation);
  if (code == MDB_NOTFOUND)
    return std::nullopt;
  environment_.check(code, "reading the index");
  return Entry{to_view(name), to_view(value)};
}

} // namespace troupe
