#include "array/axis_list.hpp"

#include <numeric>

#include <troupe/error.hpp>
#include <troupe/shape.hpp>

namespace troupe {

std::vector<int> normalise_axes(const std::vector<int>& axes, std::size_t rank,
                                const std::string& operation) {
  std::vector<int> result;
  std::vector<bool> named(rank, false);
  for (const int given : axes) {
    const int axis = normalise_axis(given, rank, operation);
    if (named[axis])
      throw AxisError(operation + ": axis " + std::to_string(axis) + " is named twice");
    named[axis] = true;
    result.push_back(axis);
  }
  return result;
}

std::vector<int> axes_or_all(const std::optional<std::vector<int>>& axes, std::size_t rank,
                             const std::string& operation) {
  if (axes)
    return normalise_axes(*axes, rank, operation);
  std::vector<int> all(rank);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

} // namespace troupe
