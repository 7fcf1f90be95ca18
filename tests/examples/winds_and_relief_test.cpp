#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <troupe/npy.hpp>

#include "drawing/image.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

namespace fs = std::filesystem;
using nlohmann::json;
using troupe::test::ProgramResult;
using troupe::test::read_bytes;
using troupe::test::TemporaryDirectory;

namespace {

const fs::path data_directory = "/usr/share/ferret-vis/data";
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

ProgramResult winds_and_relief(const std::vector<std::string>& arguments) {
  return troupe::test::run_program(fs::path(EXAMPLES_DIRECTORY) / "winds_and_relief", arguments);
}

/// Numbers by column; NaN where a field is empty.
using Table = std::map<std::string, std::vector<double>>;

Table read_table(const fs::path& file) {
  std::istringstream lines(read_bytes(file));
  const auto fields = [](const std::string& line) {
    std::vector<std::string> found;
    std::istringstream stream(line + ",");
    for (std::string field; std::getline(stream, field, ',');)
      found.push_back(field);
    return found;
  };
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = fields(line);
  Table table;
  while (std::getline(lines, line)) {
    const std::vector<std::string> row = fields(line);
    BOOST_REQUIRE(row.size() == names.size());
    for (std::size_t i = 0; i < row.size(); ++i)
      table[names[i]].push_back(row[i].empty() ? missing : std::stod(row[i]));
  }
  return table;
}

const json& numpy_values() {
  static const json values = json::parse(read_bytes(MAIN_JOB_VALUES));
  return values;
}

/// Both agree to 1e-5, and are missing in the same places.
void check_near(double found, const json& expected, const std::string& what) {
  BOOST_TEST_CONTEXT(what) {
    if (expected.is_null())
      BOOST_TEST(std::isnan(found));
    else
      BOOST_TEST(found == expected.get<double>(), boost::test_tools::tolerance(1e-5));
  }
}

void check_all_near(const std::vector<double>& found, const json& expected, const std::string& what) {
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    check_near(found[i], expected[i], what + " " + std::to_string(i));
}

/// Every `row_step`-th latitude and `column_step`-th longitude of a map of the winds.
std::vector<double> samples(const std::vector<double>& map, std::size_t row_step, std::size_t column_step) {
  BOOST_REQUIRE(map.size() == 73 * 144);
  std::vector<double> found;
  for (std::size_t row = 0; row < 73; row += row_step)
    for (std::size_t column = 0; column < 144; column += column_step)
      found.push_back(map[row * 144 + column]);
  return found;
}

void check_statistics(const std::vector<double>& found, const json& expected, const std::string& what) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double sum = 0;
  int present = 0;
  for (const double value : found)
    if (!std::isnan(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
      sum += value;
      ++present;
    }
  check_near(low, expected["min"], what + " min");
  check_near(high, expected["max"], what + " max");
  check_near(sum, expected["sum"], what + " sum");
  BOOST_TEST(present == expected["present"].get<int>());
}

void check_winds(const fs::path& directory, const json& expected) {
  const std::vector<std::string> months{"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
  Table series = read_table(directory / "months.csv");
  for (const auto& [name, values] : expected["months"].items())
    check_all_near(series[name], values, name);

  Table maps = read_table(directory / "climatology.csv");
  const json& climatology = expected["climatology"];
  std::vector<double> sampled;
  for (std::size_t month = 0; month < 12; ++month) {
    check_statistics(maps[months[month]], climatology["months"][month], months[month]);
    const std::vector<double> some = samples(maps[months[month]], 12, 16);
    sampled.insert(sampled.end(), some.begin(), some.end());
  }
  check_all_near(sampled, climatology["samples"], "climatology");
  check_statistics(maps["standard_deviation"], expected["deviation"], "standard deviation");
  check_all_near(samples(maps["standard_deviation"], 12, 16), expected["deviation"]["samples"],
                 "standard deviation");
}

/// Copies of the data with a cell that is never there, a month without the Arctic, and a year without a box
/// in the Indian Ocean: as `with_gaps` in tests/reference/main_job.py.
void write_data_with_gaps(const fs::path& directory) {
  fs::create_symlink(data_directory / "etopo5.cdf", directory / "etopo5.cdf");
  std::string bytes = read_bytes(data_directory / "monthly_navy_winds.cdf");
  // NetCDF classic: records of TIME (8 bytes), UWND and VWND (73 × 144 big-endian floats) behind 2648 bytes.
  const auto drop = [&](std::size_t month, std::size_t row, std::size_t column) {
    const std::size_t place = 2648 + month * (8 + 2 * 4 * 73 * 144) + 8 + 4 * (row * 144 + column);
    bytes.replace(place, 4, "\xc2\xc7\xcc\xcd"); // -99.9
  };
  for (std::size_t month = 0; month < 132; ++month)
    drop(month, 20, 100);
  for (std::size_t row = 60; row < 73; ++row)
    for (std::size_t column = 0; column < 144; ++column)
      drop(13, row, column);
  for (std::size_t month = 24; month < 36; ++month)
    for (std::size_t row = 30; row < 34; ++row)
      for (std::size_t column = 20; column < 30; ++column)
        drop(month, row, column);
  std::ofstream(directory / "monthly_navy_winds.cdf", std::ios::binary) << bytes;
}

std::map<std::string, std::string> files_in(const fs::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(directory))
    files[entry.path().filename()] = read_bytes(entry.path());
  return files;
}

/// One run on two threads that several cases look at.
struct FinishedRun {
  TemporaryDirectory directory;
  ProgramResult result = winds_and_relief({"--out", directory.path(), "--threads", "2"});

