#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/shared_store.hpp>

namespace troupe {

namespace {

/// What this process has to do with one store.
struct Entry {
  int holds = 0;
  int readings = 0;                          ///< Under way, of `to_read`.
  bool is_changing = false;                  ///< Somebody waits for readings to end, or opens it to write.
  std::shared_ptr<const ChunkStore> to_read; ///< Kept while it is held or read.
  std::weak_ptr<ChunkStore> to_write;
};

/// Part of the process's table of open stores.
class Entries {
public:
  void hold(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    ++entries_[path].holds;
  }

  void let_go(const std::string& path) noexcept {
    const std::scoped_lock lock(mutex_);
    --entries_[path].holds;
    tidy(path);
  }

  std::shared_ptr<const ChunkStore> begin_reading(const std::string& path) {
    std::unique_lock lock(mutex_);
    Entry& entry = entries_[path];
    changed_.wait(lock, [&] { return !entry.is_changing; });
    std::shared_ptr<const ChunkStore> store = entry.to_write.lock();
    try {
      if (!store && !entry.to_read)
        entry.to_read = ChunkStore::open(path, {.access = StoreAccess::read});
    } catch (...) {
      tidy(path);
      throw;
    }
    ++entry.readings;
    return store ? store : entry.to_read;
  }

  void end_reading(const std::string& path) noexcept {
    const std::scoped_lock lock(mutex_);
    --entries_[path].readings;
    tidy(path);
    changed_.notify_all();
  }

  std::shared_ptr<ChunkStore> open_to_write(const std::string& path) {
    std::unique_lock lock(mutex_);
    Entry& entry = entries_[path];
    changed_.wait(lock, [&] { return !entry.is_changing; });
    std::shared_ptr<ChunkStore> store = entry.to_write.lock();
    if (store)
      return store;
    entry.is_changing = true;
    changed_.wait(lock, [&] { return entry.readings == 0; });
    entry.to_read.reset();
    try {
      store = ChunkStore::open(path);
      entry.to_write = store;
    } catch (...) {
      entry.is_changing = false;
      changed_.notify_all();
      throw;
    }
    entry.is_changing = false;
    changed_.notify_all();
    return store;
  }

private:
  /// Closes what nobody reads any more. Entries stay, as others may wait on them: a few words for each directory.
  void tidy(const std::string& path) noexcept {
    Entry& entry = entries_[path];
    if (entry.holds == 0 && entry.readings == 0)
      entry.to_read.reset();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Entry> entries_;
};

Entries& entries() {
  static Entries& made = *new Entries; // never destroyed: an array may outlive static destruction
  return made;
}

} // namespace

std::filesystem::path store_path(const std::filesystem::path& directory) {
  if (directory.empty())
    throw StoreError("the path of the store is empty");
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(directory, error);
  if (!error)
    path = std::filesystem::weakly_canonical(path, error);
  if (error)
    throw StoreError("cannot find " + directory.string() + ": " + error.message());
  return path.has_filename() ? path : path.parent_path(); // "a/" is "a"
}

StoreHold::StoreHold(std::filesystem::path path) : path_(path.string()) { entries().hold(path_); }
StoreHold::~StoreHold() { entries().let_go(path_); }

StoreReading::StoreReading(const std::filesystem::path& path)
    : path_(path.string()), store_(entries().begin_reading(path_)) {}

StoreReading::~StoreReading() {
  store_.reset(); // before a writer may open it
  entries().end_reading(path_);
}

std::shared_ptr<ChunkStore> open_to_write(const std::filesystem::path& path) {
  return entries().open_to_write(path.string());
}

} // namespace troupe
