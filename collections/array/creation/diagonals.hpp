#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <troupe/array/creation/diagonals.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The diagonal over two axes, moved last.
struct Diagonal {
  static constexpr std::string_view name = "diagonal";
  std::string shown{name};
  std::int64_t offset = 0;
  std::int32_t axis1 = 0;
  std::int32_t axis2 = 1;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, offset, axis1, axis2);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// A square matrix with a 1-d array on a diagonal.
struct DiagonalMatrix {
  static constexpr std::string_view name = "diag";
  std::int64_t offset = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(offset);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same for an array whose chunks are small enough to be squared.
struct DiagonalBlocks {
  static constexpr std::string_view name = "diag_blocks";
  std::int64_t offset = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(offset);
  }
  std::string_view label() const { return DiagonalMatrix::name; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Zeros beyond a diagonal of the last two axes.
struct Triangle {
  static constexpr std::string_view name = "triangle";
  static constexpr bool promises_extents = true;
  std::int64_t offset = 0;
  bool upper = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(offset, upper);
  }
  std::string_view label() const { return upper ? "triu" : "tril"; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
