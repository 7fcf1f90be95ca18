#include "array/axis_list.hpp"

#include <algorithm>
#include <numeric>

#include <troupe/array/axes_argument.hpp>
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

std::vector<int> Axes::in_order(std::size_t rank, const std::string& operation) const {
  if (named_)
    return normalise_axes(std::vector<int>(named_->begin(), named_->end()), rank, operation);
  std::vector<int> all(rank);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<std::int64_t> Axes::resolve(std::size_t rank, const std::string& operation) const {
  const std::vector<int> axes = in_order(rank, operation);
  std::vector<std::int64_t> ascending(axes.begin(), axes.end());
  std::ranges::sort(ascending);
  return ascending;
}

} // namespace troupe
