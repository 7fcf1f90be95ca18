// Scratch stores live in folders "store-PID-NUMBER" of one place. The one in use is known by the lock its writer holds; all others
// are what dead processes left, and go before another is made. Who removes and makes folders holds a lock on the place, so that
// a folder whose writer is just about to lock it is not taken for a dead one.

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "lmdb/directory.hpp"
#include "lmdb/errors.hpp"

namespace troupe {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_prefix = "store-";

// Of linux/fs/smb/client/cifsfs.h and linux/fs/fuse/inode.c; linux/magic.h lacks them on older systems.
constexpr unsigned long cifs_magic = 0xFF534D42, smb2_magic = 0xFE534D42, fuse_magic = 0x65735546;

const char* unfit_file_system(const fs::path& directory) {
  struct statfs status {};
  if (statfs(directory.c_str(), &status) != 0)
    throw_store_error(directory, "asking for the file system", errno);
  switch (static_cast<unsigned long>(static_cast<unsigned>(status.f_type))) {
  case TMPFS_MAGIC: return "a tmpfs, which is memory";
  case RAMFS_MAGIC: return "a ramfs, which is memory";
  case NFS_SUPER_MAGIC: return "on the network (nfs)";
  case cifs_magic:
  case smb2_magic: return "on the network (cifs)";
  case fuse_magic: return "a fuse file system, perhaps on the network";
  default: return nullptr;
  }
}

/// A folder in /var/tmp that is this user's alone: anyone might have made one of that name.
fs::path default_place() {
  const fs::path place = "/var/tmp/troupe-" + std::to_string(geteuid());
  if (mkdir(place.c_str(), 0700) != 0 && errno != EEXIST)
    throw_store_error(place, "making the directory", errno);
  struct stat status {};
  if (lstat(place.c_str(), &status) != 0)
    throw_store_error(place, "opening", errno);
  if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    throw_store_error(place,
                      "is not a directory that this user alone can write; name another in TROUPE_SCRATCH");
  if (const char* const what = unfit_file_system(place))
    throw_store_error(place, std::string("is ") + what + "; name a place on a disk in TROUPE_SCRATCH");
  return place;
}

fs::path scratch_place(const ScratchOptions& options) {
  const char* const variable = std::getenv("TROUPE_SCRATCH");
  fs::path place = options.directory;
  if (place.empty() && variable != nullptr)
    place = variable;
  if (place.empty())
    return default_place();
  make_store_directory(place);
  return place;
}

std::uint64_t nine_tenths_of_free(const fs::path& directory) {
  struct statvfs status {};
  if (statvfs(directory.c_str(), &status) != 0)
    throw_store_error(directory, "asking for free space", errno);
  return std::uint64_t{status.f_bavail} * status.f_frsize / 10 * 9;
}

/// Held by who removes and makes folders in a place: one process, one thread at a time. On nfs, which has no such lock for
/// directories, two processes that start at once may disturb each other.
class PlaceLock {
public:
  explicit PlaceLock(const fs::path& place) : directory_(Descriptor::open(place, O_RDONLY | O_DIRECTORY)) {
    if (!directory_.is_open())
      throw_store_error(place, "opening", errno);
    int code = 0;
    do
      code = flock(directory_.descriptor(), LOCK_EX) == 0 ? 0 : errno;
    while (code == EINTR);
    if (code != 0 && code != EBADF)
      throw_store_error(place, "locking", code);
  }
  PlaceLock(const PlaceLock&) = delete;
  PlaceLock& operator=(const PlaceLock&) = delete;
  // Said, not left to closing: a process that another thread forked meanwhile would keep it.
  ~PlaceLock() { flock(directory_.descriptor(), LOCK_UN); }

private:
  const Descriptor directory_;
};

/// Removes a folder unless a process writes it, or a durable store has such a name: scratch has its boot file before it has an
/// index. One without a lock file was left by who died while removing it.
void remove_if_dead(const fs::path& folder) {
  std::error_code ignored; // another process may be removing it too; what stays is tried again by the next
  if (fs::exists(folder / index_name, ignored) && !fs::exists(folder / boot_name, ignored))
    return;
  const Descriptor lock = Descriptor::open(folder / writer_lock_name, O_RDWR);
  if (lock.is_open() ? flock(lock.descriptor(), LOCK_EX | LOCK_NB) != 0 : errno != ENOENT)
    return;
  fs::remove_all(folder, ignored);
}

void remove_dead(const fs::path& place) {
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator(place, code))
    if (entry.path().filename().string().starts_with(folder_prefix))
      remove_if_dead(entry.path());
  if (code)
    throw_store_error(place, "reading the directory", code.value());
}

/// A store that removes its directory in the end.
class ScratchStore final : public ChunkStore {
public:
  explicit ScratchStore(std::shared_ptr<ChunkStore> store) : store_(std::move(store)), process_(getpid()) {}
  ~ScratchStore() override {
    if (getpid() != process_)
      return;
    std::error_code ignored; // the next process that opens scratch here tries again
    fs::remove_all(store_->directory(), ignored);
  }

  void put(std::string_view key, const Value& value, Compression compression) override {
    store_->put(key, value, compression);
  }
  void commit() override { store_->commit(); }
  void apply(const StoreChanges& changes) override { store_->apply(changes); }
  void erase(std::string_view key) override { store_->erase(key); }
  std::optional<Value> find(std::string_view key) const override { return store_->find(key); }
  std::optional<StoredRecord> describe(std::string_view key) const override { return store_->describe(key); }
  std::optional<std::string> find_text(std::string_view key) const override { return store_->find_text(key); }
  void for_each(std::string_view prefix,
                const std::function<void(std::string_view, const StoredRecord&)>& visit) const override {
    store_->for_each(prefix, visit);
  }
  std::vector<std::string> keys(std::string_view prefix) const override { return store_->keys(prefix); }
  std::vector<Damage> verify(std::string_view prefix) const override { return store_->verify(prefix); }
  Usage usage() const override { return store_->usage(); }
  std::uint64_t compact() override { return store_->compact(); }
  const fs::path& directory() const noexcept override { return store_->directory(); }

private:
  std::shared_ptr<ChunkStore> store_;
  const pid_t process_;
};

} // namespace

std::shared_ptr<ChunkStore> open_scratch(const ScratchOptions& options) {
  static std::atomic<unsigned> number = 0;
  const fs::path place = scratch_place(options);
  const PlaceLock lock(place);
  remove_dead(place);
  fs::path folder;
  do // a process of another container may have this one's number
    folder = place / (std::string(folder_prefix) + std::to_string(getpid()) + '-' + std::to_string(++number));
  while (fs::exists(folder));
  StoreOptions store_options{StoreAccess::write, Durability::scratch};
  store_options.quota_bytes = options.quota_bytes ? *options.quota_bytes : nine_tenths_of_free(place);
  return std::make_shared<ScratchStore>(ChunkStore::open(folder, store_options));
}

} // namespace troupe
