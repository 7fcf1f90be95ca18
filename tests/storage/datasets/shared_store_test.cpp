#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/shared_store.hpp>

#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

struct Place {
  test::TemporaryDirectory temporary;
  std::filesystem::path path = store_path(temporary.path() / "store");
};

void put(const std::filesystem::path& path, std::int64_t number) {
  const auto store = open_to_write(path);
  store->put("key", number);
  store->commit();
}

std::int64_t number_in(const std::filesystem::path& path) {
  return StoreReading(path).store()->find("key")->as_integer();
}

} // namespace

BOOST_AUTO_TEST_SUITE(shared_store)

BOOST_AUTO_TEST_CASE(a_directory_has_one_path) {
  const Place place;
  std::filesystem::create_directory(place.path);
  std::filesystem::create_directory_symlink(place.path, place.temporary.path() / "link");

  BOOST_TEST(store_path(place.temporary.path() / "." / "store" / "") == place.path);
  BOOST_TEST(store_path(place.temporary.path() / "link") == place.path);
}

BOOST_AUTO_TEST_CASE(what_is_held_to_read_can_be_written) {
  const Place place;
  put(place.path, 1);
  const StoreHold hold(place.path);
  BOOST_TEST(number_in(place.path) == 1);

  put(place.path, 2);

  BOOST_TEST(number_in(place.path) == 2);
}

BOOST_AUTO_TEST_CASE(readers_see_the_store_while_it_is_open_to_write) {
  const Place place;
  put(place.path, 1);
  const auto writing = open_to_write(place.path);

  BOOST_TEST(number_in(place.path) == 1);
  BOOST_TEST(open_to_write(place.path) == writing);
}

BOOST_AUTO_TEST_CASE(it_is_open_to_read_as_long_as_it_is_held) {
  const Place place;
  put(place.path, 1);
  std::weak_ptr<const ChunkStore> seen;
  {
    const StoreHold hold(place.path);
    seen = StoreReading(place.path).store();
    BOOST_TEST(!seen.expired());
    BOOST_TEST(StoreReading(place.path).store() == seen.lock());
  }
  BOOST_TEST(seen.expired());
}

BOOST_AUTO_TEST_CASE(a_store_that_is_not_there_can_be_made_after_it_was_missed) {
  const Place place;
  BOOST_CHECK_THROW(StoreReading(place.path), StoreError);

  put(place.path, 1);

  BOOST_TEST(number_in(place.path) == 1);
}

BOOST_AUTO_TEST_CASE(threads_read_while_others_open_it_to_write_again_and_again) {
  const Place place;
  put(place.path, 0);
  const StoreHold hold(place.path);
  std::atomic<bool> fell_back = false;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      std::int64_t last = 0;
      while (last < 50) {
        const std::int64_t number = number_in(place.path);
        fell_back = fell_back || number < last;
        last = number;
      }
    });
  for (std::int64_t number = 1; number <= 50; ++number)
    put(place.path, number);
  threads.clear();

  BOOST_TEST(!fell_back);
}

BOOST_AUTO_TEST_SUITE_END()
