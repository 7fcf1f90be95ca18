#include <algorithm>
#include <array>
#include <cstdio>

#include <troupe/duration_text.hpp>

namespace troupe {

std::string duration_text(double seconds) {
  struct Unit {
    double seconds;
    const char* name;
  };
  constexpr std::array<Unit, 4> units{{{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}}};
  const auto* unit = std::ranges::find_if(units, [&](const Unit& one) { return seconds >= one.seconds; });
  if (unit == units.end())
    unit = &units.back();
  const double value = seconds / unit->seconds;
  const int decimals = unit == &units.back() || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.*f %s", decimals, value, unit->name);
  return text.data();
}

} // namespace troupe
