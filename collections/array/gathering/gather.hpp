#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/gather.hpp"
#include "expression/node.hpp"
#include "kernels/blocks/gather.hpp"

namespace troupe {

/// `gather` of `array`, or `array` itself where that changes nothing.
Array apply_gather(Gather gather, const Array& array);

/// How long the pieces are that runs along an axis take of one chunk after the other: the sizes that need no
/// piece of two chunks. One of length 0 if nothing is taken.
std::vector<std::int64_t> natural_sizes(const std::vector<Run>& runs,
                                        const std::vector<std::int64_t>& input_sizes);

/// For each chunk of the axis the numbers of the input's chunks along it that hold its elements, each once.
std::vector<std::vector<std::int64_t>> blocks_along(const GatherAxis& axis,
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
