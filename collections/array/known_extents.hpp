#pragma once

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// An array whose blocks turned out to have these sizes: the same tasks.
struct KnownExtents {
  static constexpr std::string_view name = "known_extents";
  std::vector<std::vector<std::int64_t>> sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(sizes);
  }
  std::string_view label() const { return "compute_extents"; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const {
    return {inputs[0].dtype(), Chunking(sizes), {}};
  }
  void lower(const ArrayNode& node, Lowering& lowering) const {
    const auto tasks = lowering.tasks(*node.inputs()[0]);
    lowering.set_tasks(node, {tasks.begin(), tasks.end()});
  }
};

} // namespace troupe
