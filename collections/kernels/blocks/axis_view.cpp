#include "kernels/blocks/axis_view.hpp"

namespace troupe {

AxisView view_along(const Shape& shape, DType dtype, std::int32_t axis, const std::string& kernel) {
  if (axis < 0 || static_cast<std::size_t>(axis) >= shape.size())
    throw AxisError(kernel + ": axis " + std::to_string(axis) + " of a chunk of shape " + to_string(shape));
  AxisView view;
  for (std::int32_t i = 0; i < axis; ++i)
    view.outer *= shape[i];
  view.extent = shape[axis];
  for (std::size_t i = static_cast<std::size_t>(axis) + 1; i < shape.size(); ++i)
    view.inner *= shape[i];
  view.row_bytes = view.inner * static_cast<std::int64_t>(size_of(dtype));
  return view;
}

} // namespace troupe
