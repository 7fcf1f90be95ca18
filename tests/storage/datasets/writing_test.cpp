#include <limits>
#include <optional>
#include <thread>

#include <boost/test/unit_test.hpp>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "support/error_message.hpp"
#include "support/memory_store.hpp"

using namespace troupe;
using test::MemoryStore;
using test::message_of;

namespace {

DatasetDescription four_blocks() { return {DType::int32, Chunking({{2, 1}, {1, 2}}), {{"unit", "m"}}, {}}; }

Chunk filled(const Shape& shape, std::int32_t value) {
  return Chunk::generate<std::int32_t>(shape,
                                       [&](std::span<std::int32_t> out) { std::ranges::fill(out, value); });
}

void write_all(const DatasetWriter& writer, std::int32_t value) {
  for (std::int64_t i = 0; i < 4; ++i)
    writer.write(i, filled(writer.block(i).shape, value));
}

void finish(DatasetWriter writer) { DatasetWriter::finish(std::span(&writer, 1)); }

void store_all(const std::shared_ptr<MemoryStore>& store, const std::string& name, std::int32_t value) {
  DatasetWriter writer = DatasetWriter::replace(store, name, four_blocks(), std::nullopt);
  write_all(writer, value);
  finish(std::move(writer));
}

/// The first element of each block.
std::vector<std::int32_t> firsts(const Dataset& dataset) {
  std::vector<std::int32_t> values;
  for (std::int64_t i = 0; i < dataset.description().chunking.block_count(); ++i)
    values.push_back(dataset.read(i).values<std::int32_t>().front());
  return values;
}

std::vector<std::int32_t> firsts(const std::shared_ptr<MemoryStore>& store, const std::string& name) {
  return firsts(Dataset::open(store, name));
}

using Firsts = std::vector<std::int32_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(dataset_writer)

BOOST_AUTO_TEST_CASE(what_is_finished_can_be_read) {
  const auto store = std::make_shared<MemoryStore>();

  store_all(store, "a", 7);

  const Dataset dataset = Dataset::open(store, "a");
  BOOST_TEST((dataset.description() == four_blocks()));
  BOOST_TEST((dataset.read(1).shape() == Shape{2, 2}));
  BOOST_TEST((firsts(dataset) == Firsts{7, 7, 7, 7}));
}

BOOST_AUTO_TEST_CASE(nothing_is_seen_before) {
  const auto store = std::make_shared<MemoryStore>();
  store_all(store, "a", 1);

  DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), std::nullopt);
  write_all(writer, 2);
  store->commit();

  BOOST_TEST((firsts(store, "a") == Firsts{1, 1, 1, 1}));
  finish(std::move(writer));
  BOOST_TEST((firsts(store, "a") == Firsts{2, 2, 2, 2}));
}

BOOST_AUTO_TEST_CASE(several_are_shown_together) {
  const auto store = std::make_shared<MemoryStore>();
  std::vector<DatasetWriter> writers;
  for (const std::string name : {"a", "b"}) {
    writers.push_back(DatasetWriter::replace(store, name, four_blocks(), std::nullopt));
    write_all(writers.back(), 5);
  }

  BOOST_TEST(dataset_names(*store).empty());
  DatasetWriter::finish(writers);

  BOOST_TEST((dataset_names(*store) == std::vector<std::string>{"a", "b"}));
  BOOST_TEST((firsts(store, "b") == Firsts{5, 5, 5, 5}));
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_what_was_replaced) {
  const auto store = std::make_shared<MemoryStore>();
  store_all(store, "a", 1);
  const std::size_t before = store->keys().size();

  store_all(store, "a", 2);

  BOOST_TEST(store->keys().size() == before);
}

