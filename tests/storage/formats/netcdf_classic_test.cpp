#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/netcdf.hpp>

#include "formats/netcdf_classic.hpp"
#include "support/random_seed.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

const std::filesystem::path files = NETCDF_FILES;

// What a file has is what its header demands, but for the padding behind the last variable: at most 3 bytes.
void check_size(const std::filesystem::path& file) {
  const std::uint64_t demanded = classic_size_bytes(file), actual = std::filesystem::file_size(file);
  BOOST_TEST(demanded <= actual, file.string());
  BOOST_TEST(demanded + 3 >= actual, file.string());
}

} // namespace

BOOST_AUTO_TEST_SUITE(netcdf_classic)

BOOST_AUTO_TEST_CASE(whole_files_have_the_size_their_header_demands) {
  for (const char* name : {"records.nc", "one_record_variable.nc"})
    check_size(files / name);
  for (const auto& entry : std::filesystem::directory_iterator("/usr/share/ferret-vis/data"))
    if (entry.path().extension() == ".cdf" || entry.path().extension() == ".nc")
      check_size(entry.path());
}

BOOST_AUTO_TEST_CASE(a_file_without_records_demands_none) {
  BOOST_TEST(classic_size_bytes(files / "no_records.nc") == 0u);
}

BOOST_AUTO_TEST_CASE(other_formats_demand_nothing) {
  BOOST_TEST(classic_size_bytes(files / "chunked.nc") == 0u);
}

BOOST_AUTO_TEST_CASE(a_header_that_ends_early_is_an_error) {
  const test::TemporaryDirectory directory;
  const auto copy = directory.path() / "copy.nc";
  std::filesystem::copy_file(files / "records.nc", copy);
  std::filesystem::resize_file(copy, 100);

  BOOST_CHECK_THROW(classic_size_bytes(copy), FileError);
}

// Sizes may overflow, counts may be absurd: the answer is a number or an error, at once.
BOOST_AUTO_TEST_CASE(mutated_headers_give_a_size_or_an_error) {
  const unsigned seed = test::random_seed();
  std::mt19937 random(seed);
  const test::TemporaryDirectory directory;
  const auto copy = directory.path() / "copy.nc";
  std::ifstream in(files / "records.nc", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  BOOST_REQUIRE(bytes.size() > 254);
  for (int round = 0; round < 500; ++round) {
    std::string changed = bytes;
    for (unsigned changes = random() % 3 + 1; changes > 0; --changes)
      changed[4 + random() % 250] = static_cast<char>(random());
    std::ofstream(copy, std::ios::binary) << changed;
    try {
      classic_size_bytes(copy);
    } catch (const FileError&) {
      continue;
    } catch (const std::exception& error) {
      BOOST_FAIL("seed " << seed << ", round " << round << ": " << error.what());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
