#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "datasets/metadata.hpp"
#include "support/error_message.hpp"
#include "support/memory_store.hpp"

using namespace troupe;
using test::MemoryStore;
using test::message_of;

namespace {

const DatasetDescription described{DType::float32,
                                   Chunking({{1, 0, 2}, {5}}),
                                   {{"unit", "m/s"}, {"levels", Value::list({1, 2.5})}, {"", Value()}},
                                   Compression::lz4};

void put_text(MemoryStore& store, const std::string& key, const std::string& text) {
  StoreChanges changes;
  changes.put_text(key, text);
  store.apply(changes);
}

} // namespace

BOOST_AUTO_TEST_SUITE(dataset_metadata)

BOOST_AUTO_TEST_CASE(a_description_comes_back) {
  MemoryStore store;
  put_text(store, name_key("a"), encode_dataset({7, 3, -1, described}));
  put_text(store, pending_key("a"), encode_pending({8, Digest{1, 2}, DatasetVersion{"a", 7, 3}, described}));

  const StoredDataset dataset = get_dataset(store, "a");
  BOOST_TEST(dataset.id == 7U);
  BOOST_TEST(dataset.revision == 3U);
  BOOST_TEST(dataset.created_ns == -1);
  BOOST_TEST((dataset.description == described));
  const std::optional<StoredPending> pending = find_pending(store, "a");
  BOOST_TEST((pending->fingerprint == Digest{1, 2}));
  BOOST_TEST((pending->base == DatasetVersion{"a", 7, 3}));
  BOOST_TEST((pending->description == described));
}

// The bytes of storage/README.md.
BOOST_AUTO_TEST_CASE(the_format_is_fixed) {
  const std::string text =
      encode_dataset({0x0102, 3, 4, {DType::int8, Chunking::whole({5}), {}, Compression::lz4}});

  const auto number = [](char low, char high = 0) { return std::string{low, high, 0, 0, 0, 0, 0, 0}; };
  BOOST_TEST(text
             == std::string("\1\0\0\0", 4) + number(2, 1) + number(3) + number(4) + std::string("\1")
                    + number(1) + number(1) + number(5) + std::string("\1") + number(0));
}

BOOST_AUTO_TEST_CASE(a_newer_format_is_refused_and_nothing_else) {
  MemoryStore store("dir");
  put_text(store, name_key("a"), encode_dataset({7, 3, 0, described}));
  put_text(store, name_key("b"), std::string("\2\0\0\0more", 8));

  BOOST_TEST(message_of<StoreError>([&] { get_dataset(store, "b"); })
             == "dir: dataset \"b\" is of format 2, and this program knows those up to 1");
  BOOST_TEST(get_dataset(store, "a").id == 7U);
}

BOOST_AUTO_TEST_CASE(damaged_metadata_is_an_error_at_every_length) {
  MemoryStore store("dir");
  const std::string whole = encode_dataset({7, 3, 0, described});

  for (std::size_t length = 0; length < whole.size(); ++length) {
    put_text(store, name_key("a"), whole.substr(0, length));
    BOOST_CHECK_THROW(get_dataset(store, "a"), StoreError);
  }
  put_text(store, name_key("a"), std::string("\0\0\0\0", 4));
  BOOST_TEST(message_of<StoreError>([&] { get_dataset(store, "a"); })
             == "dir: dataset \"a\" has damaged metadata under names/a: there is no format number");
}

BOOST_AUTO_TEST_SUITE_END()
