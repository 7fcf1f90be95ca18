#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/axes.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Reversed along some axes.
struct Flip {
  static constexpr std::string_view name = "flip";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  std::vector<int> axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// Moved along some axes, round the ends.
struct Roll {
  static constexpr std::string_view name = "roll";
  static constexpr bool promises_extents = true;
  std::vector<std::int64_t> shifts; ///< One for each of `axes`.
  std::vector<int> axes;
  bool flat = false; ///< In C order, by shifts[0].

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shifts, axes, flat);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
