// What the winds did from 1982 to 1992, and what the ground under them looks like: tables and pictures out of
// two NetCDF files of Debian's package ferret-datasets. All of it is described first and computed in one run.
#include <cmath>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include <troupe/array.hpp>
#include <troupe/replay.hpp>

#include "command_line.hpp"
#include "winds_report.hpp"

using namespace troupe;
using Path = std::filesystem::path;

namespace {

// What is wanted, by name.
using Arrays = std::map<std::string, Array>;

/// Each map's mean over the Earth: a row counts as the cosine of its latitude, a missing value not at all.
Array earth_mean(const Array& maps, const Array& latitude) {
  const Array weight = where(isnan(maps), 0.0, reshape(cos(radians(latitude)), {-1, 1}));
  return nansum(maps * weight, {.axis = {1, 2}}) / sum(weight, {.axis = {1, 2}});
}

/// Wind speeds in m/s: what is normal for each month of the year, and how the 132 months differ from it.
Arrays describe_winds(const Path& file) {
  const Array latitude = open_netcdf(file, "FNOCY");
  const Array longitude = open_netcdf(file, "FNOCX");
  const Array u = open_netcdf(file, "UWND", {.chunks = {12, -1, -1}}); // a year at a time
  const Array v = open_netcdf(file, "VWND", {.chunks = {12, -1, -1}});

  const Array speed = sqrt(u * u + v * v);
  const Array by_year = reshape(speed, {11, 12, 73, 144});
  const Array climatology = nanmean(by_year, {.axis = 0});
  const Array anomaly = reshape(by_year - climatology, speed.shape());
  return {{"hours", open_netcdf(file, "TIME")}, // since 14 January 1980, 14:00
          {"latitude", latitude},
          {"longitude", longitude},
          {"cell_latitude", broadcast_to(reshape(latitude, {-1, 1}), {73, 144})},
          {"cell_longitude", broadcast_to(longitude, {73, 144})},
          {"climatology", climatology},
          {"normal_mean", earth_mean(climatology, latitude)},
          {"normal_min", nanmin(climatology, {.axis = {1, 2}})},
          {"normal_max", nanmax(climatology, {.axis = {1, 2}})},
          {"standard_deviation", nanstddev(anomaly, {.axis = 0})},
          {"anomaly", anomaly},
          {"mean_speed", earth_mean(speed, latitude)},
          {"anomaly_rms", sqrt(earth_mean(square(anomaly), latitude))},
          {"anomaly_min", nanmin(anomaly, {.axis = {1, 2}})},
          {"anomaly_max", nanmax(anomaly, {.axis = {1, 2}})}};
}

/// Half of what each inner point's neighbours differ by; they lie `reach` elements apart in the widened
/// chunk.
Chunk half_difference(const Chunk& wide, const Shape& inner, std::int64_t reach) {
  const float* heights = wide.values<float>().data();
  return Chunk::generate<float>(inner, [&](std::span<float> out) {
    auto next = out.begin();
    for (std::int64_t row = 0; row < inner[0]; ++row)
      for (std::int64_t i = row * wide.shape()[1]; i < row * wide.shape()[1] + inner[1]; ++i)
        *next++ = (heights[i + reach] - heights[i]) / 2;
  });
}

Chunk eastward(const Chunk& wide) { return half_difference(wide, {wide.shape()[0], wide.shape()[1] - 2}, 2); }

Chunk northward(const Chunk& wide) {
  return half_difference(wide, {wide.shape()[0] - 2, wide.shape()[1]}, 2 * wide.shape()[1]);
}

/// The ground in metres, on a grid of 5' × 5', its slope in m/km, and the light on it: the cosine of its
/// angle to rays from the north-west, 45° above the horizon, once it is made twelve times as steep.
Arrays describe_relief(const Path& file) {
  constexpr double spacing_m = 6'371'009 * std::numbers::pi / 2160; // along a meridian, on the mean radius
  constexpr double steeper = 12;
  const Array height = open_netcdf(file, "ROSE", {.chunks = {432, -1}});
  const Array latitude = open_netcdf(file, "ETOPO05_Y");
  // Columns meet at the poles; beyond 87° they are taken to be as far apart as there.
  const Array squeeze = maximum(cos(radians(reshape(latitude, {-1, 1}))), 0.05);

  const Boundaries round_the_earth{Edge::nearest, Edge::periodic};
  const Array east = map_overlap(height, [](const Chunk& wide) { return eastward(wide); },
                                 {.depth = {0, 1}, .boundary = round_the_earth})
                     / (spacing_m * squeeze);
  const Array north = map_overlap(height, [](const Chunk& wide) { return northward(wide); },
                                  {.depth = {1, 0}, .boundary = round_the_earth})
                      / spacing_m;
  const Array steepness = square(east) + square(north);
  const Array slope = 1000 * sqrt(steepness);
  const Array light =
      maximum((steeper / 2 * (east - north) + std::sqrt(0.5)) / sqrt(1 + steeper * steeper * steepness), 0);
  return {{"row_latitude", latitude},
          {"column_longitude", open_netcdf(file, "ETOPO05_X")},
          {"height", height},
          {"light", light},
          {"row_height", mean(height, {.axis = 1})},
          {"row_slope", mean(slope, {.axis = 1})},
          {"row_light", mean(light, {.axis = 1})}};
}

Results compute_all(Session& session, const Arrays& wanted) {
  std::vector<Array> arrays;
  for (const auto& [name, array] : wanted)
    arrays.push_back(array);
  const std::vector<Chunk> chunks = session.compute(arrays);
  Results results;
  auto chunk = chunks.begin();
  for (const auto& [name, array] : wanted)
    results[name] = *chunk++;
  return results;
}

void save_graph(const Arrays& wanted, const Path& file) {
  std::vector<NamedCollection> named;
  for (const auto& [name, array] : wanted)
    named.push_back({name, array});
  save(named, file);
}

void run(const CommandLine& line) {
  Arrays wanted = describe_winds(line.data / "monthly_navy_winds.cdf");
  wanted.merge(describe_relief(line.data / "etopo5.cdf"));
  std::filesystem::create_directories(line.out);
  if (!line.save.empty())
    save_graph(wanted, line.save);

  Session session(line.session);
  const Results results = compute_all(session, wanted);
  print_tables(results);
  std::cout << "\n" << to_string(session.report());
  write_tables(results, line.out);
  draw_pictures(results, line.out);
  std::cout << "\nPictures and tables are in " << line.out.string() << "\n";
}

} // namespace

int main(int count, char** words) {
  if (const auto code = replay_if_asked(count, words))
    return *code;
  try {
    const CommandLine line = parse_command_line(count, words);
    if (line.help)
      std::cout << "winds_and_relief [options]\n" << command_line_help;
    else
      run(line);
  } catch (const std::exception& error) {
    std::cerr << "winds_and_relief: " << error.what() << "\n";
    return 1;
  }
}
