#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The operation behind `matmul`: brings both operands to one dtype and looks through what transposes them.
struct Matmul {
  static constexpr std::string_view name = "matmul";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown);
  }
  std::string_view label() const { return shown; }
  bool accepts_unknown(std::span<const Array> inputs) const; ///< Those that are to be refused.
  /// Known and unknown extents fit no stand-in of one length.
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The products of blocks, and the trees that add them up. Axes as in `MatmulParameters`. Axes of the stack are cut alike,
/// or of extent 1 in one operand; so are the contracted ones, but the first, of which a task takes what both blocks
/// have if the others are one chunk.
struct BlockProducts {
  static constexpr std::string_view name = "block_products";
  std::string shown;
  std::uint32_t stack_axes = 0;
  std::uint32_t contracted_axes = 1;
  bool is_left_transposed = false;
  bool is_right_transposed = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, stack_axes, contracted_axes, is_left_transposed, is_right_transposed);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// `operation` on operands of one dtype, which are cut as it wants them.
Array multiply_blocks(const BlockProducts& operation, const Array& left, const Array& right);

} // namespace troupe
