#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "storage/datasets/two_blocks.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(dataset_catalogue)

BOOST_AUTO_TEST_CASE(a_dataset_is_described) {
  const auto store = std::make_shared<MemoryStore>();
  store_values(store, "a");

  const DatasetInfo info = describe_dataset(*store, "a");

  BOOST_TEST(info.version.name == "a");
  BOOST_TEST((info.description == two_blocks()));
  BOOST_TEST(info.chunks_stored == 2);
  BOOST_TEST(info.stored_bytes == 24U);
  BOOST_TEST(info.element_bytes == 24U);
  BOOST_TEST(info.created_ns > 0);
}

BOOST_AUTO_TEST_CASE(unfinished_writes_are_listed) {
  const auto store = std::make_shared<MemoryStore>();
  begun(store, "a", Digest{1, 1});

  BOOST_TEST(dataset_names(*store).empty());
  const std::vector<PendingWrite> writes = pending_writes(*store);
  BOOST_REQUIRE(writes.size() == 1U);
  BOOST_TEST(writes[0].name == "a");
  BOOST_TEST(!writes[0].is_region);
  BOOST_TEST((writes[0].resumable == Digest{1, 1}));
  BOOST_TEST(writes[0].chunks_written == 1);
  BOOST_TEST(writes[0].stored_bytes == 16U);
}

BOOST_AUTO_TEST_CASE(removing_leaves_nothing) {
  const auto store = std::make_shared<MemoryStore>();
  store_values(store, "a");
  begun(store, "a");
  begun(store, "b");
  const std::vector<std::string> names{"a", "b"};

  remove_datasets(*store, names);

  BOOST_TEST(store->keys().empty());
}

BOOST_AUTO_TEST_CASE(removing_what_is_not_there_removes_nothing) {
  const auto store = std::make_shared<MemoryStore>("dir");
  store_values(store, "a");
  const std::vector<std::string> names{"a", "b"};

  BOOST_TEST(message_of<KeyError>([&] { remove_datasets(*store, names); })
             == "dir: there is no dataset \"b\"; there are \"a\"");
  BOOST_TEST((dataset_names(*store) == std::vector<std::string>{"a"}));
}

BOOST_AUTO_TEST_CASE(a_dataset_with_damaged_metadata_can_be_removed) {
  const auto store = std::make_shared<MemoryStore>();
  store_values(store, "a");
  store->damage("names/a", "checksum");

  remove_datasets(*store, std::vector<std::string>{"a"});

  BOOST_TEST(dataset_names(*store).empty());
  BOOST_TEST(store->keys("chunks/").size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
