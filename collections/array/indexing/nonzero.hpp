#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/nonzero.hpp>

#include "expression/node.hpp"
#include "kernels/blocks/nonzero.hpp"

namespace troupe {

/// Where elements are not zero, along one axis or all; of the flat array if `flat`.
struct Nonzero {
  static constexpr std::string_view name = "nonzero";
  std::string shown{name};
  std::int32_t axis = NonzeroParameters::all_axes;
  bool flat = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axis, flat);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same for an array whose blocks, row-major, are in C order.
struct NonzeroBlocks {
  static constexpr std::string_view name = "nonzero_blocks";
  std::string shown;
  std::int32_t axis = NonzeroParameters::all_axes;
  /// What makes the elements, as bools, of the inputs, and how the array of them is cut.
  std::optional<TileProgram> program = std::nullopt;
  std::vector<std::vector<std::int64_t>> mapped_sizes = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axis, program, mapped_sizes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<NonzeroBlocks> absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const;
};

} // namespace troupe
