// The table "meta" holds under "store" 16 bytes: "TRPSTORE", the version of the format (4 bytes, little-endian), the durability (1
// byte, Durability's number), three zero bytes.

#include "lmdb/index/environment.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lmdb/directory.hpp"
#include "lmdb/errors.hpp"

namespace troupe {

namespace {

constexpr std::uint32_t format_version = 2;
constexpr std::string_view format_mark = "TRPSTORE";
constexpr std::string_view format_key = "store";
constexpr std::size_t format_bytes = 16;

constexpr std::size_t largest_map = std::size_t{1} << 40;
constexpr std::size_t smallest_map = std::size_t{1} << 30;
constexpr unsigned most_readers = 1024;
constexpr std::uint64_t mapped_bytes_to_keep = 16 << 20;

std::string format_entry(Durability durability) {
  std::string entry(format_mark);
  entry.append(reinterpret_cast<const char*>(&format_version), sizeof format_version);
  entry.push_back(static_cast<char>(durability));
  entry.append(3, '\0');
  return entry;
}

/// Where LMDB has mapped a file; it does not tell.
std::span<std::byte> find_map(const std::filesystem::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0)
    return {};
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0, end = 0;
    unsigned long long offset = 0, inode = 0;
    unsigned major = 0, minor = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx %*4s %llx %x:%x %llu", &begin, &end, &offset, &major, &minor,
                    &inode)
            == 6
        && inode == status.st_ino && makedev(major, minor) == status.st_dev && offset == 0)
      return {reinterpret_cast<std::byte*>(begin), end - begin};
  }
  return {};
}

/// A line of mdb_reader_list: process, thread, transaction or "-" for one at rest; a line of words comes before.
int note_reader(const char* line, void* oldest) {
  std::istringstream words(line);
  std::string process, thread;
  std::uint64_t transaction = 0;
  if (words >> process >> thread >> transaction) {
    auto& least = *static_cast<std::uint64_t*>(oldest);
    least = std::min(least, transaction);
  }
  return 0;
}

} // namespace

Environment::Environment(const std::filesystem::path& directory, StoreAccess access, Durability durability)
    : directory_(directory) {
  try {
    open(access, durability);
    open_tables(access, durability);
  } catch (...) {
    close();
    throw;
  }
  map_ = find_map(directory_ / index_name);
}

Environment::~Environment() { close(); }

void Environment::close() noexcept {
  for (MDB_txn* const reader : resting_readers_)
    mdb_txn_abort(reader);
  mdb_env_close(handle_);
}

MDB_dbi Environment::table(Table table) const noexcept {
  switch (table) {
  case Table::records: return records_;
  case Table::meta: return meta_;
  case Table::free_pages: return 0; // as LMDB numbers it
  }
  __builtin_unreachable();
}

void Environment::check(int code, const char* operation) const {
  if (code != MDB_SUCCESS)
    throw_store_error(directory_, operation, code);
}

void Environment::open(StoreAccess access, Durability durability) {
  const unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (access == StoreAccess::read ? MDB_RDONLY : 0U)
                         | (durability == Durability::scratch ? MDB_NOSYNC : 0U);
  const std::string file = (directory_ / index_name).string();
  // An address space may be limited: a smaller map does as well until it is full.
  for (std::size_t map_bytes = largest_map;; map_bytes /= 4) {
    check(mdb_env_create(&handle_), "opening the index");
    check(mdb_env_set_mapsize(handle_, map_bytes), "opening the index");
    check(mdb_env_set_maxreaders(handle_, most_readers), "opening the index");
    check(mdb_env_set_maxdbs(handle_, 2), "opening the index");
    const int code = mdb_env_open(handle_, file.c_str(), flags, 0666);
    if (code == ENOMEM && map_bytes > smallest_map) {
      mdb_env_close(handle_);
      continue;
    }
    if (code == MDB_INVALID || code == MDB_VERSION_MISMATCH)
      throw_store_error(directory_, std::string(index_name) + " is not an index: " + mdb_strerror(code));
    if (code == EACCES) // of either: readers, too, write the table of readers
      throw_store_error(directory_,
                        "opening " + std::string(index_name) + " (to read) and "
                            + std::string(index_lock_name) + " (to write)",
                        code);
    check(code, ("opening " + std::string(index_name)).c_str());
    return;
  }
}

