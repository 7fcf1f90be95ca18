#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Each block in another shape, of as many elements; the grids have as many blocks, in the same order. No
/// copies.
struct ReshapeBlocks {
  static constexpr std::string_view name = "reshape_blocks";
  std::string shown;
  std::vector<std::vector<std::int64_t>> sizes; ///< Of the result's chunks.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, sizes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
};

/// `array` cut as `sizes` say, or itself if it is.
Array reshape_blocks(const Array& array, std::vector<std::vector<std::int64_t>> sizes, std::string shown);

} // namespace troupe
