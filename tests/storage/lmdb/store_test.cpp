#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "storage/lmdb/child_process.hpp"
#include "storage/lmdb/sample_store.hpp"
#include "support/random_seed.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

struct Place {
  TemporaryDirectory temporary;
  std::filesystem::path path = temporary.path() / "store";
};

/// Chunks that differ for different numbers, `size` bytes of them.
Chunk numbered_chunk(std::uint64_t number, std::int64_t size) {
  return Chunk::generate<std::uint8_t>({size}, [&](std::span<std::uint8_t> out) {
    std::uint64_t bits = number * 0x9e3779b97f4a7c15 + 1;
    for (auto& byte : out) {
      bits = bits * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::uint8_t>(bits >> 56);
    }
  });
}

std::vector<std::string> keys_of(const ChunkStore& store, std::string_view prefix = {}) {
  std::vector<std::string> keys;
  store.for_each(prefix, [&](std::string_view key, const StoredRecord&) { keys.emplace_back(key); });
  return keys;
}

bool mentions(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  BOOST_TEST(found, '"' << text << "\" does not say \"" << part << '"');
  return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(store)

BOOST_AUTO_TEST_CASE(values_of_every_kind_come_back) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  const std::vector<Value> values = sample_values();

  for (std::size_t i = 0; i < values.size(); ++i)
    store->put("value " + std::to_string(i), values[i]);

  for (std::size_t i = 0; i < values.size(); ++i)
    BOOST_TEST((store->find("value " + std::to_string(i)) == values[i]), to_string(values[i]));
  BOOST_TEST(store->usage().values == values.size());
}

BOOST_AUTO_TEST_CASE(sizes_around_pages_and_the_inline_limit_come_back) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  for (const std::int64_t base : {0, 4096, 65536, 65536 + 4096, 1 << 20, 9 << 20})
    for (const std::int64_t size : {base - 1, base, base + 1, base + 511, base + 512}) {
      if (size < 0)
        continue;
      const Chunk chunk = bytes_chunk(size);

      store->put("chunk", chunk);

      const auto found = store->find("chunk");
      BOOST_REQUIRE(found.has_value());
      BOOST_TEST(identical(found->as_chunk(), chunk), size);
      BOOST_TEST(store->describe("chunk")->is_inline == (size <= 65536));
    }
}

BOOST_AUTO_TEST_CASE(views_that_begin_anywhere_are_written) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  const Chunk whole = bytes_chunk(10 << 20);
  for (const std::int64_t offset : {0, 1, 64, 4096, 4097, 100'000}) {
    const Chunk view = whole.view(offset, {(9 << 20) + 17});

    store->put("view", view);

    BOOST_TEST(identical(store->find("view")->as_chunk(), view));
  }
}

BOOST_AUTO_TEST_CASE(large_values_that_are_no_chunks_come_back) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  const Value list = Value::list({std::string(200'000, 'x'), bytes_chunk(70'000), 3});

  store->put("list", list);
  store->put("packed list", list, Compression::lz4);

  BOOST_TEST((store->find("list") == list));
  BOOST_TEST((store->find("packed list") == list));
  BOOST_TEST(store->describe("packed list")->stored_bytes < store->describe("list")->stored_bytes);
}

BOOST_AUTO_TEST_CASE(what_packs_well_is_packed_and_what_does_not_is_stored_as_it_is) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  const Chunk smooth = Chunk::generate<double>({500, 1000}, [](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<double>(i);
  });

  store->put("smooth", smooth, Compression::lz4);
  store->put("noise", bytes_chunk(1 << 20), Compression::lz4);

  BOOST_TEST((store->describe("smooth")->compression == Compression::lz4));
  BOOST_TEST(store->describe("smooth")->stored_bytes * 6 <= store->describe("smooth")->value_bytes * 5);
  BOOST_TEST((store->describe("noise")->compression == Compression::none));
  BOOST_TEST(identical(store->find("smooth")->as_chunk(), smooth));
  BOOST_TEST(identical(store->find("noise")->as_chunk(), bytes_chunk(1 << 20)));
}

