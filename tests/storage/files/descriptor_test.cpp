#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "files/descriptor.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

struct LargeFile {
  test::TemporaryDirectory directory;
  std::filesystem::path path = directory.path() / "large";
  LargeFile() { std::ofstream(path, std::ios::binary) << std::string(1 << 20, 'x'); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(descriptor_)

BOOST_AUTO_TEST_CASE(a_file_is_closed_with_its_last_owner) {
  const LargeFile file;
  Descriptor last;
  {
    Descriptor first = Descriptor::open(file.path, O_RDONLY);
    last = std::move(first);
  }
  const int number = last.descriptor();
  const bool open_before = fcntl(number, F_GETFD) >= 0;
  last = Descriptor();

  BOOST_TEST(open_before);
  BOOST_TEST(fcntl(number, F_GETFD) < 0);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_started_does_not_inherit_it) {
  const LargeFile file;
  const Descriptor open = Descriptor::open(file.path, O_RDONLY);

  BOOST_TEST((fcntl(open.descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_is_not_open) {
  const LargeFile file;

  const Descriptor missing = Descriptor::open(file.path / "missing", O_RDONLY);
  const int code = errno;

  BOOST_TEST(!missing.is_open());
  BOOST_TEST(code == ENOTDIR);
}

BOOST_AUTO_TEST_CASE(a_hole_takes_no_space_and_reads_as_zeros) {
  const LargeFile file;
  const Descriptor open = Descriptor::open(file.path, O_RDWR);
  fsync(open.descriptor()); // so that it has its space
  const std::uint64_t before = disk_bytes(file.path);

  const int code = punch_hole(open.descriptor(), 65536, 65536);

  std::array<char, 2> bytes{};
  BOOST_TEST(code == 0);
  BOOST_TEST(disk_bytes(file.path) == before - 65536);
  BOOST_TEST(std::filesystem::file_size(file.path) == 1u << 20);
  BOOST_REQUIRE(pread(open.descriptor(), bytes.data(), 2, 65535) == 2);
  BOOST_TEST(bytes[0] == 'x');
  BOOST_TEST(bytes[1] == '\0');
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_an_error_number) {
  const LargeFile file;
  const Descriptor open = Descriptor::open(file.path, O_RDONLY);

  BOOST_TEST(punch_hole(open.descriptor(), 0, 4096) == EBADF);
  BOOST_TEST(sync_directory(file.directory.path()) == 0);
  BOOST_TEST(sync_directory(file.path) == ENOTDIR);
  BOOST_TEST(disk_bytes(file.path / "missing") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
