#pragma once

#include <vector>

#include "image.hpp"

namespace drawing {

/// Colours for numbers: at `share` = 0 the low end, at 1 the high end, and straight lines between the
/// anchors.
class ColourMap {
public:
  struct Anchor {
    double share;
    Colour colour;
  };
  /// The anchors' shares ascend from 0 to 1; two of one share make a sharp edge.
  explicit ColourMap(std::vector<Anchor> anchors) : anchors_(std::move(anchors)) {}

  Colour at(double share) const; ///< `share` beyond the ends is the end's colour.

private:
  std::vector<Anchor> anchors_;
};

/// Amounts: dark violet over green to yellow, as light as large (matplotlib's viridis, CC0).
ColourMap viridis();

/// Amounts: black over red to pale yellow, as light as large (matplotlib's magma, CC0).
ColourMap magma();

/// Differences: blue below, near-white in the middle, red above.
ColourMap blue_to_red();

/// Heights of the Earth, for a range of -8000 m to 6000 m: blue depths, green lowland, brown mountains, white
/// peaks.
ColourMap relief_colours();

inline constexpr double relief_low_m = -8000;
inline constexpr double relief_high_m = 6000;

} // namespace drawing
