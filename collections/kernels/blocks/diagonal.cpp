#include "kernels/blocks/diagonal.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/blocks/element_unit.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

void check_diagonal(const DiagonalParameters& parameters, const Chunk& chunk) {
  const auto rank = static_cast<std::int32_t>(chunk.rank());
  const auto fits = [&](std::int32_t axis, std::int64_t start) {
    return axis >= 0 && axis < rank && start >= 0 && start <= chunk.shape()[axis]
           && parameters.count <= chunk.shape()[axis] - start;
  };
  if (parameters.axis1 == parameters.axis2 || parameters.count < 0
      || !fits(parameters.axis1, parameters.start1) || !fits(parameters.axis2, parameters.start2))
    throw ShapeError("diagonal: a chunk of shape " + to_string(chunk.shape()) + " has no diagonal of "
                     + std::to_string(parameters.count) + " elements from ("
                     + std::to_string(parameters.start1) + ", " + std::to_string(parameters.start2) + ")");
}

/// Zeros to be written over.
std::pair<Chunk, std::byte*> zeros(DType dtype, Shape shape) {
  auto result = Chunk::uninitialised(dtype, std::move(shape));
  if (result.first.size() > 0)
    std::memset(result.second, 0, result.first.size_bytes());
  return result;
}

Value run_diagonal(const KernelCall& call) {
  return diagonal_of_chunk(call.parameters.as<DiagonalParameters>(), call.arguments[0].as_chunk());
}

Value run_diagonal_matrix(const KernelCall& call) { return diagonal_matrix(call.arguments[0].as_chunk()); }

Value run_triangle(const KernelCall& call) {
  return triangle_of_chunk(call.parameters.as<TriangleParameters>(), call.arguments[0].as_chunk());
}

} // namespace

Chunk diagonal_of_chunk(const DiagonalParameters& parameters, const Chunk& chunk) {
  check_diagonal(parameters, chunk);
  const Shape strides = row_major_strides(chunk.shape());
  Shape shape, outer_strides;
  for (std::int32_t axis = 0; axis < static_cast<std::int32_t>(chunk.rank()); ++axis)
    if (axis != parameters.axis1 && axis != parameters.axis2) {
      shape.push_back(chunk.shape()[axis]);
      outer_strides.push_back(strides[axis]);
    }
  const Shape outer = shape;
  shape.push_back(parameters.count);
  auto [result, target] = Chunk::uninitialised(chunk.dtype(), std::move(shape));
  if (result.size() == 0)
    return std::move(result);
  const std::int64_t step = strides[parameters.axis1] + strides[parameters.axis2];
  const std::int64_t start =
      parameters.start1 * strides[parameters.axis1] + parameters.start2 * strides[parameters.axis2];
  visit_unit(size_of(chunk.dtype()), [&, to = target]<class Unit>(std::type_identity<Unit>) mutable {
    constexpr auto bytes = static_cast<std::int64_t>(sizeof(Unit));
    Shape at(outer.size(), 0);
    std::int64_t offset = start;
    while (true) {
      copy_units<Unit>(to, chunk.bytes() + offset * bytes, step, parameters.count);
      to += parameters.count * bytes;
      std::size_t axis = outer.size();
      for (; axis > 0; --axis) {
        offset += outer_strides[axis - 1];
        if (++at[axis - 1] < outer[axis - 1])
          break;
        offset -= at[axis - 1] * outer_strides[axis - 1];
        at[axis - 1] = 0;
      }
      if (axis == 0)
        return;
    }
  });
  return std::move(result);
}

Chunk diagonal_matrix(const Chunk& chunk) {
  if (chunk.rank() != 1)
    throw ShapeError("diag: a chunk of shape " + to_string(chunk.shape()) + " is not 1-d");
  const std::int64_t length = chunk.shape()[0];
  auto [result, target] = zeros(chunk.dtype(), {length, length});
  const auto bytes = static_cast<std::int64_t>(size_of(chunk.dtype()));
  for (std::int64_t i = 0; i < length; ++i)
    std::memcpy(target + i * (length + 1) * bytes, chunk.bytes() + i * bytes,
                static_cast<std::size_t>(bytes));
  return std::move(result);
}

Chunk triangle_of_chunk(const TriangleParameters& parameters, const Chunk& chunk) {
  if (chunk.rank() < 2)
    throw ShapeError("triangle: a chunk of shape " + to_string(chunk.shape()) + " has not two axes");
  auto [result, target] = zeros(chunk.dtype(), chunk.shape());
  if (chunk.size() == 0)
    return std::move(result);
  const std::int64_t rows = chunk.shape()[chunk.rank() - 2], columns = chunk.shape()[chunk.rank() - 1];
  const auto bytes = static_cast<std::int64_t>(size_of(chunk.dtype()));
  const auto matrices = static_cast<std::int64_t>(chunk.size()) / (rows * columns);
  const std::int64_t offset = std::clamp(parameters.offset, -rows, columns);
  for (std::int64_t row = 0; row < matrices * rows; ++row) {
    const std::int64_t diagonal = row % rows + offset;
    const std::int64_t first = parameters.upper ? std::clamp<std::int64_t>(diagonal, 0, columns) : 0;
    const std::int64_t last = parameters.upper ? columns : std::clamp<std::int64_t>(diagonal + 1, 0, columns);
    if (first < last)
      std::memcpy(target + (row * columns + first) * bytes, chunk.bytes() + (row * columns + first) * bytes,
                  static_cast<std::size_t>((last - first) * bytes));
  }
  return std::move(result);
}

void register_diagonal(KernelRegistry& registry) {
  registry.add(
      {"diagonal", 1, "the diagonal over two axes", 1, run_diagonal, Parameters::decode<DiagonalParameters>});
  registry.add({"diagonal_matrix", 1, "a square matrix with a given diagonal", 1, run_diagonal_matrix});
  registry.add(
      {"triangle", 1, "zeros beyond a diagonal", 1, run_triangle, Parameters::decode<TriangleParameters>});
}

} // namespace troupe