void Environment::open_tables(StoreAccess access, Durability durability) {
  MDB_txn* transaction = nullptr;
  check(mdb_txn_begin(handle_, nullptr, MDB_RDONLY, &transaction), "opening the index");
  int code = mdb_dbi_open(transaction, "meta", 0, &meta_);
  if (code == MDB_SUCCESS)
    code = mdb_dbi_open(transaction, "records", 0, &records_);
  if (code != MDB_SUCCESS) {
    mdb_txn_abort(transaction);
    if (code != MDB_NOTFOUND)
      check(code, "opening the index");
    if (access == StoreAccess::read)
      throw_store_error(directory_, std::string(index_name) + " holds no store yet");
    make_tables(durability);
    return;
  }
  check(mdb_txn_commit(transaction), "opening the index"); // makes the tables known to the environment
  check_format(ReadTransaction(*this), access, durability);
}

void Environment::make_tables(Durability durability) {
  WriteTransaction transaction(*this);
  check(mdb_dbi_open(transaction.handle(), "meta", MDB_CREATE, &meta_), "making the index");
  check(mdb_dbi_open(transaction.handle(), "records", MDB_CREATE, &records_), "making the index");
  transaction.put(Table::meta, format_key, format_entry(durability));
  transaction.commit();
}

void Environment::check_format(const ReadTransaction& transaction, StoreAccess access,
                               Durability durability) const {
  const std::string name(index_name);
  const auto entry = transaction.find(Table::meta, format_key);
  if (!entry || entry->size() < format_bytes || !entry->starts_with(format_mark))
    throw_store_error(directory_, name + " does not hold a store");
  std::uint32_t version = 0;
  std::memcpy(&version, entry->data() + format_mark.size(), sizeof version);
  if (version != format_version)
    throw_store_error(directory_, name + " is of format version " + std::to_string(version) + ", "
                                      + (version > format_version ? "newer" : "older") + " than "
                                      + std::to_string(format_version) + ", the one this program knows");
  const bool is_scratch = (*entry)[12] == static_cast<char>(Durability::scratch);
  if (access == StoreAccess::write && is_scratch != (durability == Durability::scratch))
    throw_store_error(directory_, is_scratch ? "was made as scratch" : "was made to be durable");
}

std::uint64_t Environment::last_transaction() const {
  MDB_envinfo info{};
  check(mdb_env_info(handle_, &info), "reading the index");
  return info.me_last_txnid;
}

std::uint64_t Environment::oldest_reader() const {
  int dead = 0;
  check(mdb_reader_check(handle_, &dead), "clearing stale readers");
  std::uint64_t oldest = std::numeric_limits<std::uint64_t>::max();
  if (mdb_reader_list(handle_, note_reader, &oldest) < 0)
    throw_store_error(directory_, "the readers cannot be listed");
  return oldest;
}

std::uint64_t Environment::record_count(MDB_txn* transaction) const {
  MDB_stat status{};
  check(mdb_stat(transaction, records_, &status), "reading the index");
  return status.ms_entries;
}

void Environment::count_mapped(std::uint64_t bytes) {
  if (mapped_bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes < mapped_bytes_to_keep)
    return;
  mapped_bytes_.store(0, std::memory_order_relaxed);
  // Only advice: without it the pages stay until the kernel wants them.
  if (!map_.empty())
    static_cast<void>(madvise(map_.data(), map_.size(), MADV_DONTNEED));
}

MDB_txn* Environment::take_reader() {
  MDB_txn* transaction = nullptr;
  {
    const std::scoped_lock lock(readers_mutex_);
    if (!resting_readers_.empty()) {
      transaction = resting_readers_.back();
      resting_readers_.pop_back();
    }
  }
  if (transaction != nullptr) {
    const int code = mdb_txn_renew(transaction);
    if (code != MDB_SUCCESS)
      mdb_txn_abort(transaction);
    check(code, "beginning to read");
    return transaction;
  }
  int code = mdb_txn_begin(handle_, nullptr, MDB_RDONLY, &transaction);
  if (code == MDB_READERS_FULL) {
    int dead = 0;
    check(mdb_reader_check(handle_, &dead), "clearing stale readers");
    code = mdb_txn_begin(handle_, nullptr, MDB_RDONLY, &transaction);
  }
  check(code, "beginning to read");
  return transaction;
}

void Environment::return_reader(MDB_txn* transaction) noexcept {
  mdb_txn_reset(transaction);
  const std::scoped_lock lock(readers_mutex_);
  resting_readers_.push_back(transaction); // at most one for each thread that ever read at once
}

} // namespace troupe
