#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Axis i of the result is axis `axes[i]` of the input.
struct Transpose {
  static constexpr std::string_view name = "transpose";
  std::string shown{name};
  std::vector<std::int32_t> axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axes);
  }
  std::string_view label() const { return shown; }
  /// Blocks stay blocks, whatever their lengths.
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<std::vector<std::int32_t>> axis_order(const ArrayNode&) const { return axes; }
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
};

} // namespace troupe