BOOST_AUTO_TEST_CASE(a_dataset_with_a_hole_is_not_shown) {
  const auto store = std::make_shared<MemoryStore>("hole");
  DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), std::nullopt);
  writer.write(0, filled({2, 1}, 1));

  BOOST_TEST(message_of<StoreError>([&] { DatasetWriter::finish(std::span(&writer, 1)); })
             == "hole: dataset \"a\" cannot be finished: 1 of 4 blocks were written");
  BOOST_TEST(dataset_names(*store).empty());
}

BOOST_AUTO_TEST_CASE(a_write_of_equal_fingerprint_goes_on) {
  const auto store = std::make_shared<MemoryStore>();
  {
    const DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});
    writer.write(2, filled({1, 1}, 3));
    store->commit();
    writer.write(3, filled({1, 2}, 3)); // never committed
    BOOST_TEST(writer.written_count() == 0);
  }
  DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});

  BOOST_TEST(writer.written_count() == 1);
  BOOST_TEST(writer.is_written(2));
  BOOST_TEST(!writer.is_written(3));
  for (const std::int64_t i : {0, 1, 3})
    writer.write(i, filled(writer.block(i).shape, 4));
  finish(std::move(writer));
  BOOST_TEST((firsts(store, "a") == Firsts{4, 4, 3, 4}));
  BOOST_TEST(pending_writes(*store).empty());
}

BOOST_AUTO_TEST_CASE(any_other_write_begins_anew) {
  DatasetDescription other = four_blocks();
  other.attributes = {{"unit", "km"}};
  const std::vector<std::pair<DatasetDescription, std::optional<Digest>>> others{
      {four_blocks(), Digest{1, 3}}, {four_blocks(), std::nullopt}, {other, Digest{1, 2}}};

  for (const auto& [description, fingerprint] : others) {
    const auto store = std::make_shared<MemoryStore>();
    {
      const DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});
      write_all(writer, 1);
      store->commit();
    }
    const DatasetWriter writer = DatasetWriter::replace(store, "a", description, fingerprint);

    BOOST_TEST(writer.written_count() == 0);
    BOOST_TEST(store->keys().size() == 1U); // the entry of the write
  }
}

BOOST_AUTO_TEST_CASE(without_a_fingerprint_nothing_goes_on) {
  const auto store = std::make_shared<MemoryStore>();
  {
    const DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), std::nullopt);
    write_all(writer, 1);
    store->commit();
  }

  BOOST_TEST(DatasetWriter::replace(store, "a", four_blocks(), std::nullopt).written_count() == 0);
}

BOOST_AUTO_TEST_CASE(a_change_shows_only_its_blocks) {
  const auto store = std::make_shared<MemoryStore>();
  store_all(store, "a", 1);
  const std::size_t before = store->keys().size();

  DatasetWriter writer = DatasetWriter::change(store, Dataset::open(store, "a"), std::nullopt);
  writer.write(1, filled({2, 2}, 9));
  store->commit();

  BOOST_TEST((firsts(store, "a") == Firsts{1, 1, 1, 1}));
  finish(std::move(writer));
  BOOST_TEST((firsts(store, "a") == Firsts{1, 9, 1, 1}));
  BOOST_TEST(store->keys().size() == before);
}

BOOST_AUTO_TEST_CASE(a_change_of_another_version_begins_anew) {
  const auto store = std::make_shared<MemoryStore>();
  store_all(store, "a", 1);
  {
    const DatasetWriter writer = DatasetWriter::change(store, Dataset::open(store, "a"), Digest{1, 2});
    writer.write(1, filled({2, 2}, 9));
    store->commit();
  }
  BOOST_TEST(DatasetWriter::change(store, Dataset::open(store, "a"), Digest{1, 2}).written_count() == 1);
  DatasetWriter other = DatasetWriter::change(store, Dataset::open(store, "a"), Digest{3, 4});
  other.write(0, filled({2, 1}, 5));
  finish(std::move(other));

  BOOST_TEST(DatasetWriter::change(store, Dataset::open(store, "a"), Digest{1, 2}).written_count() == 0);
}

