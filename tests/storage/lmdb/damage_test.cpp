// What a store says when its files are damaged.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "storage/lmdb/sample_store.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;
namespace fs = std::filesystem;

namespace {

void set_byte(const fs::path& file, std::streamoff place, int byte) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(place);
  stream.put(static_cast<char>(byte));
}

void flip_bit(const fs::path& file, std::streamoff place) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(place);
  const int byte = stream.get();
  stream.seekp(place);
  stream.put(static_cast<char>(byte ^ 4));
}

/// Every place of `pattern` in a file.
std::vector<std::streamoff> places_of(const fs::path& file, const std::string& pattern) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  std::vector<std::streamoff> places;
  for (std::size_t at = bytes.find(pattern); at != std::string::npos; at = bytes.find(pattern, at + 1))
    places.push_back(static_cast<std::streamoff>(at));
  return places;
}

bool begins_with(const std::string& text, const std::string& beginning) {
  BOOST_TEST(text.starts_with(beginning), '"' << text << "\" does not begin with \"" << beginning << '"');
  return text.starts_with(beginning);
}

} // namespace

BOOST_AUTO_TEST_SUITE(damage)

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_the_slab_is_named_and_the_rest_is_read) {
  const SampleStore sample;
  flip_bit(sample.path / "slab.0", 50'000);
  const auto store = ChunkStore::open(sample.path, reading);

  begins_with(message_of<StoreError>([&] { store->find("first"); }),
              sample.says("the value \"first\" is damaged: its checksum is "));
  BOOST_TEST(identical(store->find("second")->as_chunk(), bytes_chunk(100'000)));
  const auto damages = store->verify();
  BOOST_REQUIRE(damages.size() == 1u);
  BOOST_TEST(damages[0].key == "first");
}

BOOST_AUTO_TEST_CASE(a_truncated_slab_is_named_and_verify_goes_on) {
  const SampleStore sample;
  fs::resize_file(sample.path / "slab.0", 90'000);
  const auto store = ChunkStore::open(sample.path, reading);

  BOOST_TEST(message_of<StoreError>([&] { store->find("first"); })
             == sample.says("slab.0 ends at 90000, before 100000, reading the value \"first\""));
  BOOST_TEST(store->verify().size() == 2u);
  BOOST_TEST(store->find("small").has_value());
}

BOOST_AUTO_TEST_CASE(a_missing_slab_is_named) {
  const SampleStore sample;
  fs::remove(sample.path / "slab.0");
  const auto store = ChunkStore::open(sample.path, reading);

  BOOST_TEST(message_of<StoreError>([&] { store->find("first"); })
             == sample.says("slab.0 is missing, reading the value \"first\""));
}

BOOST_AUTO_TEST_CASE(a_truncated_slab_is_written_without_touching_what_is_lost) {
  const SampleStore sample;
  fs::resize_file(sample.path / "slab.0", 0);
  const auto store = ChunkStore::open(sample.path, durable);

  store->put("third", bytes_chunk(100'000));
  store->put("first", bytes_chunk(200'000));
  store->commit();

  BOOST_TEST(identical(store->find("first")->as_chunk(), bytes_chunk(200'000)));
  BOOST_TEST(identical(store->find("third")->as_chunk(), bytes_chunk(100'000)));
  BOOST_CHECK_THROW(store->find("second"), StoreError);
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_an_inline_value_is_noticed) {
  const SampleStore sample;
  for (const std::streamoff place : places_of(sample.path / "index.mdb", "of some length"))
    flip_bit(sample.path / "index.mdb", place);
  const auto store = ChunkStore::open(sample.path, reading);

  begins_with(message_of<StoreError>([&] { store->find("small"); }),
              sample.says("the value \"small\" is damaged: its checksum is "));
}

BOOST_AUTO_TEST_CASE(a_damaged_record_is_noticed_and_can_be_overwritten) {
  const SampleStore sample;
  // The record follows its key: its third field, the location, becomes one there is not.
  for (const std::streamoff place : places_of(sample.path / "index.mdb", "first\x02\x07"))
    flip_bit(sample.path / "index.mdb", place + 7);
  const auto store = ChunkStore::open(sample.path, durable);

  const std::string said = message_of<StoreError>([&] { store->find("first"); });
  store->put("first", 1);
  store->commit();

  BOOST_TEST(said == sample.says("the value \"first\" is damaged: its record is damaged: its checksum"));
  BOOST_TEST(store->find("first")->as_integer() == 1);
}

BOOST_AUTO_TEST_CASE(another_format_is_refused_by_name) {
  const SampleStore sample;
  for (const auto& [version, relation] : {std::pair(6, "newer"), std::pair(1, "older")}) {
    for (const std::streamoff place : places_of(sample.path / "index.mdb", "TRPSTORE"))
      set_byte(sample.path / "index.mdb", place + 8, version);

    for (const StoreOptions& options : {reading, durable})
      BOOST_TEST(message_of<StoreError>([&] { ChunkStore::open(sample.path, options); })
                 == sample.says("index.mdb is of format version " + std::to_string(version) + ", " + relation
                                + " than 2, the one this program knows"));
  }
}

BOOST_AUTO_TEST_CASE(values_whose_index_is_gone_are_not_overwritten) {
  const SampleStore sample;
  for (const bool is_there : {true, false}) {
    fs::remove(sample.path / "index.mdb");
    if (is_there)
      std::ofstream(sample.path / "index.mdb"); // empty
    begins_with(
        message_of<StoreError>([&] { ChunkStore::open(sample.path, durable); }),
        sample.says("slab.0 holds values and index.mdb, which tells what they are, is missing or empty"));
  }
  BOOST_TEST(fs::file_size(sample.path / "slab.0") >= 200'000u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_index_is_refused) {
  const SampleStore sample;
  std::ofstream(sample.path / "index.mdb", std::ios::binary) << std::string(100'000, 'x');

  begins_with(message_of<StoreError>([&] { ChunkStore::open(sample.path, durable); }),
              sample.says("index.mdb is not an index"));
}

BOOST_AUTO_TEST_CASE(an_index_that_holds_no_store_is_refused_for_reading) {
  const SampleStore sample;
  std::ofstream(sample.path / "index.mdb", std::ios::binary | std::ios::trunc);

  BOOST_CHECK_THROW(ChunkStore::open(sample.path, reading), StoreError);
}

BOOST_AUTO_TEST_SUITE_END()
