// Several processes on one store.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using test::ProgramResult;

namespace {

const std::filesystem::path program = STORING_PROGRAM;

struct Place {
  test::TemporaryDirectory temporary;
  std::filesystem::path directory = temporary.path() / "arrays.store";
};

std::filesystem::path directory_in_kernel;
std::string read_in_kernel;

/// `array * 1000`; when block 5 is computed, another process reads the dataset.
Array read_meanwhile(const Array& array) {
  return map_blocks(
      [](const Chunk& block) {
        const auto values = block.values<std::int64_t>();
        if (values[0] == 5) {
          ChunkStore::open(directory_in_kernel)->commit();
          read_in_kernel = test::run_program(program, {"sum", directory_in_kernel.string()}).output;
        }
        return Chunk::generate<std::int64_t>(block.shape(), [&](std::span<std::int64_t> out) {
          std::ranges::transform(values, out.begin(), [](std::int64_t x) { return x * 1000; });
        });
      },
      {array}, {.dtype = DType::int64});
}

} // namespace

BOOST_AUTO_TEST_SUITE(storing_processes)

BOOST_AUTO_TEST_CASE(a_killed_store_goes_on) {
  const Place place;

  const ProgramResult killed = test::run_program(program, {"squares", place.directory.string(), "6"});
  BOOST_TEST(killed.exit_code == 128 + SIGKILL);
  BOOST_TEST(dataset_names(place.directory).empty());

  const ProgramResult second = test::run_program(program, {"squares", place.directory.string()});
  BOOST_TEST(second.errors == "");
  BOOST_TEST(second.output == "4\n"); // of ten
  BOOST_TEST(synchronous_session().compute(sum(open_store(place.directory))).item<std::int64_t>() == 328350);
}

BOOST_AUTO_TEST_CASE(a_process_reads_the_old_one_while_another_writes) {
  const Place place;
  const Array old = counted({10}, 1);
  directory_in_kernel = place.directory;
  store(synchronous_session(), old, place.directory);

  store(synchronous_session(), read_meanwhile(old), place.directory);

  BOOST_TEST(read_in_kernel == "45\n");
  BOOST_TEST(test::run_program(program, {"sum", place.directory.string()}).output == "45000\n");
}

BOOST_AUTO_TEST_CASE(a_dataset_is_changed_under_a_process_that_has_it) {
  const Place place;
  test::run_program(program, {"squares", place.directory.string()});
  const Array old = open_store(place.directory);
  BOOST_TEST(synchronous_session().compute(sum(old)).item<std::int64_t>() == 328350);

  test::run_program(program, {"squares", place.directory.string()});

  BOOST_CHECK_THROW(synchronous_session().compute(sum(old)), TaskError);
  BOOST_TEST(synchronous_session().compute(sum(open_store(place.directory))).item<std::int64_t>() == 328350);
}

BOOST_AUTO_TEST_CASE(one_process_writes_at_a_time) {
  const Place place;
  const auto held = ChunkStore::open(place.directory);

  const ProgramResult second = test::run_program(program, {"squares", place.directory.string()});

  BOOST_TEST(second.exit_code == 1);
  BOOST_TEST(second.errors.find(place.directory.string()) != std::string::npos, second.errors);
}

BOOST_AUTO_TEST_CASE(arrays_keep_nobody_from_writing) {
  const Place place;
  const Array stored = store(synchronous_session(), counted({10}, 1), place.directory);

  const ProgramResult other = test::run_program(program, {"squares", place.directory.string()});
  BOOST_TEST(other.errors == "");

  const Array opened = open_store(place.directory);
  const Array changed = store(synchronous_session(), opened + 1, place.directory);
  BOOST_TEST(synchronous_session().compute(sum(changed)).item<std::int64_t>() == 328450);
}

BOOST_AUTO_TEST_CASE(damage_names_dataset_and_block) {
  const Place place;
  // Random enough not to be packed, large enough to lie in a slab.
  store(synchronous_session(), arange(1 << 17, {.chunks = 1 << 16}) * 2654435761, place.directory);
  for (const auto& entry : std::filesystem::directory_iterator(place.directory)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("slab"))
      continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t at = 1000; at < entry.file_size(); at += 1 << 16)
      file.seekp(static_cast<std::streamoff>(at)).put('!');
  }

  const std::string message =
      message_of<TaskError>([&] { synchronous_session().compute(open_store(place.directory)); });

  BOOST_TEST(message.find(place.directory.string()) != std::string::npos, message);
  BOOST_TEST(message.find("dataset \"data\", block (0,)") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
