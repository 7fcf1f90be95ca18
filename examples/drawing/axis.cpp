#include "axis.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace drawing {
namespace {

double round_step(double about) {
  const double power = std::pow(10, std::floor(std::log10(about)));
  for (const double step : {1.0, 2.0, 2.5, 5.0})
    if (step * power >= about * 0.999)
      return step * power;
  return 10 * power;
}

} // namespace

std::vector<double> ticks(double low, double high, int wanted) {
  std::vector<double> found;
  if (!(high > low) || wanted < 1)
    return found;
  const double step = round_step((high - low) / wanted);
  const double slack = step * 1e-6;
  for (double number = std::ceil((low - slack) / step); number * step <= high + slack; ++number)
    found.push_back(number * step);
  return found;
}

std::string tick_text(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", std::abs(value) < 1e-12 ? 0.0 : value);
  return text.data();
}

Range round_range(double low, double high) {
  if (!(high > low))
    return {low - 1, low + 1};
  const double step = round_step((high - low) / 8);
  return {std::floor(low / step) * step, std::ceil(high / step) * step};
}

} // namespace drawing
