#pragma once

#include <string_view>

#include "image.hpp"

namespace drawing {

enum class Align { left, centre, right };

/// Width in pixels of `text` when its capitals are `size` pixels high.
double text_width(std::string_view text, double size);

/// Writes `text` (UTF-8: ASCII, ° and ²; anything else is drawn as a box) with its baseline at `at`.
void draw_text(Image& image, Point at, std::string_view text, double size, Colour colour,
               Align align = Align::left);

} // namespace drawing
