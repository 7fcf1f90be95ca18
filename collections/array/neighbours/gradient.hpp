#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <troupe/array/differences.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The derivative along one axis.
struct Gradient {
  static constexpr std::string_view name = "gradient";
  std::int32_t axis = 0;
  double spacing = 1;
  EdgeOrder edge_order = EdgeOrder::first;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, spacing, edge_order);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
