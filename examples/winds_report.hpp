#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <troupe/chunk.hpp>

/// What winds_and_relief computed, by name.
using Results = std::map<std::string, troupe::Chunk>;

/// The climatology of wind speed, the strangest month, and the relief by latitude, on the standard output.
void print_tables(const Results& results);

/// months.csv, climatology.csv and relief.csv.
///
/// \throws std::runtime_error naming a file that cannot be written, as the next.
void write_tables(const Results& results, const std::filesystem::path& directory);

/// wind_climatology.png, wind_january.png, wind_july.png, wind_anomaly.png, wind_deviation.png,
/// wind_series.png and relief.png.
void draw_pictures(const Results& results, const std::filesystem::path& directory);
