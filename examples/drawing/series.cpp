#include "series.hpp"

#include <algorithm>
#include <array>

#include "axis.hpp"
#include "text.hpp"

namespace drawing {
namespace {

constexpr Colour white{255, 255, 255};
constexpr Colour ink{38, 42, 48};
constexpr Colour grid{222, 224, 226};
constexpr Colour line{31, 95, 168};

constexpr int left = 84;
constexpr int top = 74;
constexpr int width = 1240;
constexpr int height = 420;
constexpr int right_margin = 40;
constexpr int bottom_margin = 52;

} // namespace

Image paint_monthly_series(std::span<const double> values, const SeriesStyle& style) {
  Image image(left + width + right_margin, top + height + bottom_margin, white);
  const auto [lowest, highest] = std::ranges::minmax(values);
  const Range range = round_range(lowest, highest);
  const auto x_of = [&](double month) { return left + width * month / static_cast<double>(values.size()); };
  const auto y_of = [&](double value) {
    return top + height * (range.high - value) / (range.high - range.low);
  };

  for (const double tick : ticks(range.low, range.high, 8)) {
    const std::array<Point, 2> rule{Point{left, y_of(tick)}, {left + width, y_of(tick)}};
    image.segments(rule, 1, grid);
    draw_text(image, {left - 12.0, y_of(tick) + 6}, tick_text(tick), 12, ink, Align::right);
  }
  for (std::size_t month = 0; month < values.size(); month += 12) {
    const double x = x_of(static_cast<double>(month));
    const std::array<Point, 2> rule{Point{x, top}, {x, top + height + 6}};
    image.segments(rule, 1, grid);
    draw_text(image, {x_of(static_cast<double>(month) + 6), top + height + 26.0},
              std::to_string(style.first_year + static_cast<int>(month / 12)), 12, ink, Align::centre);
  }
  image.frame(left, top, width, height, ink);

  for (std::size_t month = 1; month < values.size(); ++month) {
    const std::array<Point, 2> piece{Point{x_of(static_cast<double>(month) - 0.5), y_of(values[month - 1])},
                                     {x_of(static_cast<double>(month) + 0.5), y_of(values[month])}};
    image.segments(piece, 2.4, line);
  }

  draw_text(image, {left, 34}, style.title, 18, ink);
  draw_text(image, {left - 12.0, top - 12.0}, style.units, 13, ink, Align::right);
  return image;
}

} // namespace drawing