  static const FinishedRun& get() {
    static const FinishedRun run;
    return run;
  }
};

/// The numbers of an NPY file to the nine digits that a table has, all there are of a float32.
std::vector<double> digits_of(const fs::path& file) {
  const troupe::Chunk chunk = troupe::read_npy(file, {0}, troupe::describe_npy(file).shape);
  std::vector<double> numbers;
  const auto add = [&](double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.9g", number);
    numbers.push_back(std::stod(text.data()));
  };
  if (chunk.dtype() == troupe::DType::float32)
    std::ranges::for_each(chunk.values<float>(), add);
  else
    std::ranges::for_each(chunk.values<double>(), add);
  return numbers;
}

void check_fails(const std::vector<std::string>& arguments, const std::string& message) {
  const ProgramResult result = winds_and_relief(arguments);

  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.errors.find(message) != std::string::npos, result.errors << " lacks " << message);
  BOOST_TEST(result.errors.starts_with("winds_and_relief: "));
}

} // namespace

BOOST_AUTO_TEST_SUITE(winds_and_relief_)

BOOST_AUTO_TEST_CASE(the_winds_are_numpys) {
  const FinishedRun& run = FinishedRun::get();

  BOOST_REQUIRE_MESSAGE(run.result.exit_code == 0, run.result.errors);
  check_winds(run.directory.path(), numpy_values()["winds"]);
}

BOOST_AUTO_TEST_CASE(the_relief_is_numpys) {
  Table relief = read_table(FinishedRun::get().directory.path() / "relief.csv");
  const json& expected = numpy_values()["relief"];

  for (const std::string name : {"height", "slope", "light"}) {
    const std::vector<double>& rows = relief["row_" + name];
    std::vector<double> sampled;
    for (std::size_t row = 0; row < rows.size(); row += 40)
      sampled.push_back(rows[row]);
    check_all_near(sampled, expected[name]["zonal_mean"], name);
  }
}

BOOST_AUTO_TEST_CASE(missing_values_count_nowhere) {
  const TemporaryDirectory data;
  const TemporaryDirectory out;
  write_data_with_gaps(data.path());

  const ProgramResult result = winds_and_relief({"--data", data.path(), "--out", out.path()});

  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  check_winds(out.path(), numpy_values()["winds_with_gaps"]);
}

