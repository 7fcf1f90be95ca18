#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The operation behind `matmul`: brings both operands to one dtype and to the same cuts along the contracted
/// axis, and looks through what transposes them.
struct Matmul {
  static constexpr std::string_view name = "matmul";
  template <class Archive>
  void serialize(Archive&) {}
  /// Known and unknown extents fit no stand-in of one length.
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The products of blocks, and the trees that add them up.
struct BlockProducts {
  static constexpr std::string_view name = "matmul";
  bool is_left_transposed = false;
  bool is_right_transposed = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(is_left_transposed, is_right_transposed);
  }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
