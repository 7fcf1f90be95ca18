// The table of open stores: one for each directory, shared by all who open it.

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include <troupe/error.hpp>

#include "lmdb/directory.hpp"
#include "lmdb/errors.hpp"
#include "lmdb/store.hpp"

namespace troupe {

namespace {

using DirectoryId = std::pair<dev_t, ino_t>;

DirectoryId id_of(const std::filesystem::path& directory) {
  struct stat status {};
  if (stat(directory.c_str(), &status) != 0)
    throw_store_error(directory, "opening", errno);
  return {status.st_dev, status.st_ino};
}

void require_same(const std::filesystem::path& directory, const StoreOptions& open,
                  const StoreOptions& wanted) {
  const auto refuse = [&](const char* what) {
    throw ValueError("store " + directory.string() + ": this process has it open " + what);
  };
  if (wanted.access == StoreAccess::read)
    return;
  if (open.access == StoreAccess::read)
    refuse("for reading only");
  if (open.durability != wanted.durability)
    refuse(open.durability == Durability::scratch ? "as scratch" : "as durable");
  if (open.quota_bytes != wanted.quota_bytes)
    refuse("with another quota");
}

std::unique_ptr<Store> open_new(const std::filesystem::path& directory, StoreOptions options) {
  Descriptor lock;
  if (options.access == StoreAccess::read) {
    require_store(directory);
    refuse_old_scratch(directory);
    options.durability = Durability::durable; // of no meaning to a reader
  } else {
    lock = lock_for_writing(directory);
    if (options.durability == Durability::scratch)
      renew_scratch(directory);
    else {
      refuse_scratch(directory);
      refuse_lost_index(directory);
    }
  }
  return std::make_unique<Store>(directory, options, std::move(lock));
}

class OpenStores {
public:
  std::shared_ptr<ChunkStore> open(const std::filesystem::path& directory, const StoreOptions& options) {
    std::unique_lock lock(mutex_);
    if (process_ != getpid()) { // a child of fork: the stores are its parent's
      stores_.clear();
      process_ = getpid();
    }
    const DirectoryId id = id_of(directory);
    for (auto it = stores_.find(id); it != stores_.end(); it = stores_.find(id)) {
      if (const std::shared_ptr<Store> store = it->second.lock()) {
        require_same(directory, store->options(), options);
        return store;
      }
      closed_.wait(lock); // another thread is just closing it
    }
    Store* const store = open_new(directory, options).release();
    std::shared_ptr<Store> shared(store, [this, id](Store* closing) { close(closing, id); });
    stores_[id] = shared;
    return shared;
  }

private:
  void close(Store* store, const DirectoryId& id) {
    const pid_t process = getpid();
    delete store;
    const std::scoped_lock lock(mutex_);
    if (process == process_)
      stores_.erase(id);
    closed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable closed_;
  pid_t process_ = getpid();
  std::map<DirectoryId, std::weak_ptr<Store>> stores_;
};

} // namespace

std::shared_ptr<ChunkStore> ChunkStore::open(const std::filesystem::path& directory,
                                             const StoreOptions& options) {
  static OpenStores& stores = *new OpenStores; // never destroyed: a store may be closed at any time
  if (options.access == StoreAccess::read)
    require_store(directory);
  else
    make_store_directory(directory);
  return stores.open(std::filesystem::canonical(directory), options);
}

} // namespace troupe