BOOST_AUTO_TEST_CASE(a_change_of_what_is_gone_is_refused) {
  const auto store = std::make_shared<MemoryStore>("gone");
  store_all(store, "a", 1);
  const Dataset old = Dataset::open(store, "a");
  store_all(store, "a", 2);

  DatasetWriter writer = DatasetWriter::change(store, old, std::nullopt);
  writer.write(1, filled({2, 2}, 9));

  BOOST_TEST(message_of<StoreError>([&] { DatasetWriter::finish(std::span(&writer, 1)); })
             == "gone: dataset \"a\" cannot be finished: it was replaced, changed or removed meanwhile");
  BOOST_TEST((firsts(store, "a") == Firsts{2, 2, 2, 2}));
}

BOOST_AUTO_TEST_CASE(a_name_has_one_writer) {
  const auto store = std::make_shared<MemoryStore>("one");
  std::optional<DatasetWriter> writer = DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});

  BOOST_TEST(message_of<StoreError>([&] {
               DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});
             })
             == "one: dataset \"a\" is being written already");
  writer.reset();
  BOOST_CHECK_NO_THROW(DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2}));
}

BOOST_AUTO_TEST_CASE(what_was_removed_meanwhile_is_not_finished) {
  const auto store = std::make_shared<MemoryStore>("removed");
  DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), std::nullopt);
  write_all(writer, 1);
  const std::vector<std::string> names{"a"};
  remove_datasets(*store, names);

  BOOST_TEST(message_of<StoreError>([&] { DatasetWriter::finish(std::span(&writer, 1)); })
             == "removed: dataset \"a\" cannot be finished: what was written was removed meanwhile");
}

BOOST_AUTO_TEST_CASE(wrong_chunks_and_full_disks_name_the_block) {
  const auto store = std::make_shared<MemoryStore>("full");
  const DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), std::nullopt);
  store->before_put = [](const std::string&) { throw StoreError("no space left"); };

  BOOST_TEST(message_of<StoreError>([&] {
               writer.write(1, filled({2, 2}, 1));
             })
             == "full: dataset \"a\", block (0, 1): no space left");
  BOOST_TEST(message_of<ShapeError>([&] {
               writer.write(1, filled({2, 1}, 1));
             })
             == "full: dataset \"a\", block (0, 1): a chunk of shape (2, 1), not (2, 2)");
  BOOST_TEST(message_of<DTypeError>([&] { writer.write(1, Chunk::scalar(1.0)); })
             == "full: dataset \"a\", block (0, 1): a chunk of float64, not int32");
}

BOOST_AUTO_TEST_CASE(once_there_is_space_a_write_goes_on) {
  const auto store = std::make_shared<MemoryStore>();
  store_all(store, "a", 1);
  {
    const DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});
    writer.write(0, filled({2, 1}, 2));
    store->before_put = [](const std::string&) { throw StoreError("no space left"); };
    BOOST_CHECK_THROW(writer.write(1, filled({2, 2}, 2)), StoreError);
    store->commit();
  }
  BOOST_TEST((firsts(store, "a") == Firsts{1, 1, 1, 1}));
  store->before_put = nullptr;

  DatasetWriter writer = DatasetWriter::replace(store, "a", four_blocks(), Digest{1, 2});
  for (const std::int64_t i : {1, 2, 3})
    writer.write(i, filled(writer.block(i).shape, 2));
  finish(std::move(writer));

  BOOST_TEST((firsts(store, "a") == Firsts{2, 2, 2, 2}));
}

BOOST_AUTO_TEST_CASE(a_dataset_of_a_newer_format_is_not_replaced) {
  const auto store = std::make_shared<MemoryStore>("newer");
  StoreChanges changes;
  changes.put_text("names/a", std::string("\2\0\0\0more", 8));
  store->apply(changes);

  BOOST_TEST(message_of<StoreError>([&] { DatasetWriter::replace(store, "a", four_blocks(), std::nullopt); })
             == "newer: dataset \"a\" is of format 2, and this program knows those up to 1");
  BOOST_TEST(store->keys().size() == 1U);
}

