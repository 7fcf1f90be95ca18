#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/array/array.hpp>

#include "expression/node.hpp"
#include "kernels/blocks/element_unit.hpp"

namespace troupe {

/// `count` neighbours along an axis of a result: positions `start`, `start + step`, … of the input's axis, or
/// fill value number `start`.
struct Run {
  enum class Kind : std::uint8_t { positions, fill };
  friend constexpr Kind last_of(Kind) { return Kind::fill; }
  Kind kind = Kind::positions;
  std::int64_t start = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
  bool operator==(const Run&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, start, step, count);
  }
};

/// One axis of the input as the result takes it.
struct GatherAxis {
  std::vector<Run> runs;
  std::vector<std::int64_t> sizes; ///< The result's chunks; they add up to the runs' counts.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(runs, sizes);
  }

  /// All of an axis, cut into `sizes`.
  static GatherAxis whole(std::vector<std::int64_t> sizes);
};

/// Elements moved along each axis by itself: rechunk, slices, lists, flips, rolls, padding, tiling,
/// broadcasting. A block that is a block of the input is that block; any other is one task, kernel "gather",
/// over the blocks it needs.
struct Gather {
  static constexpr std::string_view name = "gather";
  static constexpr std::int32_t new_axis = -1;

  std::string shown;              ///< What keys and errors show: "rechunk".
  std::vector<GatherAxis> axes;   ///< One for each axis of the input.
  std::vector<ElementBits> fills; ///< Where runs of several axes are fill, the last axis decides.
  /// For each axis of the result the input's axis, ascending, or `new_axis`. An axis that is left out has
  /// length 1.
  std::vector<std::int32_t> kept;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, axes, fills, kept);
  }
  std::string_view label() const { return shown; }
  std::vector<std::vector<std::int64_t>> result_sizes() const; ///< Of each axis of the result.
  /// The block of `axes` that makes a block of the result: axes that are left out have one block, new ones none.
  Block block_of_axes(std::span<const std::int64_t> block) const;
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  const Gather& gathering() const { return *this; }
  /// Of a gather that only cuts its input otherwise.
  std::optional<std::vector<std::int32_t>> axis_order(const ArrayNode& node) const;
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;

  /// `array` as it is: the start of an operation that changes some axes.
  static Gather identity(const Array& array, std::string shown);
};

/// What the tasks of a gather are given.
struct GatherLoad {
  std::int64_t edges = 0;           ///< Blocks of the input, counted for each task.
  std::int64_t largest_input = 0;   ///< Elements of all blocks that one task is given, at most.
  std::int64_t needed_elements = 0; ///< Of the blocks that some task is given.
  std::int64_t elements = 0;        ///< Of all results.
};

GatherLoad load_of(const Gather& gather, const Chunking& input);

} // namespace troupe
