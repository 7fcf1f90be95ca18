#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// A kernel on the matching blocks of arrays that are cut alike.
struct BlockCall {
  static constexpr std::string_view name = "map_blocks";
  std::string kernel;
  std::int32_t version = 1;
  std::string parameters; ///< The kernel's, as bytes.
  DType dtype = DType::float64;
  std::optional<std::vector<std::vector<std::int64_t>>>
      sizes; ///< Of the result, where they differ from the arguments'.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernel, version, parameters, dtype, sizes);
  }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The operation behind `map_blocks`: arrays that may be cut differently.
struct MapBlocks {
  static constexpr std::string_view name = "map_blocks";
  BlockCall call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
};

} // namespace troupe
