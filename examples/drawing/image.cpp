#include "image.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <png.h>

namespace drawing {
namespace {

std::uint8_t mix_channel(std::uint8_t from, std::uint8_t to, double share) {
  return static_cast<std::uint8_t>(from + (to - from) * share + 0.5);
}

double squared_distance(Point point, Point from, Point to) {
  const double run_x = to.x - from.x;
  const double run_y = to.y - from.y;
  const double length = run_x * run_x + run_y * run_y;
  double share = 0;
  if (length > 0)
    share = std::clamp(((point.x - from.x) * run_x + (point.y - from.y) * run_y) / length, 0.0, 1.0);
  const double x = point.x - from.x - share * run_x;
  const double y = point.y - from.y - share * run_y;
  return x * x + y * y;
}

} // namespace

Colour mix(Colour from, Colour to, double share) {
  share = share > 0 ? std::min(share, 1.0) : 0; // a NaN is 0
  return {mix_channel(from.red, to.red, share), mix_channel(from.green, to.green, share),
          mix_channel(from.blue, to.blue, share)};
}

double brightness(Colour colour) {
  return (0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue) / 255; // ITU-R BT.601
}

Image::Image(int width, int height, Colour background)
    : width_(width), height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background) {}

void Image::fill(int left, int top, int width, int height, Colour colour) {
  for (int y = std::max(top, 0); y < std::min(top + height, height_); ++y)
    for (int x = std::max(left, 0); x < std::min(left + width, width_); ++x)
      set(x, y, colour);
}

void Image::frame(int left, int top, int width, int height, Colour colour) {
  fill(left, top, width, 1, colour);
  fill(left, top + height - 1, width, 1, colour);
  fill(left, top, 1, height, colour);
  fill(left + width - 1, top, 1, height, colour);
}

void Image::segments(std::span<const Point> points, double thickness, Colour colour) {
  if (points.empty())
    return;
  const auto [west, east] = std::ranges::minmax(points, {}, &Point::x);
  const auto [north, south] = std::ranges::minmax(points, {}, &Point::y);
  const double reach = thickness / 2 + 1;
  const int left = std::max(0, static_cast<int>(std::floor(west.x - reach)));
  const int right = std::min(width_ - 1, static_cast<int>(std::ceil(east.x + reach)));
  const int top = std::max(0, static_cast<int>(std::floor(north.y - reach)));
  const int bottom = std::min(height_ - 1, static_cast<int>(std::ceil(south.y + reach)));

  for (int y = top; y <= bottom; ++y)
    for (int x = left; x <= right; ++x) {
      const Point centre{x + 0.5, y + 0.5};
      double nearest = std::numeric_limits<double>::max();
      for (std::size_t i = 0; i + 1 < points.size(); i += 2)
        nearest = std::min(nearest, squared_distance(centre, points[i], points[i + 1]));
      const double cover = thickness / 2 + 0.5 - std::sqrt(nearest);
      if (cover > 0)
        set(x, y, mix(at(x, y), colour, cover));
    }
}

Image Image::read_png(const std::filesystem::path& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, file.c_str()) == 0)
    throw std::runtime_error("read a picture: " + file.string() + ": " + png.message);
  png.format = PNG_FORMAT_RGB;
  Image image(static_cast<int>(png.width), static_cast<int>(png.height), {});
  if (png_image_finish_read(&png, nullptr, image.pixels_.data(), 0, nullptr) == 0)
    throw std::runtime_error("read a picture: " + file.string() + ": " + png.message);
  return image;
}

void Image::write_png(const std::filesystem::path& file) const {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(width_);
  png.height = static_cast<png_uint_32>(height_);
  png.format = PNG_FORMAT_RGB;
  static_assert(sizeof(Colour) == 3);
  if (png_image_write_to_file(&png, file.c_str(), 0, pixels_.data(), 0, nullptr) == 0)
    throw std::runtime_error("write a picture: " + file.string() + ": " + png.message);
}

} // namespace drawing
