#include <string>
#include <vector>

#include <troupe/array/choosing.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/nonzero.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/choosing.hpp"
#include "expression/apply.hpp"

// Positions in C order, positions along axes, and those of triangles.

namespace troupe {

namespace {

/// As they are; \throws DTypeError for what is no integer.
Array whole_numbers(const Array& positions, const std::string& operation) {
  if (kind_of(positions.dtype()) >= DTypeKind::floating || positions.dtype() == DType::boolean)
    throw DTypeError(operation + ": positions are " + std::string(to_string(positions.dtype()))
                     + ", not integers");
  return positions;
}

Array inside(const Array& positions, std::int64_t extent, OutsideMode mode) {
  switch (mode) {
  case OutsideMode::wrap: return remainder(astype(positions, DType::int64), extent);
  case OutsideMode::clip: return clip(astype(positions, DType::int64), 0, extent - 1);
  default: return astype(apply(RequireRange{"ravel_multi_index", extent}, {positions}), DType::int64);
  }
}

std::pair<Array, Array> positions_of(const Array& triangle, std::source_location line) {
  const std::vector<Array> columns = nonzero(triangle, line);
  return {columns[0], columns[1]};
}

} // namespace

std::pair<Array, Array> tril_indices(std::int64_t rows, std::int64_t k, std::optional<std::int64_t> columns,
                                     std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("tril_indices",
                [&] { return positions_of(tri(rows, columns, k, {.dtype = DType::boolean}), line); });
}

std::pair<Array, Array> triu_indices(std::int64_t rows, std::int64_t k, std::optional<std::int64_t> columns,
                                     std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("triu_indices", [&] {
    return positions_of(logical_not(tri(rows, columns, k - 1, {.dtype = DType::boolean})), line);
  });
}

std::vector<Array> unravel_index(const Array& positions, const Shape& shape, std::source_location line) {
  const CallScope scope(source_line(line));
  if (shape.empty())
    throw ShapeError("unravel_index: a shape without axes");
  const std::int64_t count = naming("unravel_index", [&] { return element_count(shape); });
  const Array numbers = whole_numbers(positions, "unravel_index");
  Array rest = astype(apply(RequireRange{"unravel_index", count}, {numbers}), DType::int64);
  std::vector<Array> along(shape.size(), rest);
  for (std::size_t axis = shape.size(); axis-- > 1;) {
    along[axis] = remainder(rest, shape[axis]);
    rest = floor_divide(rest, shape[axis]);
  }
  along[0] = rest;
  return along;
}

Array ravel_multi_index(const std::vector<Array>& positions, const Shape& shape, OutsideMode mode,
                        std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("ravel_multi_index", [&] {
    if (shape.empty() || positions.size() != shape.size())
      throw ShapeError(std::to_string(positions.size()) + " arrays of positions for shape "
                       + to_string(shape));
    static_cast<void>(element_count(shape));
    Array result = inside(whole_numbers(positions[0], "ravel_multi_index"), shape[0], mode);
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
      result = result * shape[axis]
               + inside(whole_numbers(positions[axis], "ravel_multi_index"), shape[axis], mode);
    return result;
  });
}

} // namespace troupe
