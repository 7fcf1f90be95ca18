#pragma once

#include <span>
#include <string>

#include "image.hpp"

namespace drawing {

/// How a line over months looks.
struct SeriesStyle {
  std::string title;
  std::string units;
  int first_year = 0; ///< The first value is its January.
};

/// Draws one value a month as a line, with years below.
Image paint_monthly_series(std::span<const double> values, const SeriesStyle& style);

} // namespace drawing
