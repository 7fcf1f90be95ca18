#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>

namespace troupe {

/// A chunk seen along one axis: `outer` times `extent` rows of `inner` elements, `row_bytes` long.
struct AxisView {
  std::int64_t outer = 1;
  std::int64_t extent = 1;
  std::int64_t inner = 1;
  std::int64_t row_bytes = 1;
};

/// \throws AxisError naming the kernel if there is no such axis.
AxisView view_along(const Shape& shape, DType dtype, std::int32_t axis, const std::string& kernel);

/// Calls `f(std::span<const T>)` with the positions, whichever integers they are.
///
/// \throws DTypeError naming the kernel if they are none.
template <class F>
void visit_positions(const Chunk& positions, const std::string& kernel, F&& f) {
  visit_dtype(positions.dtype(), [&]<class T>(std::type_identity<T>) {
    if constexpr (IntegerElement<T>)
      f(positions.values<T>());
    else
      throw DTypeError(kernel + ": positions of dtype " + std::string(to_string(positions.dtype())));
  });
}

/// `given` in [-extent, extent), counted from the front.
///
/// \throws IndexError naming the kernel for a position outside.
template <class T>
std::int64_t checked_position(T given, std::int64_t extent, std::string_view kernel) {
  if (!std::cmp_less(given, extent) || !std::cmp_greater_equal(given, -extent))
    throw IndexError(std::string(kernel) + ": index " + std::to_string(given)
                     + " is outside an axis of length " + std::to_string(extent));
  const auto position = static_cast<std::int64_t>(given);
  return position < 0 ? position + extent : position;
}

} // namespace troupe
