#pragma once

#include <span>
#include <string_view>

#include <troupe/array/padding.hpp>

#include "array/elementwise/saved_scalar.hpp"
#include "expression/node.hpp"

namespace troupe {

/// More elements at both ends of every axis.
struct Pad {
  static constexpr std::string_view name = "pad";
  static constexpr bool promises_extents = true;
  PadWidths widths; ///< One pair for each axis.
  PadMode mode = PadMode::constant;
  SavedScalar constant_value;
  SavedScalar end_value;
  ReflectType reflect_type = ReflectType::even;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(widths, mode, constant_value, end_value, reflect_type);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
