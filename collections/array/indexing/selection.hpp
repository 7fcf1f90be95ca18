#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/slicing.hpp>

#include "array/indexing/index.hpp"
#include "expression/node.hpp"

namespace troupe {

/// What lies at the positions `inputs[1]`, of any rank, along an axis of `inputs[0]`.
struct Take {
  static constexpr std::string_view name = "take";
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// What lies along an axis of `inputs[0]` where the 1-d condition `inputs[1]`, not longer than the axis,
/// holds.
struct CompressAlong {
  static constexpr std::string_view name = "compress";
  std::string shown{name};
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axis);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// Single elements; one list of positions an axis, or one list of positions in C order.
struct Vindex {
  static constexpr std::string_view name = "vindex";
  std::string shown{name};
  std::vector<std::vector<std::int64_t>> positions;
  bool flat = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, positions, flat);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same, positions checked: as many along each axis, counted from the front.
struct PickElements {
  static constexpr std::string_view name = "pick_elements";
  std::string shown;
  std::vector<std::vector<std::int64_t>> positions;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, positions);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