BOOST_AUTO_TEST_CASE(a_record_tells_what_a_value_is) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);

  store->put("chunk", sample_chunk(DType::int16, {300, 400}));

  const auto record = store->describe("chunk");
  BOOST_REQUIRE(record.has_value());
  BOOST_TEST((record->kind == ValueKind::chunk));
  BOOST_TEST((record->dtype == DType::int16));
  BOOST_TEST(record->shape == (Shape{300, 400}), boost::test_tools::per_element());
  BOOST_TEST(record->value_bytes == 240'000);
  BOOST_TEST(record->stored_bytes == 240'000);
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_not_an_error) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);

  store->erase("missing");

  BOOST_TEST(!store->find("missing"));
  BOOST_TEST(!store->describe("missing"));
  BOOST_TEST(!store->find_text("missing"));
}

BOOST_AUTO_TEST_CASE(keys_have_1_to_400_bytes) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);

  store->put(std::string(400, 'k'), 1);

  BOOST_TEST(store->find(std::string(400, 'k'))->as_integer() == 1);
  BOOST_CHECK_EXCEPTION(store->put("", 1), ValueError,
                        says<ValueError>("store: a key has 1 to 400 bytes, not 0"));
  BOOST_CHECK_THROW(store->put(std::string(401, 'k'), 1), ValueError);
}

BOOST_AUTO_TEST_CASE(an_overwritten_value_gives_its_space_to_the_next) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  for (std::uint64_t i = 0; i < 50; ++i)
    store->put("chunk", numbered_chunk(i, 1 << 20));

  BOOST_TEST(identical(store->find("chunk")->as_chunk(), numbered_chunk(49, 1 << 20)));
  BOOST_TEST(store->usage().live_bytes == 1u << 20);
  BOOST_TEST(store->usage().disk_bytes < 5u << 20);
}

