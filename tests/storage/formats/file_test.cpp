#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "formats/file.hpp"
#include "support/error_message.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

struct TextFile {
  explicit TextFile(const std::string& text) : path(directory.path() / "text") {
    std::ofstream(path, std::ios::binary) << text;
  }
  test::TemporaryDirectory directory;
  std::filesystem::path path;
};

} // namespace

BOOST_AUTO_TEST_SUITE(file_)

BOOST_AUTO_TEST_CASE(reading_ends_where_the_file_ends) {
  const TextFile text("hello");
  const File file(text.path, File::Access::read, File::Caching::buffered);
  std::array<std::byte, 8> bytes{};

  BOOST_TEST(file.size_bytes() == 5u);
  BOOST_TEST(file.read_some(bytes.data(), 8, 1) == 4u);
  BOOST_TEST(static_cast<char>(bytes[0]) == 'e');
  BOOST_TEST(message_of<FileError>([&] { file.read(bytes.data(), 8, 1); })
             == "cannot read " + text.path.string() + ": it ends at byte 5, 4 bytes too early");
}

BOOST_AUTO_TEST_CASE(the_page_cache_gives_no_more_than_there_is) {
  const TextFile text("hello");
  const File file(text.path, File::Access::read, File::Caching::buffered);
  std::array<std::byte, 8> bytes{};

  BOOST_TEST(file.read_cached(bytes.data(), 8, 0) <= 5u);
  BOOST_TEST(file.read_cached(bytes.data(), 8, 100) == 0u);
}

BOOST_AUTO_TEST_CASE(a_reserved_file_reads_as_zero) {
  const test::TemporaryDirectory directory;
  const File file(directory.path() / "made", File::Access::create, File::Caching::buffered);
  std::array<std::byte, 8> bytes{std::byte{1}};

  file.reserve(100'000);
  file.read(bytes.data(), 8, 99'992);

  BOOST_TEST(file.size_bytes() == 100'000u);
  BOOST_TEST((bytes == std::array<std::byte, 8>{}));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_not_opened) {
  const test::TemporaryDirectory directory;

  BOOST_TEST(
      message_of<FileError>([&] { File(directory.path(), File::Access::read, File::Caching::buffered); })
      == "cannot open " + directory.path().string() + ": it is not a regular file");
  BOOST_TEST(message_of<FileError>([] { File("/nowhere/a", File::Access::read, File::Caching::direct); })
             == "cannot open /nowhere/a: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_renamed_file_takes_the_place_of_another) {
  const TextFile text("new"), old("old");

  rename_synced(text.path, old.path);

  BOOST_TEST(!std::filesystem::exists(text.path));
  BOOST_TEST(std::filesystem::file_size(old.path) == 3u);
  BOOST_CHECK_THROW(rename_synced(text.path, old.path), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
