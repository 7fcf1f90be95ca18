#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

struct Place {
  test::TemporaryDirectory temporary;
  std::filesystem::path directory = temporary.path() / "arrays.store";
};

} // namespace

BOOST_AUTO_TEST_SUITE(open_store_)

BOOST_AUTO_TEST_CASE(only_the_blocks_one_asks_for_are_read) {
  const Place place;
  store(synchronous_session(), counted({100}, 10), place.directory);

  const Array part = getitem(open_store(place.directory), {Slice{25, 35}});

  BOOST_TEST(
      (values_of<std::int64_t>(part) == std::vector<std::int64_t>{25, 26, 27, 28, 29, 30, 31, 32, 33, 34}));
  BOOST_TEST(synchronous_session().report().tasks == 2U); // two blocks are read, and cut where they are
}

BOOST_AUTO_TEST_CASE(chunks_by_bytes_are_whole_chunks_of_the_dataset) {
  const Place place;
  store(synchronous_session(), zeros({100, 100}, {.chunks = {30, 20}}), place.directory); // 4800 bytes
  const auto cut = [&](const Chunks& chunks) {
    return open_store(place.directory, "data", {.chunks = chunks}).chunking();
  };

  BOOST_TEST((cut("auto") == Chunking::whole({100, 100})));
  BOOST_TEST((cut("10kB") == Chunking::regular({100, 100}, {30, 40})));
  BOOST_TEST((cut({"10kB", 20}) == Chunking::regular({100, 100}, {60, 20})));
}

BOOST_AUTO_TEST_CASE(other_chunks_can_be_asked_for) {
  const Place place;
  store(synchronous_session(), counted({10}, 3), place.directory);

  const Array whole = open_store(place.directory, "data", {.chunks = -1});

  BOOST_TEST((whole.chunking() == Chunking::whole({10})));
  BOOST_TEST(values_of<std::int64_t>(whole).back() == 9);
}

BOOST_AUTO_TEST_CASE(equal_datasets_are_equal_arrays_and_changed_ones_are_not) {
  const Place place;
  const Array stored = store(synchronous_session(), counted({10}, 3), place.directory);

  BOOST_TEST(open_store(place.directory).name() == stored.name());

  store_region(synchronous_session(), 1, place.directory, {.region = {0}});
  BOOST_TEST(open_store(place.directory).name() != stored.name());
}

BOOST_AUTO_TEST_CASE(a_directory_may_be_named_in_many_ways) {
  const Place place;
  const Array stored = store(synchronous_session(), counted({10}, 3), place.directory / "." / "");

  BOOST_TEST(open_store(place.directory / ".." / place.directory.filename()).name() == stored.name());
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_told_at_once) {
  const Place place;
  BOOST_CHECK_THROW(open_store(place.directory), StoreError);
  store(synchronous_session(), counted({10}, 3), place.directory, {.name = "b"});

  BOOST_TEST(message_of<KeyError>([&] { open_store(place.directory, "a"); })
             == "open_store: " + place.directory.string() + ": there is no dataset \"a\"; there are \"b\"");
}

BOOST_AUTO_TEST_SUITE_END()
