#include <algorithm>

#include <troupe/error.hpp>
#include <troupe/shape.hpp>

namespace troupe {

namespace {

std::string text(std::span<const std::int64_t> shape) { return to_string(Shape(shape.begin(), shape.end())); }

// What two extents stretch to, or nothing. An unknown extent beside a known one larger than 1 can only be
// that one, or 1: the result is the known one either way.
bool stretch(std::int64_t& result, std::int64_t extent) {
  if (extent == 1 || extent == result)
    return true;
  if (result == 1 || result == unknown_extent) {
    result = extent;
    return true;
  }
  return extent == unknown_extent;
}

std::string enumerate(std::span<const Shape> shapes) {
  std::string result;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (i > 0)
      result += i + 1 == shapes.size() ? " and " : ", ";
    result += to_string(shapes[i]);
  }
  return result;
}

} // namespace

namespace {

/// `factor` times all extents; `excess` says of what there are too many.
std::int64_t product_of(std::span<const std::int64_t> shape, std::int64_t factor, const std::string& excess) {
  for (const std::int64_t extent : shape)
    if (extent < 0)
      throw ShapeError("shape: " + text(shape)
                       + (extent == unknown_extent ? " has an unknown extent" : " has a negative extent"));
  if (std::ranges::find(shape, 0) != shape.end())
    return 0;
  for (const std::int64_t extent : shape)
    if (__builtin_mul_overflow(factor, extent, &factor))
      throw ShapeError("shape: " + text(shape) + excess);
  return factor;
}

} // namespace

std::int64_t element_count(std::span<const std::int64_t> shape) {
  return product_of(shape, 1, " has more than 2^63 - 1 elements");
}

std::int64_t byte_count(std::span<const std::int64_t> shape, std::size_t element_bytes) {
  return product_of(shape, static_cast<std::int64_t>(element_bytes),
                    " of " + std::to_string(element_bytes) + "-byte elements exceeds 2^63 - 1 bytes");
}

std::string to_string(const Shape& shape) {
  std::string result = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0)
      result += ", ";
    result += shape[i] == unknown_extent ? "?" : std::to_string(shape[i]);
  }
  result += shape.size() == 1 ? ",)" : ")";
  return result;
}

Shape row_major_strides(std::span<const std::int64_t> shape) {
  Shape strides(shape.size());
  // Unsigned: beside an extent of 0 the others may overflow, and their strides are never used.
  std::uint64_t stride = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    strides[axis] = static_cast<std::int64_t>(stride);
    stride *= static_cast<std::uint64_t>(shape[axis]);
  }
  return strides;
}

Shape broadcast(std::span<const Shape> shapes, const std::string& operation) {
  std::size_t rank = 0;
  for (const Shape& shape : shapes)
    rank = std::max(rank, shape.size());
  Shape result(rank, 1);
  for (const Shape& shape : shapes)
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (!stretch(result[rank - shape.size() + i], shape[i]))
        throw ShapeError(operation + ": shapes " + enumerate(shapes) + " do not broadcast");
  return result;
}

int normalise_axis(std::int64_t axis, std::size_t rank, const std::string& operation) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count)
    throw AxisError(operation + ": axis " + std::to_string(axis) + " is out of range for rank "
                    + std::to_string(rank));
  return static_cast<int>(axis < 0 ? axis + count : axis);
}

} // namespace troupe
