#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/joining.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The inputs one behind the other along an axis.
struct Concatenate {
  static constexpr std::string_view name = "concatenate";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axis);
  }
  std::string_view label() const { return shown; }
  /// The lengths along `axis` need not be known if nothing has to be cut.
  bool accepts_unknown(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same for inputs of one dtype that are cut alike along the other axes: it makes no tasks.
struct ConcatenateBlocks {
  static constexpr std::string_view name = "concatenate_blocks";
  std::string shown;
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axis);
  }
  std::string_view label() const { return shown; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The inputs side by side along a new axis.
struct Stack {
  static constexpr std::string_view name = "stack";
  static constexpr bool promises_extents = true;
  std::int32_t axis = 0; ///< Of the result.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The dtype all promote to.
DType common_dtype(std::span<const Array> arrays);

} // namespace troupe
