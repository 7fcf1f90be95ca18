#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/chunk.hpp>

#include "colour_map.hpp"
#include "image.hpp"

namespace drawing {

/// Numbers on a regular grid that goes round the Earth; NaN is missing.
class Field {
public:
  /// \param values      2-d, float32 or float64: latitudes × longitudes
  /// \param latitudes   degrees north, float64, evenly spaced, from south to north or north to south
  /// \param longitudes  degrees east, float64, evenly spaced, starting anywhere
  /// \throws std::invalid_argument if the three don't fit
  Field(const troupe::Chunk& values, const troupe::Chunk& latitudes, const troupe::Chunk& longitudes);

  /// The value at a place, bilinear between the four around it; that of the nearest where one of them is
  /// missing.
  float at(double latitude, double longitude) const;

private:
  float point(long row, long column) const;

  std::vector<float> values_;
  long rows_;
  long columns_;
  double first_latitude_;
  double latitude_step_;
  double first_longitude_;
  double longitude_step_;
};

/// How a map looks.
struct MapStyle {
  std::string title;
  std::string units; ///< Written at the colour bar.
  ColourMap colours = viridis();
  double low = 0; ///< The colour bar's ends.
  double high = 1;
  const Field* shade = nullptr; ///< The light on the ground from 45° above the horizon, 0 to 1; none if null.
};

/// Draws maps of the whole Earth, north up, Greenwich in the middle, with coastlines, degrees and a colour
/// bar.
class MapPainter {
public:
  /// \param relief            height in metres: the coast is where it is 0
  /// \param pixels_per_degree a map is 360 times as wide
  explicit MapPainter(const Field& relief, int pixels_per_degree = 4);

  Image paint(const Field& field, const MapStyle& style) const;

  /// Several maps in rows of three, each under its own title, with one colour bar for all and no degrees.
  struct Panel {
    std::string title;
    Field field;
  };
  Image paint_panels(std::span<const Panel> panels, const MapStyle& style) const;

private:
  Image paint_earth(const Field& field, const MapStyle& style) const; ///< The map alone, in samples.
  void find_coast(const Field& relief);

  int scale_;
  std::vector<std::uint8_t> coast_; ///< 1 on the coastline, for each sample of the earth
};

} // namespace drawing
