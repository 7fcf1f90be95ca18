#pragma once

#include <algorithm>
#include <cstdint>

namespace troupe {

/// `to[j * to_stride + i] = from[i * from_stride + j]` for i < rows, j < columns, in tiles that fit the first-level
/// cache: rows become columns and the other way round.
template <class T>
void transpose_copy(const T* from, std::int64_t rows, std::int64_t columns, std::int64_t from_stride, T* to,
                    std::int64_t to_stride) {
  constexpr std::int64_t tile = 32;
  for (std::int64_t row = 0; row < rows; row += tile)
    for (std::int64_t column = 0; column < columns; column += tile) {
      const std::int64_t row_end = std::min(rows, row + tile), column_end = std::min(columns, column + tile);
      for (std::int64_t j = column; j < column_end; ++j)
        for (std::int64_t i = row; i < row_end; ++i)
          to[j * to_stride + i] = from[i * from_stride + j];
    }
}

} // namespace troupe
