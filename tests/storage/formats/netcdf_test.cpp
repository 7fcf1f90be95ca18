#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/netcdf.hpp>

#include "support/error_message.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

// Debian's ferret-datasets. Values were read with Python's netCDF4.
const std::filesystem::path winds = "/usr/share/ferret-vis/data/monthly_navy_winds.cdf";
const std::filesystem::path relief = "/usr/share/ferret-vis/data/etopo5.cdf";

// Made by tests/reference/netcdf_files.py.
std::filesystem::path made(const std::string& name) { return std::filesystem::path(NETCDF_FILES) / name; }

} // namespace

BOOST_AUTO_TEST_SUITE(netcdf)

BOOST_AUTO_TEST_CASE(a_real_file_is_described) {
  const std::vector<NetcdfVariable> variables = describe_netcdf(winds);

  BOOST_REQUIRE(variables.size() == 5u);
  const NetcdfVariable& wind = variables[3];
  BOOST_TEST(wind.name == "UWND");
  BOOST_TEST((wind.dtype == DType::float32));
  BOOST_TEST(to_string(wind.shape) == "(132, 73, 144)");
  BOOST_TEST(wind.dimensions == (std::vector<std::string>{"TIME", "FNOCY", "FNOCX"}),
             boost::test_tools::per_element());
  BOOST_TEST(wind.file_chunk.empty());
  BOOST_TEST(wind.missing == std::vector<double>{static_cast<double>(-99.9F)},
             boost::test_tools::per_element());
  BOOST_TEST(wind.units == "M/S");
  BOOST_TEST(wind.long_name == "ZONAL WIND");
}