BOOST_AUTO_TEST_CASE(a_durable_value_is_seen_from_the_commit_on) {
  const Place place;
  const auto store = ChunkStore::open(place.path, durable);

  store->put("chunk", bytes_chunk(100'000));
  store->put("chunk", bytes_chunk(200'000));
  store->put("gone", 1);
  store->erase("gone");
  const bool seen_before = store->find("chunk").has_value();
  store->commit();

  BOOST_TEST(!seen_before);
  BOOST_TEST(store->find("chunk")->as_chunk().size() == 200'000);
  BOOST_TEST(!store->find("gone"));
  BOOST_TEST(store->usage().live_bytes == 200'000);
}

BOOST_AUTO_TEST_CASE(many_durable_values_commit_by_themselves) {
  const Place place;
  const auto store = ChunkStore::open(place.path, durable);

  for (int i = 0; i < 9; ++i)
    store->put("chunk " + std::to_string(i), bytes_chunk(8 << 20));

  BOOST_TEST(store->find("chunk 0").has_value());
}

BOOST_AUTO_TEST_CASE(a_store_closed_and_opened_again_holds_what_was_put) {
  const Place place;
  {
    const auto store = ChunkStore::open(place.path, durable);
    store->put("small", 1);
    store->put("large", bytes_chunk(300'000));
  }

  const auto store = ChunkStore::open(place.path, durable);
  store->put("other", numbered_chunk(1, 500'000));
  store->commit();

  BOOST_TEST(store->find("small")->as_integer() == 1);
  BOOST_TEST(identical(store->find("large")->as_chunk(), bytes_chunk(300'000)));
  BOOST_TEST(store->usage().live_bytes > 800'000);
  BOOST_TEST(store->usage().values == 3);
}

BOOST_AUTO_TEST_CASE(changes_are_made_together_and_in_order) {
  const Place place;
  const auto store = ChunkStore::open(place.path, durable);
  for (const char* key : {"new/0", "new/1", "old/0", "old/2", "other", "temporary/1", "temporary/2"})
    store->put(key, key);
  StoreChanges changes;
  changes.rename_prefix("new/", "old/");
  changes.put_text("about", "a text");
  changes.erase("other");
  changes.erase_prefix("temporary/");
  changes.rename_prefix("nothing/", "about");

  store->apply(changes);

  BOOST_TEST(keys_of(*store) == (std::vector<std::string>{"about", "old/0", "old/1"}),
             boost::test_tools::per_element());
  BOOST_TEST(store->find("old/0")->as_text() == "new/0");
  BOOST_TEST(store->find_text("about").value() == "a text");
  BOOST_TEST(keys_of(*store, "old").size() == 2);
}

BOOST_AUTO_TEST_CASE(prefixes_that_contain_each_other_can_be_renamed) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  for (const char* key : {"a#new/0", "a#new/1", "a", "a/5", "b/0"})
    store->put(key, key);
  StoreChanges outwards, inwards;
  outwards.rename_prefix("a#new", "a");
  inwards.rename_prefix("b", "b/c");

  store->apply(outwards);
  store->apply(inwards);

  BOOST_TEST(keys_of(*store) == (std::vector<std::string>{"a/0", "a/1", "b/c/0"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_text_of_any_length_and_only_a_text_is_found_as_one) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  StoreChanges changes;
  changes.put_text("long", std::string(1'000'000, 'x'));

  store->apply(changes);
  store->put("number", 1);

  BOOST_TEST(store->find_text("long")->size() == 1'000'000);
  BOOST_CHECK_THROW(store->find_text("number"), StoreError);
}

BOOST_AUTO_TEST_CASE(a_process_has_one_store_a_directory) {
  const Place place;
  const auto store = ChunkStore::open(place.path, durable);
  store->put("value", 1);
  store->commit();

  const auto again = ChunkStore::open(place.path / ".", durable);

  BOOST_TEST((again == store));
  BOOST_TEST((ChunkStore::open(place.path, reading) == store));
  BOOST_CHECK_EXCEPTION(
      ChunkStore::open(place.path, scratch), ValueError,
      says<ValueError>("store " + store->directory().string() + ": this process has it open as durable"));
}

BOOST_AUTO_TEST_CASE(a_second_process_is_told_who_writes) {
  const Place place;
  const auto store = ChunkStore::open(place.path, durable);

  const std::string said = in_child([&] {
    ChunkStore::open(place.path, durable);
    return std::string("opened");
  });

  BOOST_TEST(said
             == "store " + store->directory().string() + ": is being written by process "
                    + std::to_string(getpid()));
}

BOOST_AUTO_TEST_CASE(a_process_reads_what_another_one_commits) {
  const Place place;
  {
    const auto made = ChunkStore::open(place.path, durable);
    made->put("chunk", numbered_chunk(1, 1 << 20));
  }
  ChildProcess reader([&] {
    const auto store = ChunkStore::open(place.path, reading);
    const std::string before =
        std::to_string(identical(store->find("chunk")->as_chunk(), numbered_chunk(1, 1 << 20)));
    ChildProcess::pause();
    const bool after = identical(store->find("chunk")->as_chunk(), numbered_chunk(2, 1 << 20));
    return before + std::to_string(after) + message_of<StoreError>([&] { store->put("x", 1); });
  });
  reader.wait_for_pause();

  const auto store = ChunkStore::open(place.path, durable);
  store->put("chunk", numbered_chunk(2, 1 << 20));
  store->commit();

  BOOST_TEST(reader.result()
             == "11store " + store->directory().string() + ": put: it is open for reading only");
}

BOOST_AUTO_TEST_CASE(a_store_is_not_used_across_fork) {
  const Place place;
  auto store = ChunkStore::open(place.path, durable);
  store->put("value", 1);
  store->commit();

  const std::string said = in_child([&] {
    const std::string problem = message_of<StoreError>([&] { store->find("value"); });
    store.reset();
    return problem;
  });

  mentions(said, "cannot be used after fork");
  BOOST_TEST(store->find("value")->as_integer() == 1);
}

BOOST_AUTO_TEST_CASE(beyond_the_quota_nothing_is_put_until_there_is_room) {
  const Place place;
  const auto store = ChunkStore::open(place.path, {StoreAccess::write, Durability::durable, 1 << 20});
  store->put("first", bytes_chunk(900'000));

  const std::string said = message_of<StoreError>([&] { store->put("second", bytes_chunk(200'000)); });
  store->erase("first");
  store->put("second", bytes_chunk(200'000));
  store->commit();

  BOOST_TEST(said
             == "store " + store->directory().string()
                    + ": no room for the value \"second\" of 195.3 KiB: 878.9 KiB of the quota of 1.0 MiB "
                      "are taken");
  BOOST_TEST(store->find("second").has_value());
}

BOOST_AUTO_TEST_CASE(directories_that_hold_no_store_are_refused) {
  const Place place;
  std::filesystem::create_directories(place.path);
  std::ofstream(place.path / "letter.txt") << "dear";

  BOOST_CHECK_EXCEPTION(
      ChunkStore::open(place.path, reading), StoreError,
      says<StoreError>("store " + place.path.string() + ": holds no store: there is no index.mdb"));
  BOOST_CHECK_EXCEPTION(
      ChunkStore::open(place.path / "none", reading), StoreError,
      says<StoreError>("store " + (place.path / "none").string() + ": there is no such directory"));
  BOOST_CHECK_EXCEPTION(
      ChunkStore::open(place.path, durable), StoreError,
      says<StoreError>("store " + place.path.string() + ": holds letter.txt, so it is not made a store"));
  BOOST_CHECK_THROW(ChunkStore::open(place.path / "letter.txt", durable), StoreError);
}

BOOST_AUTO_TEST_CASE(durable_and_scratch_stores_do_not_take_each_others_place) {
  const Place place;
  ChunkStore::open(place.path / "durable", durable);
  ChunkStore::open(place.path / "scratch", scratch);

  BOOST_CHECK_THROW(ChunkStore::open(place.path / "durable", scratch), StoreError);
  BOOST_CHECK_THROW(ChunkStore::open(place.path / "scratch", durable), StoreError);
}

BOOST_AUTO_TEST_CASE(scratch_begins_empty) {
  const Place place;
  ChunkStore::open(place.path, scratch)->put("value", 1);

  const auto store = ChunkStore::open(place.path, scratch);

  BOOST_TEST(!store->find("value"));
}

BOOST_AUTO_TEST_CASE(threads_put_find_and_erase_at_once) {
  const Place place;
  const auto store = ChunkStore::open(place.path, scratch);
  const unsigned seed = random_seed();
  std::vector<std::string> problems(4);
  std::vector<std::thread> threads;

  for (unsigned t = 0; t < problems.size(); ++t)
    threads.emplace_back([&, t] {
      std::mt19937_64 random(seed + t);
      std::vector<std::uint64_t> last(8, 0);
      for (std::uint64_t i = 1; i <= 150; ++i) {
        const std::size_t slot = random() % last.size();
        const std::string key = std::to_string(t) + "/" + std::to_string(slot);
        const auto found = store->find(key);
        const auto size = static_cast<std::int64_t>(1000 + last[slot] * 977 % 200'000);
        if (found.has_value() != (last[slot] != 0)
            || (found && !identical(found->as_chunk(), numbered_chunk(last[slot], size))))
          problems[t] = "wrong value under " + key;
        last[slot] = random() % 4 == 0 ? 0 : i;
        if (last[slot] == 0)
          store->erase(key);
        else
          store->put(key, numbered_chunk(i, static_cast<std::int64_t>(1000 + i * 977 % 200'000)),
                     i % 2 == 0 ? Compression::lz4 : Compression::none);
      }
    });
  for (std::thread& thread : threads)
    thread.join();

  for (const std::string& problem : problems)
    BOOST_TEST(problem == "");
  BOOST_TEST(store->verify().empty());
}

BOOST_AUTO_TEST_CASE(random_changes_leave_what_a_map_would_hold) {
  const Place place;
  std::mt19937_64 random(random_seed());
  std::map<std::string, std::uint64_t> expected;
  const auto size_of_number = [](std::uint64_t number) {
    return static_cast<std::int64_t>(number * 7919 % 150'000);
  };

  for (int session = 0; session < 4; ++session) {
    const auto store = ChunkStore::open(place.path, durable);
    for (int i = 0; i < 100; ++i) {
      const std::string key = std::to_string(random() % 20);
      if (random() % 4 == 0) {
        store->erase(key);
        expected.erase(key);
      } else {
        const std::uint64_t number = random() % 1000;
        store->put(key, numbered_chunk(number, size_of_number(number)));
        expected[key] = number;
      }
      if (random() % 30 == 0)
        store->compact();
    }
  }

  const auto store = ChunkStore::open(place.path, reading);
  BOOST_TEST(keys_of(*store).size() == expected.size());
  for (const auto& [key, number] : expected)
    BOOST_TEST(identical(store->find(key)->as_chunk(), numbered_chunk(number, size_of_number(number))));
}

BOOST_AUTO_TEST_SUITE_END()
