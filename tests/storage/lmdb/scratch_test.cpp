#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "storage/lmdb/child_process.hpp"
#include "storage/sample_values.hpp"
#include "support/error_message.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;
namespace fs = std::filesystem;

namespace {

std::size_t entries(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

/// Leaves a scratch store as a killed process does.
void leave_behind(const fs::path& place) {
  in_child([&] {
    const auto store = open_scratch({place, {}});
    store->put("left", 1);
    _exit(1);
    return std::string();
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(scratch)

BOOST_AUTO_TEST_CASE(scratch_is_gone_when_it_is_closed) {
  const TemporaryDirectory place;

  auto store = open_scratch({place.path(), {}});
  store->put("value", sample_chunk(DType::float64, {100'000}));
  const bool found = store->find("value").has_value();
  const std::size_t during = entries(place.path());
  store.reset();

  BOOST_TEST(found);
  BOOST_TEST(during == 1);
  BOOST_TEST(entries(place.path()) == 0);
}

BOOST_AUTO_TEST_CASE(a_durable_store_of_such_a_name_stays) {
  const TemporaryDirectory place;
  const fs::path durable = place.path() / "store-2024";
  ChunkStore::open(durable)->put("value", 7);

  open_scratch({place.path(), {}});

  BOOST_TEST(ChunkStore::open(durable)->find("value")->as_integer() == 7);
}

BOOST_AUTO_TEST_CASE(several_live_beside_each_other) {
  const TemporaryDirectory place;

  const auto first = open_scratch({place.path(), {}});
  const auto second = open_scratch({place.path(), {}});
  first->put("value", 1);

  BOOST_TEST(first->directory() != second->directory());
  BOOST_TEST(!second->find("value"));
}

BOOST_AUTO_TEST_CASE(those_of_dead_processes_are_removed_and_those_of_living_ones_stay) {
  const TemporaryDirectory place;
  leave_behind(place.path());
  leave_behind(place.path());
  const std::size_t left = entries(place.path());
  ChildProcess living([&] {
    const auto store = open_scratch({place.path(), {}});
    store->put("value", 2);
    ChildProcess::pause();
    return std::to_string(store->find("value")->as_integer());
  });
  living.wait_for_pause();

  const auto store = open_scratch({place.path(), {}});

  BOOST_TEST(left == 1); // the second removed the first
  BOOST_TEST(entries(place.path()) == 2);
  BOOST_TEST(living.result() == "2");
}

BOOST_AUTO_TEST_CASE(what_a_process_left_that_died_while_removing_is_removed) {
  const TemporaryDirectory place;
  fs::create_directories(place.path() / "store-1-1");
  std::ofstream(place.path() / "store-1-1" / "slab.0") << "values";
  std::ofstream(place.path() / "letter.txt") << "dear";

  open_scratch({place.path(), {}});

  BOOST_TEST(entries(place.path()) == 1u);
  BOOST_TEST(fs::exists(place.path() / "letter.txt"));
}

BOOST_AUTO_TEST_CASE(scratch_of_another_boot_is_not_opened) {
  const TemporaryDirectory place;
  const fs::path directory = place.path() / "store";
  ChunkStore::open(directory, {StoreAccess::write, Durability::scratch})->put("value", 1);
  std::ofstream(directory / "boot") << "00000000-0000-0000-0000-000000000000\n";
  std::ofstream(directory / "index.mdb", std::ios::in | std::ios::out) << "what a power cut leaves";

  const std::string said = message_of<StoreError>([&] { ChunkStore::open(directory, {StoreAccess::read}); });
  const auto store = ChunkStore::open(directory, {StoreAccess::write, Durability::scratch});

  BOOST_TEST(said
             == "store " + fs::canonical(directory).string()
                    + ": is scratch of before the machine's last start");
  BOOST_TEST(!store->find("value"));
}

BOOST_AUTO_TEST_CASE(another_process_of_this_boot_reads_scratch) {
  const TemporaryDirectory place;
  const auto store = open_scratch({place.path(), {}});
  store->put("value", sample_chunk(DType::int8, {200'000}));

  const std::string said = in_child([&] {
    const auto reader = ChunkStore::open(store->directory(), {StoreAccess::read});
    return std::to_string(identical(reader->find("value")->as_chunk(), sample_chunk(DType::int8, {200'000})));
  });

  BOOST_TEST(said == "1");
}

BOOST_AUTO_TEST_CASE(the_variable_names_a_place_and_the_quota_is_kept) {
  const TemporaryDirectory place;
  setenv("TROUPE_SCRATCH", (place.path() / "here").c_str(), 1);

  const auto store = open_scratch({{}, 1 << 20});
  unsetenv("TROUPE_SCRATCH");

  BOOST_TEST(store->directory().parent_path() == fs::canonical(place.path() / "here"));
  BOOST_CHECK_THROW(store->put("large", sample_chunk(DType::int8, {2 << 20})), StoreError);
}

BOOST_AUTO_TEST_CASE(the_default_place_is_the_users_own) {
  unsetenv("TROUPE_SCRATCH");

  const auto store = open_scratch();
  const fs::path place = store->directory().parent_path();

  BOOST_TEST(place == "/var/tmp/troupe-" + std::to_string(geteuid()));
  BOOST_TEST(((fs::status(place).permissions() & (fs::perms::group_write | fs::perms::others_write))
              == fs::perms::none));
}

BOOST_AUTO_TEST_CASE(a_default_place_in_memory_is_refused_unless_it_is_named) {
  const std::string place = "/var/tmp/troupe-" + std::to_string(geteuid());
  mkdir(place.c_str(), 0700);

  // In a process, and a view of the file systems, of its own.
  const std::string said = in_child([&]() -> std::string {
    if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || mount("tmpfs", place.c_str(), "tmpfs", 0, "size=16m,mode=700") != 0)
      return "";
    unsetenv("TROUPE_SCRATCH");
    const std::string problem = message_of<StoreError>([&] { open_scratch(); });
    setenv("TROUPE_SCRATCH", place.c_str(), 1);
    open_scratch()->put("value", 1);
    return problem;
  });

  if (said.empty())
    BOOST_TEST_MESSAGE("not tested: mounting is not permitted");
  else
    BOOST_TEST(
        said == "store " + place + ": is a tmpfs, which is memory; name a place on a disk in TROUPE_SCRATCH");
}

BOOST_AUTO_TEST_CASE(processes_open_and_close_scratch_in_one_place_at_once) {
  const TemporaryDirectory place;
  std::vector<std::unique_ptr<ChildProcess>> processes;
  for (int i = 0; i < 6; ++i)
    processes.push_back(std::make_unique<ChildProcess>([&] {
      for (int k = 0; k < 40; ++k) {
        const auto store = open_scratch({place.path(), {}});
        store->put("value", sample_chunk(DType::uint8, {70'000}));
        if (!store->find("value"))
          return std::string("lost");
      }
      return std::string("done");
    }));

  for (const auto& process : processes)
    BOOST_TEST(process->result() == "done");
  BOOST_TEST(entries(place.path()) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
