#include "text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

// The font: each letter is a few strokes, drawn with a round pen. A stroke is a run of points, a point two
// digits in base 36, x then y, on a grid on which y = 4 is the baseline, 14 the top of an "x", 20 the top of
// an "X".

namespace drawing {
namespace {

constexpr double baseline = 4;
constexpr double capital_height = 16;
constexpr double letter_gap = 4.5;

constexpr std::string_view box = "040kaka404";

constexpr std::pair<char, std::string_view> letters[] = {
    {'0', "2k0h072464878h6k2k"},
    {'1', "1h4k44"},
    {'2', "0h2k6k8h8e0484"},
    {'3', "0i2k6k8i8e6c3c 6c8a86642406"},
    {'4', "646k0898"},
    {'5', "7k1k0d2e6e8b87642406"},
    {'6', "7j5k2k0h072464878a6d2d0a"},
    {'7', "0k8k34"},
    {'8', "2k0i0e2c6c8e8i6k2k 2c0a062464868a6c"},
    {'9', "153464878h6k2k0h0e2b6b8e"},
    {'A', "045ka4 2989"},
    {'B', "040k6k9i9e6c0c 6caaa67404"},
    {'C', "ai7k3k0h073474a6"},
    {'D', "040k6kaga86404"},
    {'E', "9k0k0494 0c7c"},
    {'F', "9k0k04 0c7c"},
    {'G', "ai7k3k0h073474a7ac6c"},
    {'H', "040k a4ak 0cac"},
    {'I', "040k"},
    {'J', "7k77542407"},
    {'K', "040k 9k0a 3da4"},
    {'L', "0k0494"},
    {'M', "040k6ackc4"},
    {'N', "040ka4ak"},
    {'O', "3k0h073474a7ah7k3k"},
    {'P', "040k7kaiad7b0b"},
    {'Q', "3k0h073474a7ah7k3k 68b3"},
    {'R', "040k7kaiad7b0b 5ba4"},
    {'S', "ai7k3k0i0e3c7caaa6743406"},
    {'T', "0kak 5k54"},
    {'U', "0k073474a7ak"},
    {'V', "0k54ak"},
    {'W', "0k448ic4gk"},
    {'X', "0ka4 04ak"},
    {'Y', "0k5cak 5c54"},
    {'Z', "0kak04a4"},
    {'a', "8e84 8b6e2e0b07246487"},
    {'b', "0k04 0b2e6e8b87642407"},
    {'c', "8c6e2e0b07246486"},
    {'d', "8k84 8b6e2e0b07246487"},
    {'e', "09898b6e2e0b07246486"},
    {'f', "6k4k2i24 0e5e"},
    {'g', "8e82602001 8b6e2e0b07246487"},
    {'h', "0k04 0b2e6e8b84"},
    {'i', "0e04 0i0j"},
    {'j', "3e321000 3i3j"},
    {'k', "0k04 7e08 3a84"},
    {'l', "0k04"},
    {'m', "0e04 0b2e5e7b74 7b9eceebe4"},
    {'n', "0e04 0b2e6e8b84"},
    {'o', "2e0b072464878b6e2e"},
    {'p', "0e00 0b2e6e8b87642407"},
    {'q', "8e80 8b6e2e0b07246487"},
    {'r', "0e04 0b2e5e"},
    {'s', "7d5e2e0c1a6876542405"},
    {'t', "2i264464 0e5e"},
    {'u', "0e07246487 8e84"},
    {'v', "0e448e"},
    {'w', "0e346d94ce"},
    {'x', "0e84 048e"},
    {'y', "0e44 8e3110"},
    {'z', "0e8e0484"},
    {'.', "0404"},
    {',', "1402"},
    {':', "0404 0c0c"},
    {'-', "0b6b"},
    {'+', "0b8b 4f47"},
    {'=', "0d8d 0989"},
    {'_', "0292"},
    {'(', "3l1h0c1632"},
    {')', "0l2h3c2602"},
    {'/', "037l"},
    {'%', "04ak 1k0j0h1g3g4h4j3k1k 7867657484a5a79878"},
    {'\'', "0k0h"},
    {'<', "8g0b86"},
    {'>', "0g8b06"},
};

constexpr std::string_view degree = "2k0j0h2f3f5h5j3k2k";
constexpr std::string_view squared = "0i1k4k5i5g0b5b";

double digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

/// Takes the next letter off `text`; nothing for a space.
std::string_view next_letter(std::string_view& text) {
  for (const auto& [code, strokes] : {std::pair{std::string_view("°"), degree}, {"²", squared}})
    if (text.starts_with(code)) {
      text.remove_prefix(code.size());
      return strokes;
    }
  const char first = text.front();
  text.remove_prefix(1);
  if (first == ' ')
    return {};
  const auto found = std::ranges::find(letters, first, &std::pair<char, std::string_view>::first);
  return found == std::end(letters) ? box : found->second;
}

double width_of(std::string_view strokes) {
  if (strokes.empty())
    return 4;
  double width = 0;
  for (std::size_t i = 0; i < strokes.size(); i += strokes[i] == ' ' ? 1 : 2)
    if (strokes[i] != ' ')
      width = std::max(width, digit(strokes[i]));
  return width;
}

std::vector<Point> segments_of(std::string_view strokes, Point origin, double scale) {
  std::vector<Point> segments;
  bool pen_down = false;
  for (std::size_t i = 0; i < strokes.size();) {
    if (strokes[i] == ' ') {
      pen_down = false;
      ++i;
      continue;
    }
    const Point point{origin.x + scale * digit(strokes[i]),
                      origin.y - scale * (digit(strokes[i + 1]) - baseline)};
    if (pen_down)
      segments.push_back(point);
    segments.push_back(point);
    pen_down = true;
    i += 2;
    if (i == strokes.size() || strokes[i] == ' ')
      segments.pop_back();
  }
  return segments;
}

} // namespace

double text_width(std::string_view text, double size) {
  double width = 0;
  while (!text.empty())
    width += width_of(next_letter(text)) + letter_gap;
  return std::max(0.0, width - letter_gap) * size / capital_height;
}

void draw_text(Image& image, Point at, std::string_view text, double size, Colour colour, Align align) {
  const double scale = size / capital_height;
  if (align != Align::left)
    at.x -= text_width(text, size) * (align == Align::centre ? 0.5 : 1);
  while (!text.empty()) {
    const std::string_view strokes = next_letter(text);
    image.segments(segments_of(strokes, at, scale), std::max(1.1, size / 8), colour);
    at.x += (width_of(strokes) + letter_gap) * scale;
  }
}

} // namespace drawing