BOOST_AUTO_TEST_CASE(its_graph_is_a_file_that_gives_the_same_numbers) {
  const TemporaryDirectory out;
  const std::string file = out.path() / "job.graph";
  const ProgramResult saved = winds_and_relief({"--out", out.path(), "--save", file});
  BOOST_REQUIRE_MESSAGE(saved.exit_code == 0, saved.errors);

  const ProgramResult replayed =
      winds_and_relief({"--replay", file, "--threads", "3", "--out", out.path() / "replayed"});

  BOOST_REQUIRE_MESSAGE(replayed.exit_code == 0, replayed.errors);
  const Table relief = read_table(out.path() / "relief.csv");
  for (const std::string name : {"row_height", "row_slope", "row_light"})
    BOOST_TEST(digits_of(out.path() / "replayed" / (name + ".npy")) == relief.at(name),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_scheduler_gives_the_same_bits) {
  const auto expected = files_in(FinishedRun::get().directory.path());
  const std::vector<std::vector<std::string>> ways{
      {"--scheduler", "synchronous"}, {"--threads", "1"}, {"--threads", "5"}};

  for (const std::vector<std::string>& way : ways) {
    const TemporaryDirectory out;
    std::vector<std::string> arguments{"--out", out.path()};
    arguments.insert(arguments.end(), way.begin(), way.end());
    BOOST_TEST(winds_and_relief(arguments).exit_code == 0);
    BOOST_TEST((files_in(out.path()) == expected), way[0] << " " << way[1]);
  }
}

BOOST_AUTO_TEST_CASE(the_pictures_show_something) {
  const std::map<std::string, int> widths{{"wind_climatology.png", 2386},
                                          {"wind_january.png", 1644},
                                          {"wind_july.png", 1644},
                                          {"wind_anomaly.png", 1644},
                                          {"wind_deviation.png", 1644},
                                          {"wind_series.png", 1364},
                                          {"relief.png", 2364}};

  for (const auto& [name, width] : widths) {
    const auto image = drawing::Image::read_png(FinishedRun::get().directory.path() / name);
    std::map<int, int> colours;
    for (int y = 0; y < image.height(); y += 3)
      for (int x = 0; x < image.width(); x += 3)
        ++colours[image.at(x, y).red << 16 | image.at(x, y).green << 8 | image.at(x, y).blue];
    BOOST_TEST(image.width() == width, name << " is " << image.width() << " wide");
    BOOST_TEST(image.height() > 500);
    BOOST_TEST(colours.size() > 10, name << " has " << colours.size() << " colours");
  }
}

BOOST_AUTO_TEST_CASE(the_table_names_every_month) {
  const std::string& output = FinishedRun::get().result.output;

  BOOST_TEST(output.find("January") != std::string::npos);
  BOOST_TEST(output.find("December") != std::string::npos);
  BOOST_TEST(output.find("May 1989") != std::string::npos); // the largest anomaly_rms of main_job_values.json
}

BOOST_AUTO_TEST_CASE(a_directory_without_the_data_is_named) {
  check_fails({"--data", "/nowhere"}, "/nowhere/monthly_navy_winds.cdf");
}

BOOST_AUTO_TEST_CASE(a_truncated_file_is_named) {
  const TemporaryDirectory data;
  const TemporaryDirectory out;
  fs::create_symlink(data_directory / "etopo5.cdf", data.path() / "etopo5.cdf");
  fs::copy(data_directory / "monthly_navy_winds.cdf", data.path());
  fs::resize_file(data.path() / "monthly_navy_winds.cdf", 5'000'000);

  check_fails({"--data", data.path(), "--out", out.path()}, "monthly_navy_winds.cdf");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_netcdf_is_named) {
  const TemporaryDirectory data;
  fs::copy(data_directory / "monthly_navy_winds.cdf", data.path());
  std::ofstream(data.path() / "etopo5.cdf") << "not a NetCDF file";

  check_fails({"--data", data.path(), "--out", data.path() / "out"}, "etopo5.cdf");
}

BOOST_AUTO_TEST_CASE(a_file_without_the_variable_is_named) {
  const TemporaryDirectory data;
  fs::create_symlink(data_directory / "etopo5.cdf", data.path() / "etopo5.cdf");
  fs::create_symlink(data_directory / "etopo5.cdf", data.path() / "monthly_navy_winds.cdf");

  check_fails({"--data", data.path(), "--out", data.path() / "out"}, "no variable \"FNOCY\"");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_named) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "file") << "in the way";

  check_fails({"--out", directory.path() / "file" / "out"}, "file/out");
}

BOOST_AUTO_TEST_CASE(wrong_options_are_named) {
  check_fails({"--colour", "red"}, "--colour");
  check_fails({"--out"}, "--out");
  check_fails({"--threads", "many"}, "many");
  check_fails({"--scheduler", "round-robin"}, "round-robin");
}

BOOST_AUTO_TEST_SUITE_END()
