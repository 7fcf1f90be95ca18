#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/slicing.hpp>

#include "array/gathering/gather.hpp"
#include "array/indexing/index.hpp"
#include "expression/node.hpp"

namespace troupe {

/// A copy of `inputs[0]` with `inputs[0][index] = inputs[1]`, of the same dtype; the index' arrays are the
/// other inputs.
struct Setitem {
  static constexpr std::string_view name = "setitem";
  static constexpr bool promises_extents = true;
  std::vector<IndexElement> index;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(index);
  }
  static constexpr bool promises_chunks = true;
  /// Only the value's lengths are open, and the index says which they are to be.
  bool accepts_unknown(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// A value whose lengths only the data can tell, stretched to a selection and cut like this.
struct StretchToSelection {
  static constexpr std::string_view name = "stretch_to_selection";
  std::vector<std::vector<std::int64_t>> sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(sizes);
  }
  std::string_view label() const { return "setitem"; }
  static constexpr bool promises_chunks = true;
  ArrayMetadata promise(std::span<const Array> inputs) const {
    return {inputs[0].dtype(), Chunking(sizes), {}};
  }
  Array build(std::span<const Array> inputs) const;
};

/// A copy of `inputs[0]` with other elements at the product of some positions along each axis. The values,
/// `inputs[1]`, have as many axes, each as long as there are positions, or 1. Blocks without such a position
/// are the input's.
struct ScatterBlocks {
  static constexpr std::string_view name = "scatter_blocks";
  std::vector<std::vector<Run>> positions; ///< By axis, none of them empty.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(positions);
  }
  std::string_view label() const { return "setitem"; }
  ArrayMetadata infer(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// A kernel of two one-block inputs along an axis ("spread"), or of one ("last_places"): the result is one
/// block along that axis, `extent` long.
struct AlongAxis {
  static constexpr std::string_view name = "along_axis";
  std::string kernel;
  std::int32_t axis = 0;
  std::int64_t extent = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernel, axis, extent);
  }
  std::string_view label() const { return "setitem"; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
