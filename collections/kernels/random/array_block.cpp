#include "kernels/random/array_block.hpp"

#include <troupe/error.hpp>

namespace troupe {

void ArrayBlock::check() const {
  element_count(array); // throws where that cannot be counted
  bool lies_inside = origin.size() == array.size() && shape.size() == array.size();
  for (std::size_t axis = 0; lies_inside && axis < array.size(); ++axis)
    lies_inside = origin[axis] >= 0 && shape[axis] >= 0 && shape[axis] <= array[axis]
                  && origin[axis] <= array[axis] - shape[axis];
  if (!lies_inside)
    throw ShapeError("random: a block of shape " + to_string(shape) + " from " + to_string(origin)
                     + " on does not lie in an array of shape " + to_string(array));
}

} // namespace troupe
