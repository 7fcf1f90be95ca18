#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace drawing {

/// A colour in sRGB.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

/// `from` where `share` is 0, below or NaN; `to` where it is 1 or above.
Colour mix(Colour from, Colour to, double share);

/// From 0 (black) to 1 (white), as the eye weighs the channels.
double brightness(Colour colour);

/// A point in pixels from the upper left corner; pixel (i, j) covers i … i + 1, j … j + 1.
struct Point {
  double x = 0;
  double y = 0;
};

/// A picture in memory. What is drawn outside of it is cut off.
class Image {
public:
  Image(int width, int height, Colour background);

  /// \throws std::runtime_error naming the file if it is missing or no PNG.
  static Image read_png(const std::filesystem::path& file);

  int width() const noexcept { return width_; }
  int height() const noexcept { return height_; }
  Colour at(int x, int y) const { return pixels_[index(x, y)]; }
  void set(int x, int y, Colour colour) { pixels_[index(x, y)] = colour; }

  void fill(int left, int top, int width, int height, Colour colour);
  /// The outline of a rectangle, one pixel wide, just inside of it.
  void frame(int left, int top, int width, int height, Colour colour);
  /// Segments `points[2 i] – points[2 i + 1]` with round ends, smooth edges, and no seams where they meet.
  void segments(std::span<const Point> points, double thickness, Colour colour);

  /// \throws std::runtime_error naming the file if it cannot be written.
  void write_png(const std::filesystem::path& file) const;

private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }

  int width_;
  int height_;
  std::vector<Colour> pixels_;
};

} // namespace drawing
