#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/shape.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Which blocks of several arrays belong to a block of the array they broadcast to. The inputs are cut as
/// that array is, axes counted from the last; along an axis on which an input is broadcast it has one block.
class MatchingBlocks {
public:
  MatchingBlocks(const Chunking& result, std::span<const NodePointer> inputs, const Lowering& lowering);

  /// The tasks of the inputs' blocks, in the order of the inputs, for block number `block` of the result.
  /// The span is good until the next call.
  std::span<const TaskId> of(std::int64_t block);

private:
  struct Input {
    std::span<const TaskId> tasks;
    std::vector<std::int64_t>
        steps; ///< In the input's block number, for one block along each axis of the result.
  };
  Shape grid_;
  std::vector<Input> inputs_;
  std::vector<TaskId> found_;
};

} // namespace troupe
