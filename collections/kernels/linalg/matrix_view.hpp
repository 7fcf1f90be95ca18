#pragma once

#include <cstdint>

namespace troupe {

/// A matrix that lies row-major in a chunk, itself or its transpose.
template <class T>
struct MatrixView {
  const T* elements = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  bool is_transposed = false; ///< What lies there is (columns, rows).
  std::int64_t stride = 0;    ///< How far the rows of what lies there are apart, in elements.

  std::int64_t row_step() const { return is_transposed ? 1 : stride; }
  std::int64_t column_step() const { return is_transposed ? stride : 1; }
};

/// `product += left right`, (m, k) with (k, n), `product` row-major.
template <class T>
void add_product(const MatrixView<T>& left, const MatrixView<T>& right, T* product);

} // namespace troupe
