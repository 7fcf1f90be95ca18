#include "map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "axis.hpp"
#include "text.hpp"

namespace drawing {
namespace {

constexpr Colour white{255, 255, 255};
constexpr Colour ink{38, 42, 48};
constexpr Colour missing{198, 198, 194};

// A pixel is the mean of 2 × 2 samples, which makes coastlines smooth.
constexpr int samples = 2;

constexpr int left_margin = 74;
constexpr int top_margin = 62;
constexpr int right_margin = 130;
constexpr int bottom_margin = 48;

std::vector<float> as_floats(const troupe::Chunk& chunk) {
  if (chunk.dtype() == troupe::DType::float64) {
    const auto values = chunk.values<double>();
    std::vector<float> floats(values.size());
    std::ranges::transform(values, floats.begin(), [](double v) { return static_cast<float>(v); });
    return floats;
  }
  const auto values = chunk.values<float>();
  return {values.begin(), values.end()};
}

/// A neighbour without weight may be missing.
float between(float from, float to, float share) {
  return share == 0 ? from : (1 - share) * from + share * to;
}

double step_of(std::span<const double> coordinates) {
  return (coordinates.back() - coordinates.front()) / static_cast<double>(coordinates.size() - 1);
}

std::string degrees_text(int degrees, const char* positive, const char* negative) {
  const bool unsigned_one = degrees == 0 || std::abs(degrees) == 180;
  return std::to_string(std::abs(degrees)) + "°" + (unsigned_one ? "" : degrees > 0 ? positive : negative);
}

/// `light` is the cosine of the angle between the ground and a light 45° above the horizon.
Colour lit(Colour colour, double light) {
  constexpr double on_flat_ground = 0.70710678;
  if (light < on_flat_ground)
    return mix({0, 0, 0}, colour, 0.2 + 0.8 * light / on_flat_ground);
  return mix(colour, white, 0.4 * (light - on_flat_ground) / (1 - on_flat_ground));
}

struct Box {
  int left;
  int top;
  int width;
  int height;
};

void draw_degrees(Image& image, const Box& map) {
  const double size = 12;
  for (int longitude = -180; longitude <= 180; longitude += 60) {
    const double x = map.left + (longitude + 180) * map.width / 360.0;
    const std::array<Point, 2> mark{Point{x, map.top + map.height + 0.0}, {x, map.top + map.height + 6.0}};
    image.segments(mark, 1, ink);
    draw_text(image, {x, map.top + map.height + 24.0}, degrees_text(longitude, "E", "W"), size, ink,
              Align::centre);
  }
  for (int latitude = -90; latitude <= 90; latitude += 30) {
    const double y = map.top + (90 - latitude) * map.height / 180.0;
    const std::array<Point, 2> mark{Point{map.left - 6.0, y}, {map.left + 0.0, y}};
    image.segments(mark, 1, ink);
    draw_text(image, {map.left - 12.0, y + size / 2}, degrees_text(latitude, "N", "S"), size, ink,
              Align::right);
  }
}

void draw_colour_bar(Image& image, const Box& bar, const MapStyle& style) {
  for (int row = 0; row < bar.height; ++row)
    image.fill(bar.left, bar.top + row, bar.width, 1, style.colours.at(1 - (row + 0.5) / bar.height));
  image.frame(bar.left, bar.top, bar.width, bar.height, ink);
  const double size = 12;
  for (const double tick : ticks(style.low, style.high, 8)) {
    const double y = bar.top + (style.high - tick) / (style.high - style.low) * bar.height;
    const double right = bar.left + bar.width;
    const std::array<Point, 2> mark{Point{right, y}, {right + 5, y}};
    image.segments(mark, 1, ink);
    draw_text(image, {right + 10, y + size / 2}, tick_text(tick), size, ink);
  }
  draw_text(image, {bar.left + bar.width / 2.0, bar.top - 12.0}, style.units, 13, ink, Align::centre);
}

/// The mean colour of the samples of one pixel.
Colour mean_colour(const Image& fine, int x, int y) {
  int red = 0, green = 0, blue = 0;
  for (int j = 0; j < samples; ++j)
    for (int i = 0; i < samples; ++i) {
      const Colour sample = fine.at(x * samples + i, y * samples + j);
      red += sample.red;
      green += sample.green;
      blue += sample.blue;
    }
  constexpr int count = samples * samples;
  return {static_cast<std::uint8_t>((red + count / 2) / count),
          static_cast<std::uint8_t>((green + count / 2) / count),
          static_cast<std::uint8_t>((blue + count / 2) / count)};
}

/// Puts a map that was painted in samples into its box, framed.
void place(Image& image, const Box& map, const Image& earth) {
  for (int y = 0; y < map.height; ++y)
    for (int x = 0; x < map.width; ++x)
      image.set(map.left + x, map.top + y, mean_colour(earth, x, y));
  image.frame(map.left - 1, map.top - 1, map.width + 2, map.height + 2, ink);
}

} // namespace

Field::Field(const troupe::Chunk& values, const troupe::Chunk& latitudes, const troupe::Chunk& longitudes)
    : values_(as_floats(values)), rows_(static_cast<long>(latitudes.size())),
      columns_(static_cast<long>(longitudes.size())) {
  if (rows_ < 2 || columns_ < 2 || values.shape() != troupe::Shape{rows_, columns_})
    throw std::invalid_argument("draw a field: values of shape " + troupe::to_string(values.shape()) + " on "
                                + std::to_string(rows_) + " latitudes and " + std::to_string(columns_)
                                + " longitudes");
  first_latitude_ = latitudes.values<double>().front();
  latitude_step_ = step_of(latitudes.values<double>());
  first_longitude_ = longitudes.values<double>().front();
  longitude_step_ = step_of(longitudes.values<double>());
}

float Field::point(long row, long column) const {
  column %= columns_;
  if (column < 0)
    column += columns_;
  return values_[static_cast<std::size_t>(std::clamp(row, 0L, rows_ - 1) * columns_ + column)];
}

float Field::at(double latitude, double longitude) const {
  const double row = (latitude - first_latitude_) / latitude_step_;
  const double column = (longitude - first_longitude_) / longitude_step_;
  const long north = static_cast<long>(std::floor(row));
  const long west = static_cast<long>(std::floor(column));
  const auto down = static_cast<float>(row - static_cast<double>(north));
  const auto right = static_cast<float>(column - static_cast<double>(west));
  const float upper = between(point(north, west), point(north, west + 1), right);
  const float lower = between(point(north + 1, west), point(north + 1, west + 1), right);
  const float value = between(upper, lower, down);
  return std::isnan(value) ? point(std::lround(row), std::lround(column)) : value;
}

MapPainter::MapPainter(const Field& relief, int pixels_per_degree) : scale_(pixels_per_degree * samples) {
  find_coast(relief);
}

void MapPainter::find_coast(const Field& relief) {
  const int width = 360 * scale_;
  const int height = 180 * scale_;
  std::vector<std::uint8_t> land(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      land[static_cast<std::size_t>(y) * width + x] =
          relief.at(90 - (y + 0.5) / scale_, (x + 0.5) / scale_ - 180) > 0;
  const auto land_at = [&](int x, int y) {
    return land[static_cast<std::size_t>(y) * width + (x + width) % width];
  };
  coast_.assign(land.size(), 0);
  for (int y = 1; y + 1 < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto here = land_at(x, y);
      for (const auto& [run, fall] :
           {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, 1}, {-1, 1}, {1, -1}})
        if (land_at(x + run, y + fall) != here)
          coast_[static_cast<std::size_t>(y) * width + x] = 1;
    }
}

Image MapPainter::paint_earth(const Field& field, const MapStyle& style) const {
  Image earth(360 * scale_, 180 * scale_, missing);
  for (int y = 0; y < earth.height(); ++y)
    for (int x = 0; x < earth.width(); ++x) {
      const double latitude = 90 - (y + 0.5) / scale_;
      const double longitude = (x + 0.5) / scale_ - 180;
      const float value = field.at(latitude, longitude);
      Colour colour = missing;
      if (!std::isnan(value))
        colour = style.colours.at((value - style.low) / (style.high - style.low));
      if (style.shade != nullptr)
        colour = lit(colour, style.shade->at(latitude, longitude));
      // Dark lines on light colours, light ones on dark.
      if (coast_[static_cast<std::size_t>(y) * earth.width() + x] != 0)
        colour = brightness(colour) > 0.42 ? mix(colour, ink, 0.85) : mix(colour, white, 0.8);
      earth.set(x, y, colour);
    }
  return earth;
}

Image MapPainter::paint(const Field& field, const MapStyle& style) const {
  const Image earth = paint_earth(field, style);
  const Box map{left_margin, top_margin, earth.width() / samples, earth.height() / samples};
  Image image(map.width + left_margin + right_margin, map.height + top_margin + bottom_margin, white);
  place(image, map, earth);
  draw_text(image, {map.left + 0.0, 38}, style.title, 18, ink);
  draw_degrees(image, map);
  draw_colour_bar(image, {map.left + map.width + 28, map.top + 30, 24, map.height - 30}, style);
  return image;
}

Image MapPainter::paint_panels(std::span<const Panel> panels, const MapStyle& style) const {
  constexpr int columns = 3;
  constexpr int gap = 24;
  constexpr int title_height = 36;
  const int width = 360 * scale_ / samples;
  const int height = 180 * scale_ / samples;
  const int rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
  const int right = gap + columns * (width + gap);
  const int bottom = top_margin + rows * (height + title_height);
  Image image(right + right_margin, bottom + gap, white);
  draw_text(image, {gap, 38}, style.title, 18, ink);

  for (int i = 0; i < static_cast<int>(panels.size()); ++i) {
    const Panel& panel = panels[static_cast<std::size_t>(i)];
    const Box map{gap + i % columns * (width + gap),
                  top_margin + title_height + i / columns * (height + title_height), width, height};
    place(image, map, paint_earth(panel.field, style));
    draw_text(image, {map.left + 0.0, map.top - 9.0}, panel.title, 13, ink);
  }
  const int bar_top = top_margin + title_height + 30;
  draw_colour_bar(image, {right + 4, bar_top, 24, bottom - bar_top}, style);
  return image;
}

} // namespace drawing
