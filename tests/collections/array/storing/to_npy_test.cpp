#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t entries_of(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(to_npy_)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_whatever_the_chunks) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "a.npy";
  for_each_cut({61, 83}, [&](const Array& array) {
    to_npy(synchronous_session(), array, path);

    BOOST_TEST((values_of<std::int64_t>(open_npy(path)) == values_of<std::int64_t>(array)));
  });
}

BOOST_AUTO_TEST_CASE(numpys_bytes_are_written) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path made = // by tests/reference/npy_files.py
      std::filesystem::path(REFERENCE_VALUES).parent_path() / "storage/formats/files/npy/cube.npy";

  to_npy(synchronous_session(), astype(counted({4, 5, 6}, {3, 2, 4}), DType::float32),
         directory.path() / "a.npy");

  BOOST_TEST((bytes_of(directory.path() / "a.npy") == bytes_of(made)));
}

BOOST_AUTO_TEST_CASE(a_file_may_be_made_out_of_itself) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "a.npy";
  to_npy(synchronous_session(), counted({10, 10}, 3), path);

  to_npy(synchronous_session(), open_npy(path, {.chunks = 4}) + 1, path);

  BOOST_TEST((values_of<std::int64_t>(open_npy(path)) == values_of<std::int64_t>(counted({10, 10}) + 1)));
  BOOST_TEST(entries_of(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(several_threads_write_one_file) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "a.npy";
  Session session({.threads = 4});
  const Array array = rechunk(counted({1500, 700}), {131, 700});

  to_npy(session, array, path);

  BOOST_TEST((values_of<std::int64_t>(open_npy(path)) == values_of<std::int64_t>(array)));
}

BOOST_AUTO_TEST_CASE(arrays_of_unknown_length_are_written) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "a.npy";
  const auto check = [&](Session& session, const Array& array) {
    to_npy(session, array, path);

    const Array read = open_npy(path);
    const Chunk expected = session.compute(array);
    BOOST_TEST((read.shape() == expected.shape()));
    BOOST_TEST((values_of<std::int64_t>(read) == values_of<std::int64_t>(array)));
    BOOST_TEST(entries_of(directory.path()) == 1u);
  };
  Session threads({.threads = 4});
  for_each_cut({61, 83}, [&](const Array& array) {
    for (Session* session : {&synchronous_session(), &threads}) {
      check(*session, array[array % 7 == 0]);                   // (?,)
      check(*session, unique(array % 100));                     // (?,)
      check(*session, argwhere(array > 5000));                  // (?, 2)
      check(*session, compress(arange(61) % 3 == 0, array, 0)); // (?, 83), cut in both directions
      check(*session, compress(arange(83) % 3 == 0, array, 1)); // (61, ?)
      check(*session, array[array < 0]);                        // nothing
    }
  });
}

BOOST_AUTO_TEST_CASE(what_is_written_by_rows_is_not_held_before) {
  const test::TemporaryDirectory directory;
  // One thing at a time: with threads, blocks that wait for a slow disk may leave memory meanwhile.
  Session session({.scheduler = Scheduler::synchronous, .memory_limit = "8MiB"});
  const Array x = arange(4'000'000, {.chunks = 50'000});

  to_npy(session, x[x % 2 == 0], directory.path() / "a.npy");

  BOOST_TEST(session.report().memory.spilled_bytes == 0u);
  const Chunk last = session.compute(getitem(open_npy(directory.path() / "a.npy"), {-1}));
  BOOST_TEST(last.item<std::int64_t>() == 3'999'998);
}

BOOST_AUTO_TEST_CASE(a_failure_leaves_the_file_there_was) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "a.npy";
  to_npy(synchronous_session(), counted({5}), path);
  std::filesystem::copy_file(path, directory.path() / "source.npy");
  const Array lost = open_npy(directory.path() / "source.npy") * 2;
  std::filesystem::remove(directory.path() / "source.npy");

  BOOST_CHECK_THROW(to_npy(synchronous_session(), lost, path), TaskError);

  BOOST_TEST((values_of<std::int64_t>(open_npy(path)) == std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  BOOST_TEST(entries_of(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_made_is_told_of_before_anything_runs) {
  const std::string message =
      message_of<FileError>([] { to_npy(synchronous_session(), counted({10}), "/nowhere/a.npy"); });

  BOOST_TEST(message == "to_npy: cannot write /nowhere/a.npy: there is no directory /nowhere", message);
}

BOOST_AUTO_TEST_CASE(only_a_file_is_replaced_and_links_are_followed) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path folder = directory.path() / "folder", file = directory.path() / "a.npy",
                              link = directory.path() / "link.npy";
  std::filesystem::create_directory(folder);
  to_npy(synchronous_session(), counted({3}), file);
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::create_symlink(file, link);

  BOOST_TEST(message_of<FileError>([&] { to_npy(synchronous_session(), counted({2}), folder); })
             == "to_npy: " + folder.string() + " is there and is no regular file");
  BOOST_TEST(message_of<FileError>([] {
               to_npy(synchronous_session(), counted({2}), "");
             }).starts_with("to_npy: cannot write \"\""));
  to_npy(synchronous_session(), counted({2}), link);

  BOOST_TEST(std::filesystem::is_symlink(link));
  BOOST_TEST((open_npy(file).shape() == Shape{2}));
  BOOST_TEST(((std::filesystem::status(file).permissions() & std::filesystem::perms::others_read)
              == std::filesystem::perms::none));
}

BOOST_AUTO_TEST_SUITE_END()
