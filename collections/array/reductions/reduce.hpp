#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/input_view.hpp"
#include "expression/node.hpp"
#include "kernels/reductions/reduce.hpp"

namespace troupe {

/// States that are merged at a time, unless the call says otherwise.
inline constexpr int default_split_every = 8;

/// A reduction along some axes: a task maps each block to its state, a tree of tasks merges the states of
/// neighbouring blocks along the reduced axes, and the last one finishes. The tree's shape depends on the
/// chunking alone.
///
/// Works on unknown extents: states carry how many elements they are of.
struct Reduce {
  static constexpr std::string_view name = "reduce";
  Reduction reduction;
  std::vector<std::int64_t> axes; ///< ascending
  bool keepdims = false;
  std::int64_t split_every = default_split_every;
  /// What the blocks go through before, and how the array it makes of the inputs is cut.
  std::optional<TileProgram> program = std::nullopt;
  std::vector<std::vector<std::int64_t>> mapped_sizes = {};
  std::vector<InputView> views = {}; ///< With a program: how its inputs are seen.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(reduction, axes, keepdims, split_every, program, mapped_sizes, views);
  }
  std::string_view label() const { return reduction.name; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<Reduce> absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const;
  std::optional<Reduce> look_through(std::vector<InputView> through) const;
};

} // namespace troupe
