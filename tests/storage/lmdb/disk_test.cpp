// What a store does when its disk is full or fails.

#include <csignal>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>

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

/// Has the kernel refuse to make files longer than that, from here on.
void limit_files(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  setrlimit(RLIMIT_FSIZE, &limit);
}

/// In place of the slab the memory of whichever process opens it, nothing of which is where a slab begins: the kernel answers EIO
/// to every reading and writing there.
void break_slab(const fs::path& directory) {
  fs::rename(directory / "slab.0", directory / "slab.saved");
  fs::create_symlink("/proc/self/mem", directory / "slab.0");
}

void mend_slab(const fs::path& directory) { fs::rename(directory / "slab.saved", directory / "slab.0"); }

} // namespace

BOOST_AUTO_TEST_SUITE(disk)

BOOST_AUTO_TEST_CASE(a_value_that_the_device_does_not_read_is_named_and_the_rest_is_read) {
  const SampleStore sample;
  break_slab(sample.path);
  const auto store = ChunkStore::open(sample.path, reading);

  BOOST_TEST(message_of<StoreError>([&] { store->find("first"); })
             == sample.says("reading slab.0: Input/output error, reading the value \"first\""));
  BOOST_TEST(store->find("small").has_value());
  BOOST_TEST(store->verify().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_value_that_the_device_does_not_write_is_named_and_nothing_is_lost) {
  const SampleStore sample;
  break_slab(sample.path);
  auto store = ChunkStore::open(sample.path, durable);

  const std::string said = message_of<StoreError>([&] { store->put("first", bytes_chunk(300'000)); });
  const std::uint64_t live = store->usage().live_bytes;
  store.reset();
  mend_slab(sample.path);

  BOOST_TEST(said == sample.says("writing slab.0: Input/output error, for the value \"first\""));
  BOOST_TEST(live < 201'000u);
  store = ChunkStore::open(sample.path, reading);
  BOOST_TEST(identical(store->find("first")->as_chunk(), bytes_chunk(100'000)));
  BOOST_TEST(store->verify().empty());
}

BOOST_AUTO_TEST_CASE(a_slab_that_may_not_grow_is_an_error_that_passes) {
  const SampleStore sample;

  const std::string said = in_child([&] {
    // The quota has room for the large value once.
    const auto store = ChunkStore::open(sample.path, {StoreAccess::write, Durability::durable, 4 << 20});
    limit_files(2 << 20);
    const std::string problem = message_of<StoreError>([&] { store->put("large", bytes_chunk(3 << 20)); });
    store->put("fits", bytes_chunk(500'000));
    limit_files(RLIM_INFINITY);
    store->put("large", bytes_chunk(3 << 20));
    return problem;
  });

  BOOST_TEST(said == sample.says("growing slab.0: File too large, for the value \"large\""));
  const auto store = ChunkStore::open(sample.path, reading);
  BOOST_TEST(store->usage().values == 5u);
  BOOST_TEST(store->verify().empty());
}

// LMDB calls a page that was written in part an I/O error.
BOOST_AUTO_TEST_CASE(a_commit_that_the_index_cannot_take_is_an_error_that_loses_nothing_and_passes) {
  const SampleStore sample;

  const std::string said = in_child([&] {
    const auto store = ChunkStore::open(sample.path, durable);
    limit_files(fs::file_size(sample.path / "index.mdb") + 20'000);
    for (int i = 0; i < 20; ++i)
      store->put(std::to_string(i), bytes_chunk(10'000));
    store->erase("small");
    const std::string problem = message_of<StoreError>([&] { store->commit(); });
    limit_files(RLIM_INFINITY);
    store->put("later", 1);
    store->commit();
    return problem;
  });

  BOOST_TEST(said == sample.says("committing: Input/output error"));
  const auto store = ChunkStore::open(sample.path, reading);
  BOOST_TEST(store->usage().values == 4u);
  BOOST_TEST(store->find("small").has_value());
  BOOST_TEST(store->verify().empty());
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_that_loses_nothing_and_passes) {
  const MountedDirectory disk("16m");
  if (!disk)
    return;
  for (const StoreOptions& options : {durable, scratch}) {
    const fs::path path = disk.path() / (options.durability == Durability::durable ? "durable" : "scratch");
    const auto store = ChunkStore::open(path, options);
    int count = 0;

    const std::string said = message_of<StoreError>([&] {
      for (;; ++count)
        store->put(std::to_string(count), bytes_chunk(1'000'000));
    });
    store->commit();

    const std::string expected =
        "store " + store->directory().string() + ": growing slab.0: the disk is full, ";
    BOOST_TEST(said.starts_with(expected), said);
    BOOST_TEST(count >= 10);
    for (int i = 0; i < count; ++i)
      BOOST_TEST(identical(store->find(std::to_string(i))->as_chunk(), bytes_chunk(1'000'000)));
    store->erase("3");
    store->commit();
    store->put("again", bytes_chunk(1'000'000));
    store->commit();
    BOOST_TEST(store->find("again").has_value());
    StoreChanges all;
    all.erase_prefix("");
    store->apply(all);
    store->compact();
  }
}

BOOST_AUTO_TEST_CASE(an_index_that_fills_the_disk_is_an_error_that_loses_nothing_and_passes) {
  const MountedDirectory disk("8m");
  if (!disk)
    return;
  for (const StoreOptions& options : {durable, scratch}) {
    const fs::path path = disk.path() / "store";
    auto store = ChunkStore::open(path, options);
    int count = 0;

    const std::string said = message_of<StoreError>([&] {
      for (;; ++count) {
        store->put(std::to_string(count), bytes_chunk(60'000));
        store->commit();
      }
    });

    BOOST_TEST(said.find("the disk is full") != std::string::npos, said);
    BOOST_TEST(count >= 50);
    for (int i = 0; i < count; ++i)
      BOOST_TEST(identical(store->find(std::to_string(i))->as_chunk(), bytes_chunk(60'000)));
    store->erase("0");
    store->erase("1");
    store->commit();
    store->put("again", bytes_chunk(60'000));
    store->commit();
    BOOST_TEST(store->find("again").has_value());
    store.reset();
    fs::remove_all(path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
