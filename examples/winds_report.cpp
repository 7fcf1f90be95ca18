#include "winds_report.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <utility>
#include <vector>

#include <troupe/error.hpp>

#include "csv_file.hpp"
#include "drawing/map.hpp"
#include "drawing/series.hpp"

using namespace troupe;
using std::filesystem::path;

namespace {

constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                            "July",    "August",   "September", "October", "November", "December"};

/// Element `i`, of float32 or float64.
double number(const Results& results, const char* name, std::size_t i) {
  const Chunk& chunk = results.at(name);
  return chunk.dtype() == DType::float32 ? chunk.values<float>()[i] : chunk.values<double>()[i];
}

/// Map number `index` of a stack of maps.
Chunk map_of(const Chunk& maps, std::size_t index) {
  const Shape shape{maps.shape()[1], maps.shape()[2]};
  return maps.view(static_cast<std::int64_t>(index) * element_count(shape), shape);
}

/// The calendar of the winds' file: its TIME is in hours since 14 January 1980, 14:00.
std::chrono::year_month month_of(const Results& results, std::size_t index) {
  const std::chrono::sys_days origin = std::chrono::year(1980) / 1 / 14;
  const double hours = number(results, "hours", index);
  if (!(std::abs(hours) < 1e6))
    throw ValueError("calendar: " + std::to_string(hours) + " hours are no time of the winds");
  const auto days = static_cast<int>(std::floor((14 + hours) / 24));
  const std::chrono::year_month_day day(origin + std::chrono::days(days));
  return day.year() / day.month();
}

/// The month that differs most from what is normal.
std::size_t strangest_month(const Results& results) {
  const auto rms = results.at("anomaly_rms").values<double>();
  return static_cast<std::size_t>(std::ranges::max_element(rms) - rms.begin());
}

/// "May 1989"
std::string name_of_month(const Results& results, std::size_t index) {
  const std::chrono::year_month month = month_of(results, index);
  return std::string(months[static_cast<unsigned>(month.month()) - 1]) + " "
         + std::to_string(static_cast<int>(month.year()));
}

void draw_winds(const Results& results, const drawing::Field& relief, const path& directory) {
  const auto field = [&](const Chunk& map) {
    return drawing::Field(map, results.at("latitude"), results.at("longitude"));
  };
  std::vector<drawing::MapPainter::Panel> panels;
  for (std::size_t month = 0; month < months.size(); ++month)
    panels.push_back({months[month], field(map_of(results.at("climatology"), month))});
  drawing::MapStyle style{
      .title = "Speed of the mean wind by month, 1982-1992", .units = "m/s", .low = 0, .high = 16};
  drawing::MapPainter(relief, 2).paint_panels(panels, style).write_png(directory / "wind_climatology.png");

  const drawing::MapPainter painter(relief);
  style.title = "Speed of the mean wind in January, 1982-1992";
  painter.paint(panels[0].field, style).write_png(directory / "wind_january.png");
  style.title = "Speed of the mean wind in July, 1982-1992";
  painter.paint(panels[6].field, style).write_png(directory / "wind_july.png");

  style.title = "Standard deviation of the monthly anomalies of wind speed";
  style.colours = drawing::magma();
  style.high = 4;
  painter.paint(field(results.at("standard_deviation")), style).write_png(directory / "wind_deviation.png");

  const std::size_t strangest = strangest_month(results);
  style = {.title = "Wind speed in " + name_of_month(results, strangest) + " less what is normal",
           .units = "m/s",
           .colours = drawing::blue_to_red(),
           .low = -8,
           .high = 8};
  painter.paint(field(map_of(results.at("anomaly"), strangest)), style)
      .write_png(directory / "wind_anomaly.png");
}

} // namespace

void print_tables(const Results& results) {
  std::puts("Wind speed in m/s      mean   lowest  highest");
  for (std::size_t month = 0; month < months.size(); ++month)
    std::printf("  %-16s %8.2f %8.2f %8.2f\n", months[month], number(results, "normal_mean", month),
                number(results, "normal_min", month), number(results, "normal_max", month));
  const std::size_t strangest = strangest_month(results);
  std::printf("Furthest from normal: %s, by %.2f m/s (root mean square), %+.1f to %+.1f m/s\n\n",
              name_of_month(results, strangest).c_str(), number(results, "anomaly_rms", strangest),
              number(results, "anomaly_min", strangest), number(results, "anomaly_max", strangest));

  std::puts("Relief at latitude   mean height in m   mean slope in m/km");
  for (std::size_t row = results.at("row_latitude").size(); row > 180; row -= 180)
    std::printf("  %+14.1f° %18.0f %20.2f\n", number(results, "row_latitude", row - 1),
                number(results, "row_height", row - 1), number(results, "row_slope", row - 1));
  std::fflush(stdout);
}

void write_tables(const Results& results, const path& directory) {
  const auto columns = [&](std::initializer_list<const char*> names) {
    std::vector<Column> found;
    for (const char* name : names)
      found.push_back({name, results.at(name)});
    return found;
  };

  std::vector<Column> series = columns({"mean_speed", "anomaly_rms", "anomaly_min", "anomaly_max"});
  std::vector<double> years, numbers;
  for (std::size_t i = 0; i < results.at("hours").size(); ++i) {
    years.push_back(static_cast<int>(month_of(results, i).year()));
    numbers.push_back(static_cast<unsigned>(month_of(results, i).month()));
  }
  const Shape shape{std::ssize(years)};
  series.insert(series.begin(), {{"year", Chunk::copy<double>(shape, years)},
                                 {"month", Chunk::copy<double>(shape, numbers)}});
  write_csv(directory / "months.csv", series);

  std::vector<Column> maps = columns({"cell_latitude", "cell_longitude", "standard_deviation"});
  for (std::size_t month = 0; month < months.size(); ++month)
    maps.push_back({months[month], map_of(results.at("climatology"), month)});
  write_csv(directory / "climatology.csv", maps);

  write_csv(directory / "relief.csv", columns({"row_latitude", "row_height", "row_slope", "row_light"}));
}

void draw_pictures(const Results& results, const path& directory) {
  const auto field = [&](const char* name) {
    return drawing::Field(results.at(name), results.at("row_latitude"), results.at("column_longitude"));
  };
  const drawing::Field height = field("height");
  const drawing::Field light = field("light");
  const drawing::MapStyle style{.title = "The Earth's relief, lit from the north-west",
                                .units = "metres",
                                .colours = drawing::relief_colours(),
                                .low = drawing::relief_low_m,
                                .high = drawing::relief_high_m,
                                .shade = &light};
  drawing::MapPainter(height, 6).paint(height, style).write_png(directory / "relief.png");

  draw_winds(results, height, directory);
  drawing::paint_monthly_series(results.at("mean_speed").values<double>(),
                                {.title = "Speed of the mean wind over the Earth",
                                 .units = "m/s",
                                 .first_year = static_cast<int>(month_of(results, 0).year())})
      .write_png(directory / "wind_series.png");
}
