#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

struct Unit {
  std::string_view name;
  double bytes;
};
constexpr std::array<Unit, 14> units{{{"", 1},
                                      {"b", 1},
                                      {"k", 1e3},
                                      {"kb", 1e3},
                                      {"m", 1e6},
                                      {"mb", 1e6},
                                      {"g", 1e9},
                                      {"gb", 1e9},
                                      {"t", 1e12},
                                      {"tb", 1e12},
                                      {"kib", 0x1p10},
                                      {"mib", 0x1p20},
                                      {"gib", 0x1p30},
                                      {"tib", 0x1p40}}};

} // namespace

std::int64_t parse_bytes(const std::string& text) {
  std::string_view rest = text;
  double number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  while (!rest.empty() && rest.front() == ' ')
    rest.remove_prefix(1);
  std::string name(rest);
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto unit = std::ranges::find(units, name, &Unit::name);
  const double bytes = unit == units.end() ? 0 : number * unit->bytes;
  if (error != std::errc{} || !std::isfinite(bytes) || bytes < 1 || bytes > 0x1p62)
    throw ValueError("\"" + text + "\" is no size in bytes");
  return static_cast<std::int64_t>(bytes);
}

std::string to_string(ByteSize size) {
  const auto bytes = static_cast<double>(size.bytes());
  if (bytes < 1024)
    return std::to_string(size.bytes()) + " bytes";
  constexpr std::array<const char*, 4> names{"KiB", "MiB", "GiB", "TiB"};
  std::size_t name = 0;
  double scaled = bytes / 1024;
  for (; scaled >= 1023.95 && name + 1 < names.size(); ++name)
    scaled /= 1024;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", scaled, names[name]);
  return text.data();
}

std::string to_string(ByteSize size, ByteSize other) {
  const std::string text = to_string(size);
  const bool is_ambiguous = size != other && text == to_string(other);
  return is_ambiguous ? text + " (" + std::to_string(size.bytes()) + " bytes)" : text;
}

} // namespace troupe
