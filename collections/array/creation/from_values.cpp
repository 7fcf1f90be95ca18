#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/creation/from_values.hpp>
#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/promotion.hpp"
#include "expression/call_scope.hpp"

namespace troupe {

namespace {

Shape shape_of(const ValueNest& nest) {
  Shape shape;
  for (const ValueNest* part = &nest; part->value() == nullptr; part = &part->parts().front()) {
    shape.push_back(static_cast<std::int64_t>(part->parts().size()));
    if (part->parts().empty())
      break;
  }
  return shape;
}

/// The numbers in C order; `shape` is that of what is left.
void append(const ValueNest& nest, std::span<const std::int64_t> shape, std::vector<Scalar>& values) {
  const std::string wanted = shape.empty() ? "a number" : "a list of " + std::to_string(shape[0]);
  if (nest.value() != nullptr) {
    if (!shape.empty())
      throw ShapeError("a number stands beside " + wanted);
    values.push_back(*nest.value());
    return;
  }
  const auto found = static_cast<std::int64_t>(nest.parts().size());
  if (shape.empty() || found != shape[0])
    throw ShapeError("a list of " + std::to_string(found) + " stands beside " + wanted);
  for (const ValueNest& part : nest.parts())
    append(part, shape.subspan(1), values);
}

DType dtype_of_all(const std::vector<Scalar>& values) {
  if (values.empty())
    return DType::float64;
  DType dtype = values.front().dtype();
  for (const Scalar& value : values)
    dtype = promote(dtype, value.dtype());
  return dtype;
}

Chunk chunk_of(const Shape& shape, const std::vector<Scalar>& values, DType dtype) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>(shape, [&](std::span<T> out) {
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = converted(values[i], dtype).as<T>();
    });
  });
}

} // namespace

Array from_values(const ValueNest& values, const CreationOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("from_values", [&] {
    const Shape shape = shape_of(values);
    std::vector<Scalar> all;
    append(values, shape, all);
    return from_chunk(chunk_of(shape, all, options.dtype.value_or(dtype_of_all(all))), options.chunks, line);
  });
}

} // namespace troupe
