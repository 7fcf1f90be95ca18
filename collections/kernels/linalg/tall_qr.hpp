#pragma once

#include <cstdint>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// Kernel "qr_rows": chunks of n columns, one below the other, to the list [R, V, T], or to [R] alone. R (n, n) is
/// upper triangular; V and T are the reflectors of `factor_rows`. Where there are fewer than n rows, R is
/// the rows themselves, and V and T are empty.
struct QrRowsParameters {
  bool keeps_reflectors = true;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(keeps_reflectors);
  }
};

/// Kernel "qr_expand": the product of the Q of a list of "qr_rows" with [C; 0]. C is the rows of the second argument
/// from `first` on, as many as R has; without that argument, the identity.
struct QrExpandParameters {
  std::int64_t first = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(first);
  }
};

/// Kernel "list_item": one item of a list.
struct ListItemParameters {
  std::int64_t index = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(index);
  }
};

/// Elements of the lists that "qr_rows" makes of `rows` rows.
std::int64_t reflector_elements(std::int64_t rows, std::int64_t columns, std::size_t element_bytes);

/// \throws ShapeError if the chunks are no matrices of as many columns; DTypeError unless they are floats.
Value factor_row_chunks(const QrRowsParameters& parameters, std::span<const Chunk> chunks);

/// \param c  nullptr for the identity
Chunk expand_row_chunk(const QrExpandParameters& parameters, const Value& factors, const Chunk* c);

} // namespace troupe
