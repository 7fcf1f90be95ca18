// The environment and its transactions.

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "lmdb/index/environment.hpp"
#include "support/error_message.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::uint64_t nobody = std::numeric_limits<std::uint64_t>::max();

struct Index {
  TemporaryDirectory place;
  Environment environment{place.path(), StoreAccess::write, Durability::durable};

  void put(const std::string& key, const std::string& bytes) {
    WriteTransaction transaction(environment);
    transaction.put(Table::records, key, bytes);
    transaction.commit();
  }
  std::string get(const std::string& key) {
    return std::string(ReadTransaction(environment).find(Table::records, key).value_or("nothing"));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(environment)

BOOST_AUTO_TEST_CASE(what_is_committed_is_found_and_what_is_not_is_taken_back) {
  Index index;
  index.put("kept", "1");
  {
    WriteTransaction transaction(index.environment);
    transaction.put(Table::records, "kept", "2");
    transaction.put(Table::records, "other", "2");
    BOOST_TEST(transaction.find(Table::records, "kept").value() == "2");
  }

  BOOST_TEST(index.get("kept") == "1");
  BOOST_TEST(index.get("other") == "nothing");
}

BOOST_AUTO_TEST_CASE(the_tables_are_apart) {
  Index index;
  index.put("store", "a record");

  const ReadTransaction transaction(index.environment);

  BOOST_TEST(transaction.find(Table::meta, "store").value().starts_with("TRPSTORE"));
  BOOST_TEST(index.environment.record_count(transaction.handle()) == 1u);
}

BOOST_AUTO_TEST_CASE(a_reader_sees_the_index_as_of_its_beginning) {
  Index index;
  index.put("key", "1");
  const ReadTransaction transaction(index.environment);

  index.put("key", "2");

  BOOST_TEST(transaction.find(Table::records, "key").value() == "1");
  BOOST_TEST(index.get("key") == "2");
}

BOOST_AUTO_TEST_CASE(the_oldest_reader_is_known_and_one_at_rest_is_none) {
  Index index;
  index.put("key", "1");
  const std::uint64_t first = index.environment.last_transaction();
  std::optional<ReadTransaction> old(std::in_place, index.environment);
  index.put("key", "2");
  std::optional<ReadTransaction> recent(std::in_place, index.environment);

  BOOST_TEST(index.environment.last_transaction() == first + 1);
  BOOST_TEST(index.environment.oldest_reader() == first);
  old.reset();
  BOOST_TEST(index.environment.oldest_reader() == first + 1);
  recent.reset();
  BOOST_TEST(index.environment.oldest_reader() == nobody);
}

BOOST_AUTO_TEST_CASE(a_walk_begins_at_a_prefix_and_ends_with_it) {
  Index index;
  for (const char* key : {"a/1", "a/2", "a0", "b/1"})
    index.put(key, key);
  std::vector<std::string> keys;

  const ReadTransaction transaction(index.environment);
  for_each_record(index.environment, transaction, "a/",
                  [&](std::string_view key, std::string_view) { keys.emplace_back(key); });

  BOOST_TEST(keys == (std::vector<std::string>{"a/1", "a/2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_index_keeps_its_durability_and_is_made_by_writers_alone) {
  const TemporaryDirectory place;
  BOOST_CHECK_THROW(Environment(place.path(), StoreAccess::read, Durability::durable), StoreError);
  Environment(place.path(), StoreAccess::write, Durability::scratch);

  BOOST_TEST(
      message_of<StoreError>([&] { Environment(place.path(), StoreAccess::write, Durability::durable); })
      == "store " + place.path().string() + ": was made as scratch");
  BOOST_CHECK_NO_THROW(Environment(place.path(), StoreAccess::read, Durability::durable));
}

BOOST_AUTO_TEST_SUITE_END()
