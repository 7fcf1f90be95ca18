#include <algorithm>
#include <utility>

#include <troupe/array/creation/creation.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/reshaping.hpp>

#include "expression/apply.hpp"

namespace troupe {

namespace {

/// Puts axis 0 and axis 1 in each other's place, where there are both.
std::size_t axis_of(std::size_t array, std::size_t rank, Indexing indexing) {
  const bool swapped = indexing == Indexing::xy && rank >= 2 && array < 2;
  return swapped ? 1 - array : array;
}

/// `array` along one axis of `rank`, of length 1 along the others.
Array along(const Array& array, std::size_t axis, std::size_t rank) {
  std::vector<int> others;
  for (std::size_t i = 0; i < rank; ++i)
    if (i != axis)
      others.push_back(static_cast<int>(i));
  return others.empty() ? array : expand_dims(array, others);
}

} // namespace

std::vector<Array> meshgrid(const std::vector<Array>& arrays, const MeshgridOptions& options,
                            std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("meshgrid", [&] {
    std::vector<Array> grids;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      if (arrays[i].rank() > 1)
        throw ShapeError("array " + std::to_string(i) + " is " + to_string(arrays[i].shape()) + ", not 1-d");
      grids.push_back(
          along(atleast_1d(arrays[i]), axis_of(i, arrays.size(), options.indexing), arrays.size()));
    }
    return options.sparse || grids.empty() ? grids : broadcast_arrays(grids);
  });
}

} // namespace troupe
