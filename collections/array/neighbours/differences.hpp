#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/differences.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The n-th difference along an axis.
struct Diff {
  static constexpr std::string_view name = "diff";
  static constexpr bool promises_extents = true;
  std::int64_t order = 1;
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(order, axis);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// Runs of neighbours to one element.
struct Coarsen {
  static constexpr std::string_view name = "coarsen";
  Coarsening reduction = Coarsening::sum;
  std::vector<std::int64_t> factors; ///< One for each axis.
  Excess excess = Excess::refuse;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(reduction, factors, excess);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
