#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/joining.hpp>

#include "array/indexing/index.hpp"
#include "expression/node.hpp"

namespace troupe {

/// `inputs[1]`, of the first input's dtype, put in along an axis before positions of `inputs[0]`.
struct Insert {
  static constexpr std::string_view name = "insert";
  std::int32_t axis = 0;
  std::vector<std::int64_t> positions;
  bool single = false; ///< One position, before which all rows of the values go; else each gets one.
  bool by_row = false; ///< The first axis of the values lies along `axis`.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, positions, single, by_row);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// Without some positions of an axis.
struct Delete {
  static constexpr std::string_view name = "delete";
  std::int32_t axis = 0;
  IndexElement index;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, index);
  }
  std::string_view label() const { return "delete_at"; }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// Every element several times.
struct Repeat {
  static constexpr std::string_view name = "repeat";
  std::int32_t axis = 0;
  std::int64_t repeats = 1;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, repeats);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// The whole several times along each axis.
struct Tile {
  static constexpr std::string_view name = "tile";
  std::vector<std::int64_t> repeats; ///< One for each axis of the result.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(repeats);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