BOOST_AUTO_TEST_CASE(one_variable_is_described) {
  const NetcdfVariable rose = describe_netcdf(relief, "ROSE");

  BOOST_TEST(to_string(rose.shape) == "(2161, 4320)");
  BOOST_TEST(rose.units == "meters");
  BOOST_TEST(rose.missing == std::vector<double>{static_cast<double>(-1e34F)},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_region_of_a_record_variable_is_read) {
  const Chunk chunk = read_netcdf(winds, "UWND", {131, 72, 140}, {1, 1, 4});

  BOOST_TEST(to_string(chunk.shape()) == "(1, 1, 4)");
  BOOST_TEST(chunk.at<float>({0, 0, 0}) == -2.03051662F);
  BOOST_TEST(chunk.at<float>({0, 0, 3}) == -2.19762397F);
}

BOOST_AUTO_TEST_CASE(pieces_are_the_same_as_the_whole) {
  const Chunk whole = read_netcdf(relief, "ROSE", {1000, 2000}, {20, 30});
  for (const std::int64_t row : {0, 7, 19})
    for (const std::int64_t column : {0, 13, 29}) {
      const Chunk piece = read_netcdf(relief, "ROSE", {1000 + row, 2000 + column}, {1, 1});
      BOOST_TEST(piece.item<float>() == whole.at<float>({row, column}));
    }
}

BOOST_AUTO_TEST_CASE(a_chunked_compressed_file_tells_its_chunks) {
  const NetcdfVariable variable = describe_netcdf(made("chunked.nc"), "chunked");
  const Chunk chunk = read_netcdf(made("chunked.nc"), "chunked", {6, 7}, {3, 2});

  BOOST_TEST(to_string(variable.file_chunk) == "(7, 8)");
  BOOST_TEST(variable.missing == (std::vector<double>{-1, static_cast<double>(-99.9F)}),
             boost::test_tools::per_element());
  BOOST_TEST(chunk.at<float>({0, 0}) == 6 * 30 + 7.0F);
  BOOST_TEST(chunk.at<float>({2, 1}) == 8 * 30 + 8.0F);
}

BOOST_AUTO_TEST_CASE(every_numeric_type_has_its_dtype) {
  const auto read = [](const char* name) { return read_netcdf(made("chunked.nc"), name, {0}, {2}); };
  const auto is_extreme = [&]<class T>(const char* name, T) {
    const Chunk chunk = read(name);
    return chunk.at<T>({0}) == std::numeric_limits<T>::lowest()
           && chunk.at<T>({1}) == std::numeric_limits<T>::max();
  };
  BOOST_TEST(is_extreme("i1", std::int8_t{}));
  BOOST_TEST(is_extreme("u1", std::uint8_t{}));
  BOOST_TEST(is_extreme("i2", std::int16_t{}));
  BOOST_TEST(is_extreme("u2", std::uint16_t{}));
  BOOST_TEST(is_extreme("i4", std::int32_t{}));
  BOOST_TEST(is_extreme("u4", std::uint32_t{}));
  BOOST_TEST(is_extreme("i8", std::int64_t{}));
  BOOST_TEST(is_extreme("u8", std::uint64_t{}));
  BOOST_TEST(is_extreme("f4", float{}));
  BOOST_TEST(is_extreme("f8", double{}));
}

BOOST_AUTO_TEST_CASE(scalars_and_empty_regions_are_read) {
  BOOST_TEST(read_netcdf(made("chunked.nc"), "scalar", {}, {}).item<int>() == 42);
  BOOST_TEST(read_netcdf(made("chunked.nc"), "chunked", {20, 0}, {0, 30}).size() == 0u);
  BOOST_TEST(describe_netcdf(made("no_records.nc"), "nothing_yet").shape[0] == 0);
}

BOOST_AUTO_TEST_CASE(records_of_several_variables_are_told_apart) {
  const Chunk shorts = read_netcdf(made("records.nc"), "short", {4, 0}, {1, 3});
  const Chunk bytes = read_netcdf(made("records.nc"), "byte", {4, 0}, {1, 3});

  BOOST_TEST(shorts.at<std::int16_t>({0, 2}) == 14);
  BOOST_TEST(bytes.at<std::int8_t>({0, 0}) == 12);
  BOOST_TEST(read_netcdf(made("one_record_variable.nc"), "byte", {4, 2}, {1, 1}).item<int>() == 14);
}

BOOST_AUTO_TEST_CASE(text_has_no_dtype) {
  for (const char* name : {"letters", "string"})
    BOOST_CHECK_THROW(describe_netcdf(made("chunked.nc"), name), DTypeError);
  BOOST_CHECK_THROW(read_netcdf(made("chunked.nc"), "letters", {0}, {8}), DTypeError);
  for (const NetcdfVariable& variable : describe_netcdf(made("chunked.nc")))
    BOOST_TEST((variable.name != "letters" && variable.name != "string"));
}

BOOST_AUTO_TEST_CASE(an_unknown_variable_is_answered_with_those_there_are) {
  BOOST_TEST(message_of<FileError>([] { describe_netcdf(relief, "rose"); })
             == "netcdf: " + relief.string() + " has no variable \"rose\", only: ETOPO05_X, ETOPO05_Y, ROSE");
}

BOOST_AUTO_TEST_CASE(regions_outside_are_errors) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(message_of<ShapeError>([] {
               read_netcdf(relief, "ROSE", {2160, 0}, {2, 10});
             })
             == "netcdf: (2, 10) at (2160, 0) is not inside \"ROSE\" of (2161, 4320)");
  BOOST_CHECK_THROW(read_netcdf(relief, "ROSE", {-1, 0}, {1, 1}), ShapeError);
  BOOST_CHECK_THROW(read_netcdf(relief, "ROSE", {most, 0}, {1, 1}), ShapeError);
  BOOST_CHECK_THROW(read_netcdf(relief, "ROSE", {0, 0}, {1, most}), ShapeError);
  BOOST_CHECK_THROW(read_netcdf(relief, "ROSE", {0}, {1}), ShapeError);
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read_are_named) {
  const test::TemporaryDirectory directory;
  const auto other = directory.path() / "notes.txt";
  std::ofstream(other) << "no NetCDF here";

  BOOST_TEST(message_of<FileError>([&] { describe_netcdf(directory.path() / "none.nc"); })
             == "netcdf: " + (directory.path() / "none.nc").string() + " does not exist");
  BOOST_TEST(message_of<FileError>([&] { describe_netcdf(other); })
             == "netcdf: " + other.string() + " is neither a NetCDF nor an HDF5 file");
  BOOST_TEST(message_of<FileError>([&] { describe_netcdf(directory.path()); })
             == "netcdf: " + directory.path().string() + " is not a regular file");
}

