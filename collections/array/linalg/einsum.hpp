#pragma once

#include <span>
#include <string>
#include <string_view>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Sums of products by subscripts.
struct Einsum {
  static constexpr std::string_view name = "einsum";
  static constexpr bool promises_extents = true;
  std::string subscripts;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(subscripts);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
