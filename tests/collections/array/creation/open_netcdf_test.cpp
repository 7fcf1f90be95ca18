#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/netcdf.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

// Debian's ferret-datasets: 132 months, 73 latitudes, 144 longitudes.
const std::filesystem::path winds = "/usr/share/ferret-vis/data/monthly_navy_winds.cdf";

// Made by tests/reference/netcdf_files.py.
std::filesystem::path made(const std::string& name) {
  return std::filesystem::path(REFERENCE_VALUES).parent_path() / "storage/formats/files" / name;
}

/// "m" for NaN, else the number.
std::vector<std::string> shown(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values)
    texts.push_back(std::isnan(value) ? "m" : std::to_string(static_cast<int>(value)));
  return texts;
}

/// A copy of a made file that may be changed.
struct Copy {
  explicit Copy(const std::string& name) : path(directory.path() / name) {
    std::filesystem::copy_file(made(name), path);
  }
  test::TemporaryDirectory directory;
  std::filesystem::path path;
};

std::string failure_of(const Array& array) {
  return message_of<TaskError>([&] { synchronous_session().compute(array); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(open_netcdf_)

BOOST_AUTO_TEST_CASE(elements_are_found_whatever_the_chunks) {
  const auto expected =
      looped<float>({20, 30}, [](const Shape& at) { return static_cast<float>(at[0] * 30 + at[1]); });

  for (const Chunks& chunks : {Chunks(), Chunks(-1), Chunks(7), Chunks{{1, 0, 19}, 11}, Chunks{"1kB", 30}})
    BOOST_TEST(
        (values_of<float>(open_netcdf(made("chunked.nc"), "chunked", {.chunks = chunks})) == expected));
}

BOOST_AUTO_TEST_CASE(records_are_read_in_any_chunks) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(1), Chunks{{4, 1}, 2}}) {
    const Array shorts = open_netcdf(made("records.nc"), "short", {.chunks = chunks});

    BOOST_TEST((shorts.dtype() == DType::int16));
    BOOST_TEST((values_of<std::int16_t>(shorts)
                == std::vector<std::int16_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}));
  }
}

// Values were read with Python's netCDF4.
BOOST_AUTO_TEST_CASE(a_real_file_is_read_year_by_year) {
  const Array wind = open_netcdf(winds, "UWND", {.chunks = {12, -1, -1}});

  BOOST_TEST((wind.chunking() == Chunking::regular({132, 73, 144}, {12, 73, 144})));
  BOOST_TEST((values_of<float>(getitem(wind, {131, 72, Slice{140, 144, 3}}))
              == std::vector<float>{-2.03051662F, -2.19762397F}));
}

BOOST_AUTO_TEST_CASE(automatic_chunks_are_of_whole_chunks_of_the_file) {
  const auto cut = [](const Chunks& chunks) {
    return open_netcdf(made("chunked.nc"), "chunked", {.chunks = chunks}).chunking();
  };

  BOOST_TEST((cut("auto") == Chunking::whole({20, 30}))); // 8 MiB are more than all of them
  BOOST_TEST((cut({keep_chunks, 8}) == Chunking::regular({20, 30}, {20, 8})));
  // The file's are 7 x 8 float32, 224 bytes.
  BOOST_TEST((cut("1KiB") == Chunking::regular({20, 30}, {7, 30})));
  BOOST_TEST((cut({"400 B", 10}) == Chunking::regular({20, 30}, {7, 10})));
}

BOOST_AUTO_TEST_CASE(opening_reads_no_element_and_equal_calls_are_one_array) {
  const std::uint64_t before = synchronous_session().tasks_run();

  const Array first = open_netcdf(made("records.nc"), "short"),
              again = open_netcdf(made("records.nc"), "short");

  BOOST_TEST(first.name() == again.name());
  BOOST_TEST(first.name() != open_netcdf(made("records.nc"), "byte").name());
  BOOST_TEST(synchronous_session().tasks_run() == before);
}

BOOST_AUTO_TEST_CASE(missing_integers_become_nan_as_doubles) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(1), Chunks{{1, 2}, {3, 1}}}) {
    const Array level = open_netcdf(made("missing.nc"), "level", {.chunks = chunks});

    BOOST_TEST((level.dtype() == DType::float64));
    BOOST_TEST((shown(values_of<double>(level))
                == std::vector<std::string>{"0", "m", "2", "3", "4", "5", "6", "7", "8", "9", "10", "m"}));
  }
}

BOOST_AUTO_TEST_CASE(missing_floats_become_nan_of_their_own_dtype) {
  const Array depth = open_netcdf(made("missing.nc"), "depth", {.chunks = {2, 3}});

  BOOST_TEST((depth.dtype() == DType::float32));
  BOOST_TEST((shown(values_of<double>(astype(depth, DType::float64)))
              == std::vector<std::string>{"0", "1", "2", "3", "m", "5", "6", "7", "8", "9", "10", "11"}));
}

