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
#include "kernels/blocks/gather.hpp"

namespace troupe {

/// `count` neighbours along an axis of a result: positions `start`, `start + step`, … of the input's axis, or
/// fill value number `start`.
struct Run {
  enum class Kind : std::uint8_t { positions, fill };
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
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  /// Of a gather that only cuts its input otherwise.
  std::optional<std::vector<std::int32_t>> axis_order() const;

  /// `array` as it is: the start of an operation that changes some axes.
  static Gather identity(const Array& array, std::string shown);
};

/// `gather` of `array`, or `array` itself where that changes nothing.
Array apply_gather(Gather gather, const Array& array);

/// How long the pieces are that runs along an axis take of one chunk after the other: the sizes that need no
/// piece of two chunks. One of length 0 if nothing is taken.
std::vector<std::int64_t> natural_sizes(const std::vector<Run>& runs,
                                        const std::vector<std::int64_t>& input_sizes);

/// Which blocks of an array, and what of them, each block of a `Gather` needs.
class GatherPlan {
public:
  /// \param axes  of `gather`; its chunks are the blocks that are asked about
  GatherPlan(std::span<const GatherAxis> axes, const Chunking& input);

  const Shape& grid() const noexcept { return grid_; }

  /// Appends the tasks of the blocks that `block` needs, row-major, out of those of all blocks of the input.
  void append_inputs(std::span<const std::int64_t> block, std::span<const TaskId> tasks,
                     std::vector<TaskId>& inputs) const;

  /// A number that two blocks share if they take the same parts of as many blocks.
  std::uint64_t pattern(std::span<const std::int64_t> block) const;

  /// Segments and counts, for any block of a pattern.
  std::vector<std::vector<Segment>> segments(std::span<const std::int64_t> block) const;
  Shape counts(std::span<const std::int64_t> block) const;

  /// The number of the input's block that `block` is, if it is one.
  std::optional<std::int64_t> same_block(std::span<const std::int64_t> block) const;

private:
  struct Piece {
    std::vector<std::int64_t> blocks; ///< Of the input, along this axis, by slot.
    std::uint32_t pattern = 0;
    bool is_block = false; ///< One block, as it is.
  };
  struct Axis {
    std::vector<Piece> pieces; ///< By chunk of the result.
    std::vector<std::vector<Segment>> patterns;
  };
  Axis cut(const GatherAxis& axis, const std::vector<std::int64_t>& input_sizes) const;

  std::vector<Axis> axes_;
  Shape grid_;
  Shape input_strides_; ///< Of the input's block numbers.
};

} // namespace troupe