BOOST_AUTO_TEST_CASE(unknown_extents_are_learned_from_what_is_written) {
  const auto store = std::make_shared<MemoryStore>();
  const DatasetDescription rows{DType::int32, Chunking({{unknown_extent, unknown_extent}, {2, 1}}), {}, {}};
  {
    const DatasetWriter interrupted = DatasetWriter::replace(store, "a", rows, Digest{1, 2});
    BOOST_CHECK_THROW(interrupted.write(0, filled({3, 1}, 0)), ShapeError);
    interrupted.write(0, filled({3, 2}, 0));
    interrupted.write(1, filled({3, 1}, 1));
    store->commit();
  }

  DatasetWriter writer = DatasetWriter::replace(store, "a", rows, Digest{1, 2});
  BOOST_TEST(writer.written_count() == 2);
  writer.write(2, filled({0, 2}, 2));
  writer.write(3, filled({0, 1}, 3));
  finish(std::move(writer));

  const Dataset dataset = Dataset::open(store, "a");
  BOOST_TEST(
      (dataset.description().chunking.sizes() == std::vector<std::vector<std::int64_t>>{{3, 0}, {2, 1}}));
  BOOST_TEST((dataset.read(1).shape() == Shape{3, 1}));
  BOOST_TEST(verify_dataset(*store, "a").empty());
}

BOOST_AUTO_TEST_CASE(blocks_of_different_lengths_beside_each_other_are_refused) {
  const auto store = std::make_shared<MemoryStore>("lengths");
  DatasetWriter writer = DatasetWriter::replace(
      store, "a", {DType::int32, Chunking({{unknown_extent}, {2, 1}}), {}, {}}, std::nullopt);
  writer.write(0, filled({3, 2}, 0));
  writer.write(1, filled({4, 1}, 1));

  BOOST_TEST(message_of<StoreError>([&] { finish(std::move(writer)); })
             == "lengths: dataset \"a\" cannot be finished: block (0, 1) is of shape (4, 1), and others "
                "beside it are 3 long on axis 0");
  BOOST_TEST(dataset_names(*store).empty());
}

BOOST_AUTO_TEST_CASE(a_write_that_can_never_be_finished_is_not_resumed) {
  const auto store = std::make_shared<MemoryStore>();
  const DatasetDescription rows{DType::int32, Chunking({{unknown_extent}, {2, 1}}), {}, {}};
  {
    DatasetWriter writer = DatasetWriter::replace(store, "a", rows, Digest{1, 2});
    writer.write(0, filled({3, 2}, 0));
    writer.write(1, filled({4, 1}, 1));
    BOOST_CHECK_THROW(finish(std::move(writer)), StoreError);
  }
  BOOST_TEST(pending_writes(*store).empty());

  DatasetWriter again = DatasetWriter::replace(store, "a", rows, Digest{1, 2});
  BOOST_TEST(again.written_count() == 0);
  again.write(0, filled({3, 2}, 0));
  again.write(1, filled({3, 1}, 1));
  finish(std::move(again));

  BOOST_TEST((Dataset::open(store, "a").description().chunking.shape() == Shape{3, 3}));
}

BOOST_AUTO_TEST_CASE(lengths_beyond_what_can_be_counted_are_told_with_the_name) {
  const auto store = std::make_shared<MemoryStore>("long");
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  DatasetWriter writer = DatasetWriter::replace(
      store, "a", {DType::int32, Chunking({{unknown_extent, unknown_extent}, {0}}), {}, {}}, std::nullopt);
  writer.write(0, filled({most, 0}, 0));
  writer.write(1, filled({most, 0}, 0));

  const std::string message = message_of<StoreError>([&] { finish(std::move(writer)); });

  BOOST_TEST(message.starts_with("long: dataset \"a\" cannot be finished: "), message);
}

BOOST_AUTO_TEST_SUITE_END()
