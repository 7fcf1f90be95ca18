#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/chunk_store.hpp>

#include "files/descriptor.hpp"
#include "storage/lmdb/child_process.hpp"
#include "storage/lmdb/sample_store.hpp"

using namespace troupe;
using namespace troupe::test;
namespace fs = std::filesystem;

namespace {

/// Puts values that lie in the index, 4 MB in all.
void put_small_values(ChunkStore& store) {
  for (int i = 0; i < 1000; ++i)
    store.put("small/" + std::to_string(i), bytes_chunk(3000 + i));
  store.commit();
}

void erase_small_values(ChunkStore& store) {
  StoreChanges changes;
  changes.erase_prefix("small/");
  store.apply(changes);
}

} // namespace

BOOST_AUTO_TEST_SUITE(compact)

BOOST_AUTO_TEST_CASE(the_slab_becomes_shorter_and_what_is_there_stays) {
  const TemporaryDirectory place;
  const auto store = ChunkStore::open(place.path(), durable);
  for (int i = 0; i < 40; ++i)
    store->put(std::to_string(i), bytes_chunk(1'000'000 + i));
  for (int i = 0; i < 40; ++i)
    if (i % 4 != 3)
      store->erase(std::to_string(i));
  store->commit();

  const std::uint64_t freed = store->compact();

  BOOST_TEST(freed > 25u << 20);
  BOOST_TEST(fs::file_size(place.path() / "slab.0") < 11u << 20);
  for (int i = 3; i < 40; i += 4)
    BOOST_TEST(identical(store->find(std::to_string(i))->as_chunk(), bytes_chunk(1'000'000 + i)));
  BOOST_TEST(store->usage().live_bytes < 11u << 20);
}

BOOST_AUTO_TEST_CASE(the_index_takes_less_of_the_disk_and_what_is_there_stays) {
  const TemporaryDirectory place;
  auto store = ChunkStore::open(place.path(), durable);
  store->put("stays", bytes_chunk(50'000));
  put_small_values(*store);
  erase_small_values(*store);

  const std::uint64_t freed = store->compact();
  const std::uint64_t left = disk_bytes(place.path() / "index.mdb");
  put_small_values(*store);
  store.reset();
  store = ChunkStore::open(place.path(), durable);

  BOOST_TEST(freed > 3u << 20);
  BOOST_TEST(left < 1u << 20);
  BOOST_TEST(store->verify().empty());
  BOOST_TEST(store->usage().values == 1001u);
  BOOST_TEST(identical(store->find("stays")->as_chunk(), bytes_chunk(50'000)));
  BOOST_TEST(identical(store->find("small/999")->as_chunk(), bytes_chunk(3999)));
}

BOOST_AUTO_TEST_CASE(pages_that_another_process_reads_stay_until_it_has_read_them) {
  const TemporaryDirectory place;
  put_small_values(*ChunkStore::open(place.path(), durable));
  ChildProcess reader([&] {
    const auto store = ChunkStore::open(place.path(), reading);
    std::uint64_t bytes = 0;
    store->for_each("small/", [&](std::string_view, const StoredRecord& record) {
      if (bytes == 0)
        ChildProcess::pause();
      bytes += record.stored_bytes;
    });
    return std::to_string(bytes);
  });
  reader.wait_for_pause();

  const auto store = ChunkStore::open(place.path(), durable);
  erase_small_values(*store);
  store->compact();
  const std::uint64_t while_read = disk_bytes(place.path() / "index.mdb");
  const std::string read = reader.result();
  store->compact();

  BOOST_TEST(while_read > 3u << 20);
  BOOST_TEST(read == "3499500"); // 3000 + … + 3999
  BOOST_TEST(disk_bytes(place.path() / "index.mdb") < 1u << 20);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_stays_where_it_is) {
  const SampleStore sample;
  fs::resize_file(sample.path / "slab.0", 150'000); // "second" begins at 131,072
  const auto store = ChunkStore::open(sample.path, durable);
  store->erase("first");
  store->put("third", bytes_chunk(100'000));
  store->commit();

  store->compact();

  BOOST_TEST(identical(store->find("third")->as_chunk(), bytes_chunk(100'000)));
  BOOST_TEST(store->find("small").has_value());
  BOOST_TEST((store->keys() == std::vector<std::string>{"second", "small", "third"}));
}

BOOST_AUTO_TEST_SUITE_END()
