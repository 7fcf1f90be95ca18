#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "storage/datasets/two_blocks.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// One line for each damage.
std::vector<std::string> lines_of(const std::vector<DatasetDamage>& damages) {
  std::vector<std::string> lines;
  for (const DatasetDamage& damage : damages)
    lines.push_back(damage.dataset + " " + to_string(damage.block) + " " + damage.reason
                    + (damage.is_pending ? ", pending" : ""));
  return lines;
}

using Lines = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(dataset_verifying)

BOOST_AUTO_TEST_CASE(damaged_and_missing_chunks_are_found) {
  const auto store = std::make_shared<MemoryStore>();
  store_values(store, "a");
  store_values(store, "b");
  const std::uint64_t id = describe_dataset(*store, "a").version.id;
  BOOST_TEST(verify_dataset(*store, "a").empty());

  store->damage(chunk_key(id, 1), "checksum");
  store->erase(chunk_key(id, 0));

  BOOST_TEST(
      (lines_of(verify_dataset(*store, "a")) == Lines{"a (0,) its chunk is missing", "a (1,) checksum"}));
  BOOST_TEST(verify_dataset(*store, "b").empty());
  BOOST_TEST((lines_of(verify_store(*store)) == Lines{"a (0,) its chunk is missing", "a (1,) checksum"}));
}

BOOST_AUTO_TEST_CASE(all_of_a_store_is_looked_at) {
  const auto store = std::make_shared<MemoryStore>();
  begun(store, "a");
  for (const std::string& key : store->keys())
    if (key.starts_with("chunks/"))
      store->damage(key, "checksum");
  store->damage("else", "gone");

  BOOST_TEST((lines_of(verify_store(*store)) == Lines{" () gone", "a (0,) checksum, pending"}));
}

BOOST_AUTO_TEST_CASE(damaged_metadata_hides_nothing_else) {
  const auto store = std::make_shared<MemoryStore>();
  store_values(store, "a");
  store_values(store, "b");
  store->damage("names/a", "checksum");
  store->damage(chunk_key(describe_dataset(*store, "b").version.id, 1), "checksum");

  BOOST_TEST((lines_of(verify_store(*store)) == Lines{" () names/a: checksum", "b (1,) checksum"}));
}

BOOST_AUTO_TEST_SUITE_END()
