#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "formats/file_region.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

std::vector<std::uint64_t> offsets_of(const FileRegion& region) {
  std::vector<std::uint64_t> offsets;
  FileRegion::Walk walk(region);
  for (std::int64_t i = 0; i < region.run_count(); ++i, walk.next())
    offsets.push_back(walk.offset());
  return offsets;
}

} // namespace

BOOST_AUTO_TEST_SUITE(file_region)

BOOST_AUTO_TEST_CASE(whole_rows_are_one_run) {
  const FileRegion region(128, {10, 4, 5}, 8, {3, 0, 0}, {2, 4, 5});

  BOOST_TEST(region.run_bytes() == 320u);
  BOOST_TEST(offsets_of(region) == std::vector<std::uint64_t>{128 + 3 * 160},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parts_of_rows_are_runs_apart) {
  const FileRegion region(100, {3, 4, 5}, 2, {1, 2, 3}, {2, 2, 2});

  BOOST_TEST(region.run_bytes() == 4u);
  BOOST_TEST(offsets_of(region) == (std::vector<std::uint64_t>{166, 176, 206, 216}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_scalar_is_one_run_and_nothing_is_none) {
  BOOST_TEST(FileRegion(64, {}, 8, {}, {}).run_bytes() == 8u);
  BOOST_TEST(FileRegion(64, {}, 8, {}, {}).run_count() == 1);
  BOOST_TEST(FileRegion(64, {3, 4}, 8, {0, 0}, {0, 4}).run_count() == 0);
  BOOST_TEST(FileRegion(64, {3, 4}, 8, {0, 0}, {3, 0}).run_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(regions_are_written_and_read_at_any_alignment) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "bytes";
  constexpr std::int64_t length = 700'001;
  File(path, File::Access::create, File::Caching::buffered).reserve(length);
  std::vector<std::byte> bytes(600'000);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::byte>(i % 251);

  for (const std::int64_t origin : {0, 1, 4095, 4096, 99'999}) {
    const FileRegion region(1, {length - 1}, 1, {origin}, {600'000});
    write_region(path, region, bytes.data());
    const RegionBytes read = read_region(path, region);

    BOOST_TEST(std::equal(bytes.begin(), bytes.end(), read.bytes));
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_short_is_refused) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "bytes";
  File(path, File::Access::create, File::Caching::buffered).reserve(1'000'000);

  BOOST_CHECK_THROW(read_region(path, FileRegion(0, {1'000'001}, 1, {0}, {1'000'001})), FileError);
  BOOST_CHECK_THROW(read_region(path, FileRegion(0, {1'000'001}, 1, {999'999}, {2})), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
