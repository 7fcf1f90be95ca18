#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "running.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using test::contains;
using test::ProgramResult;

namespace {

struct Place {
  test::TemporaryDirectory temporary;
  std::string directory = temporary.path() / "arrays.store";

  ProgramResult run(const std::string& command, const std::vector<std::string>& more = {}) const {
    return test::run_troupe({"store", command, directory}, more);
  }
};

void fill(const Place& place) {
  store(arange(100'000, {.chunks = 50'000}), place.directory, {.name = "counted"});
  store(zeros({3, 4}, {.dtype = DType::float32}), place.directory,
        {.name = "Größe", .attributes = {{"unit", "m"}}, .compression = Compression::lz4});
}

} // namespace

BOOST_AUTO_TEST_SUITE(troupe_store)

BOOST_AUTO_TEST_CASE(datasets_are_listed_in_columns) {
  const Place place;
  fill(place);

  const ProgramResult result = place.run("ls");

  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.errors == "");
  BOOST_TEST(contains(result.output, "name     dtype    shape      chunks of     stored  created\n"),
             result.output);
  BOOST_TEST(contains(result.output, "Größe    float32  (3, 4)     (3, 4)"), result.output);
  BOOST_TEST(contains(result.output, "counted  int64    (100000,)  (50000,)   781.2 KiB  20"), result.output);
}

BOOST_AUTO_TEST_CASE(a_dataset_is_described) {
  const Place place;
  fill(place);

  const ProgramResult result = place.run("info", {"Größe"});

  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(contains(result.output, "  shape        (3, 4)\n"), result.output);
  BOOST_TEST(contains(result.output, "  compression  lz4\n"), result.output);
  BOOST_TEST(contains(result.output, "  @unit = \"m\"\n"), result.output);
  BOOST_TEST(contains(place.run("info").output, "counted\n"));
}

BOOST_AUTO_TEST_CASE(an_unfinished_write_is_told) {
  const Place place;
  const Array failing = map_blocks(
      [](const Chunk& block) {
        if (block.values<std::int64_t>()[0] == 3)
          throw Error("no such luck");
        return block;
      },
      {arange(5, {.chunks = 1})}, {.dtype = DType::int64});
  Session session({.scheduler = Scheduler::synchronous});
  BOOST_CHECK_THROW(store(session, failing, place.directory, {.name = "a"}), TaskError);

  BOOST_TEST(
      contains(place.run("ls").output, "unfinished: \"a\", all of it, 3 chunks, 24 bytes, can be resumed\n"),
      place.run("ls").output);
}

BOOST_AUTO_TEST_CASE(damaged_chunks_are_named) {
  const Place place;
  fill(place);
  BOOST_TEST(place.run("verify").output == "all chunks are whole\n");
  for (const auto& entry : std::filesystem::directory_iterator(place.directory))
    if (entry.path().filename().string().starts_with("slab")) {
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      for (std::uintmax_t at = 1000; at < entry.file_size(); at += 1 << 16)
        file.seekp(static_cast<std::streamoff>(at)).put('!');
    }

  const ProgramResult result = place.run("verify");

  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(contains(result.output, "damaged: \"counted\", block (0,): "), result.output);
  BOOST_TEST(contains(result.output, "damaged: \"counted\", block (1,): "), result.output);
  BOOST_TEST(!contains(result.output, "Größe"));
  BOOST_TEST(place.run("verify", {"counted"}).exit_code == 1);
  BOOST_TEST(place.run("verify", {"Größe"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(what_is_removed_can_be_given_back) {
  const Place place;
  {
    Session session;
    store(session, arange(4 << 20, {.chunks = 1 << 20}), place.directory, {.name = "large"});
    store(session, arange(10), place.directory, {.name = "small"});
  }

  const ProgramResult removed = place.run("rm", {"large"});
  BOOST_TEST(removed.exit_code == 0);
  BOOST_TEST(contains(removed.output, "removed large\n"), removed.output);
  BOOST_TEST(contains(removed.output, "troupe store compact"), removed.output);
  const ProgramResult result = place.run("compact");

  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(contains(result.output, "gave back 3"), result.output); // 32 MiB, and what is cut off with them
  BOOST_TEST(contains(result.output, " MiB; "), result.output);
  BOOST_TEST((dataset_names(std::filesystem::path(place.directory)) == std::vector<std::string>{"small"}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_told_on_the_error_stream) {
  const Place place;
  const ProgramResult missing = place.run("ls");
  BOOST_TEST(missing.exit_code == 2);
  BOOST_TEST(missing.output == "");
  BOOST_TEST(missing.errors == "troupe: store " + place.directory + ": there is no such directory\n");
  std::filesystem::create_directory(place.directory);
  BOOST_TEST(place.run("compact").exit_code == 2);
  BOOST_TEST(std::filesystem::is_empty(place.directory)); // none was made

  fill(place);
  BOOST_TEST(place.run("rm", {"a", "counted"}).exit_code == 2);
  BOOST_TEST(contains(place.run("ls").output, "counted"));
  const ProgramResult unknown = place.run("compress");
  BOOST_TEST(unknown.exit_code == 2);
  BOOST_TEST(contains(unknown.errors, "no subcommand compress; there are ls, info, verify, compact, rm"),
             unknown.errors);
  BOOST_TEST(place.run("rm").exit_code == 2);
  BOOST_TEST(test::run_troupe({}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(every_command_has_help) {
  for (const std::string command : {"ls", "info", "verify", "compact", "rm"}) {
    const ProgramResult result = test::run_troupe({"store", command, "--help"});
    BOOST_TEST(result.exit_code == 0);
    BOOST_TEST(contains(result.output, "DIR"));
  }
  BOOST_TEST(test::run_troupe({"--help"}).exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()
