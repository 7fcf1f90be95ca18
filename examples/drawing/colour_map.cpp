#include "colour_map.hpp"

#include <algorithm>
#include <initializer_list>

namespace drawing {
namespace {

Colour rgb(unsigned value) {
  return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value)};
}

ColourMap evenly(std::initializer_list<unsigned> colours) {
  std::vector<ColourMap::Anchor> anchors;
  for (const unsigned colour : colours)
    anchors.push_back(
        {static_cast<double>(anchors.size()) / static_cast<double>(colours.size() - 1), rgb(colour)});
  return ColourMap(std::move(anchors));
}

} // namespace

Colour ColourMap::at(double share) const {
  const auto above = std::ranges::find_if(anchors_, [&](const Anchor& a) { return a.share > share; });
  if (above == anchors_.begin())
    return anchors_.front().colour;
  if (above == anchors_.end())
    return anchors_.back().colour;
  const Anchor& below = *std::prev(above);
  return mix(below.colour, above->colour, (share - below.share) / (above->share - below.share));
}

// Every ninth of the colours in matplotlib's _cm_listed.py.
ColourMap viridis() {
  return evenly(
      {0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725});
}

ColourMap magma() {
  return evenly(
      {0x000004, 0x180f3d, 0x440f76, 0x721f81, 0x9e2f7f, 0xcd4071, 0xf1605d, 0xfd9668, 0xfeca8d, 0xfcfdbf});
}

ColourMap blue_to_red() {
  return evenly({0x0b2f6b, 0x1f5fa8, 0x4f94cd, 0x9dc8e6, 0xdcebf5, 0xf7f7f5, 0xfbe3d6, 0xf2b195, 0xdb7560,
                 0xb53038, 0x6b0a22});
}

ColourMap relief_colours() {
  const auto at = [](double height_m, unsigned colour) {
    return ColourMap::Anchor{(height_m - relief_low_m) / (relief_high_m - relief_low_m), rgb(colour)};
  };
  return ColourMap({at(-8000, 0x0a1c46), at(-6000, 0x123a72), at(-4000, 0x2460a0), at(-2000, 0x4a8fc4),
                    at(-200, 0x8fc3e0), at(0, 0xc4e3ee), at(0, 0x3f7d4a), at(150, 0x5c9a54),
                    at(500, 0xa7bf6c), at(1000, 0xd9cb8a), at(2000, 0xbd9160), at(3000, 0x97674a),
                    at(4500, 0xb8a79f), at(6000, 0xffffff)});
}

} // namespace drawing
