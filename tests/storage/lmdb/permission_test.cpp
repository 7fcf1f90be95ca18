// What a store says where it may not read or write.

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "storage/lmdb/child_process.hpp"
#include "storage/lmdb/mounted_directory.hpp"
#include "storage/lmdb/sample_store.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;
namespace fs = std::filesystem;

namespace {

/// A store that everyone may read and write, but for what a test takes away.
struct Guarded : SampleStore {
  Guarded() {
    fs::permissions(temporary.path(), fs::perms(0755));
    fs::permissions(path, fs::perms(0777));
    for (const fs::directory_entry& entry : fs::directory_iterator(path))
      fs::permissions(entry, fs::perms(0666));
  }
  ~Guarded() { fs::permissions(path, fs::perms(0777)); }

  /// What opening it says in a process without privileges.
  std::string refusal(const StoreOptions& options) const { return refusal(path, options); }
  static std::string refusal(const fs::path& directory, const StoreOptions& options) {
    return in_child([&]() -> std::string {
      constexpr uid_t nobody = 65534;
      if (geteuid() == 0 && (setegid(nobody) != 0 || seteuid(nobody) != 0))
        return "root, to whom permissions do not apply, cannot become another user here";
      ChunkStore::open(directory, options);
      return "opened";
    });
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(permission)

BOOST_AUTO_TEST_CASE(what_everyone_may_use_is_opened) {
  const Guarded store;

  BOOST_TEST(store.refusal(reading) == "opened");
  BOOST_TEST(store.refusal(durable) == "opened");
}

BOOST_AUTO_TEST_CASE(a_directory_that_may_not_be_searched_is_named) {
  const Guarded store;
  fs::permissions(store.path, fs::perms(0666));

  BOOST_TEST(store.refusal(reading) == store.says("looking for index.mdb: Permission denied"));
  BOOST_TEST(store.refusal(durable) == store.says("reading the directory: Permission denied"));
}

BOOST_AUTO_TEST_CASE(a_directory_that_may_not_be_written_is_read) {
  const Guarded store;
  fs::remove(store.path / "writer.lock");
  fs::permissions(store.path, fs::perms(0555));

  BOOST_TEST(store.refusal(reading) == "opened");
  BOOST_TEST(store.refusal(durable) == store.says("opening for writing: Permission denied"));
  BOOST_TEST(store.refusal(store.path / "other", durable)
             == "store " + (store.path / "other").string() + ": making the directory: Permission denied");
}

BOOST_AUTO_TEST_CASE(files_that_may_not_be_used_are_named) {
  const Guarded store;
  const std::string index = store.says("opening index.mdb (to read) and index.mdb-lock (to write): ");

  fs::permissions(store.path / "slab.0", fs::perms(0000));
  BOOST_TEST(store.refusal(reading) == store.says("opening slab.0: Permission denied"));
  fs::permissions(store.path / "slab.0", fs::perms(0444));
  fs::permissions(store.path / "index.mdb-lock", fs::perms(0444));
  BOOST_TEST(store.refusal(reading) == index + "Permission denied");
  fs::permissions(store.path / "index.mdb-lock", fs::perms(0666));
  fs::permissions(store.path / "index.mdb", fs::perms(0222));
  BOOST_TEST(store.refusal(reading) == index + "Permission denied");
}

BOOST_AUTO_TEST_CASE(a_read_only_file_system_is_read_and_not_written) {
  MountedDirectory disk("16m");
  if (!disk)
    return;
  const fs::path path = disk.path() / "store";
  ChunkStore::open(path, durable)->put("chunk", bytes_chunk(100'000));
  disk.make_read_only();

  BOOST_TEST(message_of<StoreError>([&] { ChunkStore::open(path, durable); })
             == "store " + fs::canonical(path).string() + ": opening for writing: Read-only file system");
  BOOST_CHECK_THROW(ChunkStore::open(disk.path() / "other", durable), StoreError);
  const auto store = ChunkStore::open(path, reading);
  BOOST_TEST(identical(store->find("chunk")->as_chunk(), bytes_chunk(100'000)));
  BOOST_TEST(store->verify().empty());
}

BOOST_AUTO_TEST_SUITE_END()
