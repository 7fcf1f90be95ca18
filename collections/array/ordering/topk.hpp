#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/ordering/partition.hpp>

#include "expression/node.hpp"
#include "kernels/ranks/topk.hpp"

namespace troupe {

/// The outermost elements along an axis, or their positions: a task finds those of each block, a tree of tasks
/// those of neighbouring blocks.
struct Topk {
  static constexpr std::string_view name = "topk";
  std::string shown{name};
  TopkParameters call;
  /// What the blocks go through before is in `call`; how the array it makes of the inputs is cut.
  std::vector<std::vector<std::int64_t>> mapped_sizes = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, call, mapped_sizes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<Topk> absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const;
};

} // namespace troupe
