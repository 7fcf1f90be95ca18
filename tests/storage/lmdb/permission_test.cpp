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

BOOST_AUTO_TEST_SUITE(permission)

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