BOOST_AUTO_TEST_CASE(missing_values_may_stay_as_they_are_stored) {
  const Array level = open_netcdf(made("missing.nc"), "level", {.chunks = 2, .missing = Missing::as_stored});

  BOOST_TEST((values_of<std::int16_t>(level)
              == std::vector<std::int16_t>{0, -1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -32768}));
}

BOOST_AUTO_TEST_CASE(scalars_and_empty_variables_are_arrays) {
  BOOST_TEST(
      (values_of<std::int32_t>(open_netcdf(made("chunked.nc"), "scalar")) == std::vector<std::int32_t>{42}));
  BOOST_TEST((open_netcdf(made("no_records.nc"), "nothing_yet").shape() == Shape{0}));
  BOOST_TEST(values_of<double>(open_netcdf(made("no_records.nc"), "nothing_yet")).empty());
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
  const test::TemporaryDirectory directory;
  const auto none = directory.path() / "none.nc";

  BOOST_TEST(message_of<FileError>([&] { open_netcdf(none, "x"); })
             == "open_netcdf: cannot read " + none.string() + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(an_unknown_variable_is_answered_with_those_there_are) {
  BOOST_TEST(message_of<FileError>([] { open_netcdf(made("records.nc"), "shorts"); })
             == "open_netcdf: netcdf: " + made("records.nc").string()
                    + " has no variable \"shorts\", only: fixed, short, byte");
  BOOST_TEST(message_of<DTypeError>([] {
               open_netcdf(made("chunked.nc"), "letters");
             }).starts_with("open_netcdf: "));
}

BOOST_AUTO_TEST_CASE(other_files_are_refused) {
  const test::TemporaryDirectory directory;
  const auto notes = directory.path() / "notes.nc";
  std::ofstream(notes) << "no NetCDF here";

  BOOST_TEST(message_of<FileError>([&] { open_netcdf(notes, "x"); })
             == "open_netcdf: netcdf: " + notes.string() + " is neither a NetCDF nor an HDF5 file");
}

BOOST_AUTO_TEST_CASE(a_truncated_file_is_refused_when_it_is_opened) {
  for (const std::string name : {"records.nc", "chunked.nc"}) {
    const Copy copy(name);
    const std::string variable = describe_netcdf(copy.path).front().name;
    const std::uintmax_t size = std::filesystem::file_size(copy.path);
    for (const std::uintmax_t shorter : {size - 2, size / 2, std::uintmax_t{3}}) {
      std::filesystem::resize_file(copy.path, shorter);

      BOOST_TEST(
          message_of<FileError>([&] { open_netcdf(copy.path, variable); }).starts_with("open_netcdf: "));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_after_it_was_opened_fails_the_task) {
  const Copy copy("records.nc");
  const Array shorts = open_netcdf(copy.path, "short");

  std::filesystem::last_write_time(copy.path,
                                   std::filesystem::last_write_time(copy.path) + std::chrono::seconds(1));

  BOOST_TEST(
      failure_of(shorts).find("read_netcdf: " + copy.path.string() + " has changed since it was opened")
      != std::string::npos);
  BOOST_TEST(open_netcdf(copy.path, "short").name() != shorts.name());
}

BOOST_AUTO_TEST_CASE(a_file_that_goes_away_or_is_cut_short_fails_the_task) {
  const Copy gone("records.nc"), shortened("records.nc");
  const Array first = open_netcdf(gone.path, "short"), second = open_netcdf(shortened.path, "short");

  std::filesystem::remove(gone.path);
  std::filesystem::resize_file(shortened.path, std::filesystem::file_size(shortened.path) / 2);

  BOOST_TEST(failure_of(first).find("cannot read " + gone.path.string() + ": No such file or directory")
             != std::string::npos);
  BOOST_TEST(failure_of(second).find(shortened.path.string() + " has changed since it was opened")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cuts_that_do_not_fit_are_refused) {
  BOOST_TEST(message_of<ShapeError>([] {
               open_netcdf(made("records.nc"), "short", {.chunks = {{4, 2}, 3}});
             })
             == "open_netcdf: chunk sizes (4, 2) do not add up to the extent 5 of axis 0");
  BOOST_TEST(message_of<ShapeError>([] {
               open_netcdf(made("records.nc"), "short", {.chunks = {1, 1, 1}});
             })
             == "open_netcdf: chunks for 3 axes, the array has 2");
}

BOOST_AUTO_TEST_CASE(an_hdf5_file_is_opened_in_its_own_chunks) {
  const auto expected = looped<std::int16_t>(
      {20, 30}, [](const Shape& at) { return static_cast<std::int16_t>(at[0] * 30 + at[1]); });

  for (const Chunks& chunks : {Chunks(), Chunks(7), Chunks{{1, 0, 19}, 11}})
    BOOST_TEST(
        (values_of<std::int16_t>(open_hdf5(made("hdf5/plain.h5"), "group/deep/packed", {.chunks = chunks}))
         == expected));
  BOOST_TEST(message_of<FileError>([] {
               open_hdf5(made("hdf5/plain.h5"), "records");
             }).starts_with("open_hdf5: netcdf: "));
}

BOOST_AUTO_TEST_SUITE_END()
