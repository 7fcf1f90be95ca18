#include "kernels/reductions/reduction_layout.hpp"

#include <algorithm>

namespace troupe {

namespace {

void append(std::vector<ReductionLayout::Group>& groups, std::size_t extent, bool is_reduced) {
  if (extent == 1)
    return;
  if (!groups.empty() && groups.back().is_reduced == is_reduced)
    groups.back().extent *= extent;
  else
    groups.push_back({extent, is_reduced});
}

} // namespace

ReductionLayout::ReductionLayout(const Shape& shape, std::span<const std::int64_t> axes, std::size_t unit) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    append(groups, static_cast<std::size_t>(shape[axis]),
           std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end());
  append(groups, unit, false);
  std::size_t at = groups.size();
  if (at > 0 && !groups[at - 1].is_reduced)
    inner = groups[--at].extent;
  if (at > 0)
    reduced = groups[--at].extent;
  while (at > 0)
    outer *= groups[--at].extent;
}

} // namespace troupe
