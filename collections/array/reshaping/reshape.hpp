#pragma once

#include <span>
#include <string>
#include <string_view>

#include <troupe/array/reshaping.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The elements of `inputs[0]` in C order as `shape`, -1 for what is left.
struct Reshape {
  static constexpr std::string_view name = "reshape";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  Shape shape;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, shape);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// Cuts `array` so that its blocks, row-major, are in C order: each is a part of one axis, whole behind and
/// single before it. No block grows beyond the largest there was, or 8 MiB.
Array cut_in_order(const Array& array);

} // namespace troupe
