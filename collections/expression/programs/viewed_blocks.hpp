#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "expression/input_view.hpp"
#include "expression/matching_blocks.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// Which blocks of several arrays, seen through views, belong to a block of the array they broadcast to, and
/// which windows of them. What is seen is cut as `MatchingBlocks` has it.
class ViewedBlocks {
public:
  /// \param views  one for each input; none: the inputs are seen as they are
  ViewedBlocks(const Chunking& result, std::span<const NodePointer> inputs, std::span<const InputView> views,
               const Lowering& lowering);

  /// The tasks of the inputs' blocks for block number `block` of the result. Good until the next call.
  std::span<const TaskId> of(std::int64_t block);

  /// Whether windows differ from block to block.
  bool varies() const noexcept { return varies_; }
  /// The windows of the block that was asked for last; none if all inputs are seen as they are.
  const std::vector<TileWindow>& windows() const noexcept { return windows_; }

private:
  /// What a block of what is seen is along one axis.
  struct Piece {
    std::int64_t block; ///< of the input, along the axis that is seen
    std::int64_t start; ///< in that block
    std::int64_t extent;
  };
  struct Axis {
    std::size_t result_axis;
    std::size_t input_axis;
    std::int64_t stride; ///< of the input's block numbers
    std::vector<Piece> pieces;
  };
  struct Input {
    std::span<const TaskId> tasks;
    std::vector<Axis> axes; ///< of what is seen
    bool is_cut;            ///< otherwise than the input is
  };
  Input seen_input(const ArrayNode& input, const InputView& view, const Lowering& lowering);

  Shape grid_;
  std::vector<Input> inputs_;
  bool varies_ = false;
  bool is_plain_;
  std::vector<TaskId> found_;
  std::vector<TileWindow> windows_;
};

/// The bodies of tasks that run a program on `ViewedBlocks`: one, or one for each block if windows differ.
class ViewedProgram {
public:
  /// \param add_body  adds the body that runs a program
  ViewedProgram(TileProgram program, std::function<BodyId(const TileProgram&)> add_body)
      : program_(std::move(program)), add_body_(std::move(add_body)) {}

  /// Of the block that `blocks` was asked for last.
  BodyId body(const ViewedBlocks& blocks);

private:
  TileProgram program_;
  std::function<BodyId(const TileProgram&)> add_body_;
  std::optional<BodyId> shared_;
};

/// Whether every chunk of `wanted` lies inside one of `held`, sizes of the same axis.
bool refines(std::span<const std::int64_t> wanted, std::span<const std::int64_t> held);

} // namespace troupe
