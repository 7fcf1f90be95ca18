#include <algorithm>
#include <concepts>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "kernels/linalg/matrix_view.hpp"

namespace troupe {

namespace {

// Rows of the right operand that are used again while they are in the cache: 64 pieces of 2 KiB to 16 KiB.
constexpr std::int64_t depth = 64, width = 2048;

/// Where products and sums wrap instead of overflowing: not in `int`, to which C++ lifts narrow types.
template <class T>
using Wrapping = std::conditional_t<sizeof(T) <= 4, std::uint32_t, std::uint64_t>;

template <class T>
void add_scaled(T factor, const T* row, T* product, std::int64_t count) {
  if constexpr (std::same_as<T, bool>) {
    if (factor)
      for (std::int64_t j = 0; j < count; ++j)
        product[j] = product[j] | row[j];
  } else {
    using W = Wrapping<T>;
    const W wide = static_cast<W>(factor);
    for (std::int64_t j = 0; j < count; ++j)
      product[j] = static_cast<T>(static_cast<W>(product[j]) + wide * static_cast<W>(row[j]));
  }
}

/// A contiguous (rows, columns) copy of what lies transposed. No vector: one of bool has no elements.
template <class T>
std::unique_ptr<T[]> straightened(const MatrixView<T>& matrix) {
  auto copy = std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(matrix.rows * matrix.columns));
  constexpr std::int64_t tile = 32;
  for (std::int64_t row = 0; row < matrix.rows; row += tile)
    for (std::int64_t column = 0; column < matrix.columns; ++column)
      for (std::int64_t i = row; i < std::min(row + tile, matrix.rows); ++i)
        copy[static_cast<std::size_t>(i * matrix.columns + column)] =
            matrix.elements[column * matrix.stride + i];
  return copy;
}

} // namespace

template <class T>
void add_product(const MatrixView<T>& left, const MatrixView<T>& right, T* product) {
  if (right.is_transposed) {
    const std::unique_ptr<T[]> copy = straightened(right);
    return add_product<T>(left, {copy.get(), right.rows, right.columns, false, right.columns}, product);
  }
  const std::int64_t n = right.columns;
  const std::int64_t row_step = left.row_step(), column_step = left.column_step();
  for (std::int64_t from = 0; from < n; from += width)
    for (std::int64_t first = 0; first < left.columns; first += depth)
      for (std::int64_t i = 0; i < left.rows; ++i)
        for (std::int64_t k = first; k < std::min(first + depth, left.columns); ++k)
          add_scaled(left.elements[i * row_step + k * column_step], right.elements + k * right.stride + from,
                     product + i * n + from, std::min(width, n - from));
}

template void add_product(const MatrixView<bool>&, const MatrixView<bool>&, bool*);
template void add_product(const MatrixView<std::int8_t>&, const MatrixView<std::int8_t>&, std::int8_t*);
template void add_product(const MatrixView<std::int16_t>&, const MatrixView<std::int16_t>&, std::int16_t*);
template void add_product(const MatrixView<std::int32_t>&, const MatrixView<std::int32_t>&, std::int32_t*);
template void add_product(const MatrixView<std::int64_t>&, const MatrixView<std::int64_t>&, std::int64_t*);
template void add_product(const MatrixView<std::uint8_t>&, const MatrixView<std::uint8_t>&, std::uint8_t*);
template void add_product(const MatrixView<std::uint16_t>&, const MatrixView<std::uint16_t>&, std::uint16_t*);
template void add_product(const MatrixView<std::uint32_t>&, const MatrixView<std::uint32_t>&, std::uint32_t*);
template void add_product(const MatrixView<std::uint64_t>&, const MatrixView<std::uint64_t>&, std::uint64_t*);

} // namespace troupe
