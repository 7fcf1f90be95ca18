#pragma once

#include <string>

namespace troupe {

/// For people, in three digits or more: "1.50 s", "12.3 ms", "45.0 µs", "120 ns".
std::string duration_text(double seconds);

} // namespace troupe
