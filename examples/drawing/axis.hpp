#pragma once

#include <string>
#include <vector>

namespace drawing {

/// Round numbers (1, 2, 2.5 or 5 times a power of ten apart) between `low` and `high`, about `wanted` of
/// them.
std::vector<double> ticks(double low, double high, int wanted);

/// As short as it is exact for a tick: "0", "2.5", "-400".
std::string tick_text(double value);

/// The smallest range between round numbers that holds both: (0.3, 13.2) -> (0, 14).
struct Range {
  double low = 0;
  double high = 1;
};
Range round_range(double low, double high);

} // namespace drawing
