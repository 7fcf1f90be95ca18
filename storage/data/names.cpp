#include <algorithm>
#include <array>
#include <cstdio>

#include <troupe/json.hpp>
#include <troupe/names.hpp>

namespace troupe {

namespace {

constexpr unsigned char delete_character = 0x7f;

unsigned byte_at(std::string_view text, std::size_t place) {
  return place < text.size() ? static_cast<unsigned char>(text[place]) : 0U;
}

/// The controls of U+0080 to U+009F, of two bytes in UTF-8.
bool is_upper_control(std::string_view text, std::size_t place) {
  return byte_at(text, place) == 0xc2U && byte_at(text, place + 1) >= 0x80U
         && byte_at(text, place + 1) < 0xa0U;
}

std::string escaped(unsigned character) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\u%04x", character);
  return text.data();
}

} // namespace

std::string quoted_name(std::string_view name) {
  const std::string json = json_text(name); // which leaves controls from U+007F on as they are
  std::string quoted;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (byte_at(json, i) == delete_character)
      quoted += escaped(delete_character);
    else if (is_upper_control(json, i))
      quoted += escaped(byte_at(json, ++i));
    else
      quoted += json[i];
  }
  return quoted;
}

std::string shown_name(std::string_view name) {
  // Quotes and backslashes are harmless, so what they become does not count.
  std::string harmless(name);
  std::ranges::replace_if(
      harmless, [](char letter) { return letter == '"' || letter == '\\'; }, ' ');
  return quoted_name(harmless) == "\"" + harmless + "\"" ? std::string(name) : quoted_name(name);
}

std::string line_name(std::string_view file, std::uint32_t line) {
  return std::string(file.substr(file.rfind('/') + 1)) + ":" + std::to_string(line);
}

} // namespace troupe
