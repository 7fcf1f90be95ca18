#pragma once

#include <string>

#include <troupe/report.hpp>

#include "runtime/progress/pace.hpp"

namespace troupe {

/// How far a compute is, for a terminal that has room for so many characters in a line:
///
///     compute [=====>      ] 42 %  12 345 of 29 000 tasks  1.2 GiB of 2.0 GiB  3 100/s  12 s left
///
/// Where that is too long parts are left out, those first that say least; nothing at all fits in three characters.
std::string progress_line(const Progress& progress, const Speed& speed, int width);

/// The same without a bar, for files.
std::string progress_text(const Progress& progress, const Speed& speed);

} // namespace troupe
