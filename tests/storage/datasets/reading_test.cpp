#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "support/error_message.hpp"
#include "support/memory_store.hpp"

using namespace troupe;
using test::MemoryStore;
using test::message_of;

namespace {

const DatasetDescription two_blocks{DType::float64, Chunking({{2, 1}}), {}, {}};

void store_values(const std::shared_ptr<MemoryStore>& store, const std::string& name, double value) {
  DatasetWriter writer = DatasetWriter::replace(store, name, two_blocks, std::nullopt);
  writer.write(0, Chunk::from<double>({2}, {value, value}));
  writer.write(1, Chunk::from<double>({1}, {value}));
  DatasetWriter::finish(std::span(&writer, 1));
}

void change_first(const std::shared_ptr<MemoryStore>& store, const std::string& name) {
  DatasetWriter writer = DatasetWriter::change(store, Dataset::open(store, name), std::nullopt);
  writer.write(0, Chunk::from<double>({2}, {-1, -1}));
  DatasetWriter::finish(std::span(&writer, 1));
}

} // namespace

BOOST_AUTO_TEST_SUITE(dataset_reading)

BOOST_AUTO_TEST_CASE(a_dataset_that_is_not_there_is_told_with_those_that_are) {
  const auto store = std::make_shared<MemoryStore>("dir");
  BOOST_TEST(message_of<KeyError>([&] { Dataset::open(store, "a"); })
             == "dir: there is no dataset \"a\", nor any other");

  store_values(store, "b", 1);
  store_values(store, "c", 1);

  BOOST_TEST(message_of<KeyError>([&] { Dataset::open(store, "a"); })
             == "dir: there is no dataset \"a\"; there are \"b\", \"c\"");
}

BOOST_AUTO_TEST_CASE(what_was_replaced_or_removed_is_not_read) {
  const auto store = std::make_shared<MemoryStore>("dir");
  store_values(store, "a", 1);
  const Dataset old = Dataset::open(store, "a");
  const std::string expected =
      "dir: dataset \"a\", block (1,): the dataset was replaced or removed since it was opened";

  store_values(store, "a", 2);
  BOOST_TEST(message_of<StoreError>([&] { old.read(1); }) == expected);

  const std::vector<std::string> names{"a"};
  remove_datasets(*store, names);
  BOOST_TEST(message_of<StoreError>([&] { old.read(1); }) == expected);
}

BOOST_AUTO_TEST_CASE(what_was_changed_is_not_read_as_if_it_were_not) {
  const auto store = std::make_shared<MemoryStore>("dir");
  store_values(store, "a", 1);
  const Dataset old = Dataset::open(store, "a");

  change_first(store, "a");

  BOOST_TEST(message_of<StoreError>([&] { old.read(0); })
             == "dir: dataset \"a\", block (0,): the dataset was changed since it was opened");
  BOOST_TEST(Dataset::open(store, "a").read(0).at<double>({0}) == -1);
}

BOOST_AUTO_TEST_CASE(a_change_while_a_chunk_is_read_is_noticed) {
  const auto store = std::make_shared<MemoryStore>("dir");
  store_values(store, "a", 1);
  const Dataset dataset = Dataset::open(store, "a");

  store->after_find = [&] {
    store->after_find = nullptr;
    change_first(store, "a");
  };

  BOOST_CHECK_THROW(dataset.read(0), StoreError);
}

BOOST_AUTO_TEST_CASE(damage_names_the_block) {
  const auto store = std::make_shared<MemoryStore>("dir");
  store_values(store, "a", 1);
  const Dataset dataset = Dataset::open(store, "a");
  const std::string key = chunk_key(dataset.version().id, 1);

  store->damage(key, "checksum 1, not 2");
  BOOST_TEST(message_of<StoreError>([&] { dataset.read(1); })
             == "dir: dataset \"a\", block (1,): " + key + ": checksum 1, not 2");

  store->erase(chunk_key(dataset.version().id, 0));
  BOOST_TEST(message_of<StoreError>([&] { dataset.read(0); })
             == "dir: dataset \"a\", block (0,): its chunk is missing");
}

BOOST_AUTO_TEST_CASE(a_chunk_of_another_shape_is_not_the_blocks) {
  const auto store = std::make_shared<MemoryStore>("dir");
  store_values(store, "a", 1);
  const Dataset dataset = Dataset::open(store, "a");

  store->put(chunk_key(dataset.version().id, 0), Chunk::scalar(1.0F));
  store->commit();

  BOOST_TEST(message_of<StoreError>([&] { dataset.read(0); })
             == "dir: dataset \"a\", block (0,): it is float32 (), not float64 (2,)");
}

BOOST_AUTO_TEST_SUITE_END()
