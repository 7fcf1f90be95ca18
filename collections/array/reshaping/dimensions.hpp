#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/reshaping.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Without some axes of length 1.
struct Squeeze {
  static constexpr std::string_view name = "squeeze";
  static constexpr bool promises_extents = true;
  std::vector<int> axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axes);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// With new axes of length 1, at these places of the result.
struct ExpandDims {
  static constexpr std::string_view name = "expand_dims";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  std::vector<int> axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axes);
  }
  std::string_view label() const { return shown; }
  Array build(std::span<const Array> inputs) const;
};

/// Repeated along new leading axes and along axes of length 1.
struct BroadcastTo {
  static constexpr std::string_view name = "broadcast_to";
  static constexpr bool promises_extents = true;
  Shape shape;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shape);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// One of several arrays, broadcast against all.
struct BroadcastArrays {
  static constexpr std::string_view name = "broadcast_arrays";
  std::uint32_t which = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(which);
  }
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
