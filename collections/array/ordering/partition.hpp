#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/ordering/partition.hpp>

#include "expression/node.hpp"
#include "kernels/ranks/partition.hpp"

namespace troupe {

/// The operation behind `partition` and `argpartition`. Lanes that are too long for a task are put together
/// out of their elements below, at and above the wanted ones, which are searched for.
struct Partition {
  static constexpr std::string_view name = "partition";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  PartitionParameters call; ///< Its ranks may be counted from the end, and come in any order.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, call);
  }
  std::string_view label() const { return shown; }
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
};

/// The same along an axis that is not cut, block by block.
struct PartitionLanes {
  static constexpr std::string_view name = "partition_lanes";
  std::string shown;
  PartitionParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, call);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
