#include "expression/matching_blocks.hpp"

#include <cassert>

namespace troupe {

MatchingBlocks::MatchingBlocks(const Chunking& result, std::span<const NodePointer> inputs,
                               const Lowering& lowering)
    : grid_(result.grid()), found_(inputs.size()) {
  for (const NodePointer& input : inputs) {
    const Shape grid = input->chunking().grid();
    const Shape strides = row_major_strides(grid);
    assert(grid.size() <= grid_.size());
    const std::size_t missing = grid_.size() - grid.size();
    std::vector<std::int64_t> steps(grid_.size(), 0);
    for (std::size_t axis = 0; axis < grid.size(); ++axis) {
      assert(grid[axis] == 1 || grid[axis] == grid_[axis + missing]);
      if (grid[axis] != 1)
        steps[axis + missing] = strides[axis];
    }
    inputs_.push_back({lowering.tasks(*input), std::move(steps)});
  }
}

std::span<const TaskId> MatchingBlocks::of(std::int64_t block) {
  std::vector<std::int64_t> numbers(inputs_.size(), 0);
  for (std::size_t axis = grid_.size(); axis-- > 0;) {
    const std::int64_t along = block % grid_[axis];
    block /= grid_[axis];
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      numbers[i] += along * inputs_[i].steps[axis];
  }
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    found_[i] = inputs_[i].tasks[static_cast<std::size_t>(numbers[i])];
  return found_;
}

} // namespace troupe
