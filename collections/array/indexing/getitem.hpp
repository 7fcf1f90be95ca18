#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "array/indexing/index.hpp"
#include "expression/node.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// `inputs[0][index]`; the index' arrays are the other inputs.
struct Getitem {
  static constexpr std::string_view name = "getitem";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  std::vector<IndexElement> index;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, index);
  }
  std::string_view label() const { return shown; }
  /// What takes every axis whole needs no lengths.
  bool accepts_unknown(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The elements of `inputs[0]` along an axis where the 1-d mask `inputs[1]`, cut alike, is true.
struct Compress {
  static constexpr std::string_view name = "compress_blocks";
  std::int32_t axis = 0;
  bool mask_is_shared = false; ///< by several blocks of the array
  /// What makes the mask of the inputs behind the first one, and how the mask is cut.
  std::optional<TileProgram> program = std::nullopt;
  std::vector<std::vector<std::int64_t>> mask_sizes = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, mask_is_shared, program, mask_sizes);
  }
  std::string_view label() const { return "getitem"; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<Compress> absorb(const TileProgram& made_by, const ArrayMetadata& mask) const;
};

/// The rows of `inputs[0]` along an axis that the 1-d positions `inputs[1]` name.
struct TakeRows {
  static constexpr std::string_view name = "take_rows";
  std::string shown;
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axis);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// What `TakeRows` makes, of so many positions a block that it is no larger than blocks may be.
Array take_rows(const std::string& shown, const Array& array, const Array& positions, std::size_t axis);

/// `array` where `mask`, of the shape of some neighbouring axes from `axis` on, is true; these axes become
/// one.
Array apply_mask(const Array& array, const Array& mask, std::size_t axis);

} // namespace troupe