BOOST_AUTO_TEST_CASE(truncated_files_are_errors_in_every_format) {
  const test::TemporaryDirectory directory;
  for (const std::filesystem::path& file :
       {winds, made("chunked.nc"), made("records.nc"), made("one_record_variable.nc")}) {
    const auto copy = directory.path() / file.filename();
    std::filesystem::copy_file(file, copy);
    const std::uintmax_t size = std::filesystem::file_size(copy);
    const std::string variable = describe_netcdf(copy).back().name;
    for (const std::uintmax_t shorter :
         {size - 2, size / 2, size / 10, std::uintmax_t{3}, std::uintmax_t{0}}) {
      std::filesystem::resize_file(copy, shorter);
      BOOST_CHECK_THROW(describe_netcdf(copy, variable), FileError);
    }
  }
}

BOOST_AUTO_TEST_CASE(threads_take_turns) {
  const Chunk expected = read_netcdf(winds, "VWND", {0, 0, 0}, {2, 73, 144});
  std::atomic<int> different{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round)
        different += !identical(read_netcdf(winds, "VWND", {0, 0, 0}, {2, 73, 144}), expected);
    });
  for (std::thread& thread : threads)
    thread.join();
  BOOST_TEST(different == 0);
}

// Made by tests/reference/hdf5_files.py with h5py.
BOOST_AUTO_TEST_CASE(datasets_of_an_hdf5_file_are_variables) {
  std::vector<std::string> names;
  for (const NetcdfVariable& variable : describe_netcdf(made("hdf5/plain.h5")))
    names.push_back(variable.name);
  std::ranges::sort(names);

  BOOST_TEST(names
                 == (std::vector<std::string>{"big_endian", "contiguous", "group/deep/packed",
                                              "group/growing", "scalar"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_packed_dataset_in_a_group_is_read) {
  const NetcdfVariable variable = describe_netcdf(made("hdf5/plain.h5"), "/group/deep/packed");
  const Chunk chunk = read_netcdf(made("hdf5/plain.h5"), "group/deep/packed", {6, 7}, {3, 2});

  BOOST_TEST(variable.name == "group/deep/packed");
  BOOST_TEST(to_string(variable.file_chunk) == "(7, 8)");
  BOOST_TEST((chunk.dtype() == DType::int16));
  BOOST_TEST(chunk.at<std::int16_t>({2, 1}) == 248); // 8 * 30 + 8
}

BOOST_AUTO_TEST_CASE(big_endian_and_0_d_datasets_are_read) {
  BOOST_TEST(read_netcdf(made("hdf5/plain.h5"), "big_endian", {2, 3}, {1, 1}).item<std::int32_t>() == 11);
  BOOST_TEST(read_netcdf(made("hdf5/plain.h5"), "scalar", {}, {}).item<float>() == 42.0F);
}

BOOST_AUTO_TEST_CASE(datasets_that_hold_no_numbers_are_refused) {
  BOOST_CHECK_THROW(describe_netcdf(made("hdf5/plain.h5"), "text"), DTypeError);
  for (const char* name : {"records", "complex", "flags", "group", "group/deep", "packed"})
    BOOST_CHECK_THROW(describe_netcdf(made("hdf5/plain.h5"), name), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
