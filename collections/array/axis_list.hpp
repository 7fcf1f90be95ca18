#pragma once

#include <string>
#include <vector>

namespace troupe {

/// Each axis as a number in [0, rank).
///
/// \throws AxisError naming `operation` for an axis that does not exist, or is named twice.
std::vector<int> normalise_axes(const std::vector<int>& axes, std::size_t rank, const std::string& operation);

} // namespace troupe
