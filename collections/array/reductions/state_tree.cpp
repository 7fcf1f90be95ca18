#include "array/reductions/state_tree.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

StateTree::StateTree(Shape grid, std::vector<std::int64_t> axes, std::int64_t split_every)
    : grid_(std::move(grid)), axes_(std::move(axes)), split_every_(split_every) {}

bool StateTree::is_last() const {
  return std::ranges::all_of(axes_,
                             [&](std::int64_t axis) { return grid_[static_cast<std::size_t>(axis)] == 1; });
}

void StateTree::next_level() {
  // As many neighbours along the last reduced axes as fit.
  box_.assign(grid_.size(), 1);
  std::int64_t left = split_every_;
  for (auto axis = axes_.rbegin(); axis != axes_.rend() && left > 1; ++axis) {
    const std::int64_t blocks = std::min(left, grid_[static_cast<std::size_t>(*axis)]);
    box_[static_cast<std::size_t>(*axis)] = blocks;
    left /= blocks;
  }
  below_ = grid_;
  for (std::size_t axis = 0; axis < grid_.size(); ++axis)
    grid_[axis] = (grid_[axis] + box_[axis] - 1) / box_[axis];
}

StateTree::Merged StateTree::merged(std::int64_t index) const {
  Shape begin(grid_.size());
  Shape extents(grid_.size());
  for (std::size_t axis = grid_.size(); axis-- > 0; index /= grid_[axis]) {
    begin[axis] = index % grid_[axis] * box_[axis];
    extents[axis] = std::min(box_[axis], below_[axis] - begin[axis]);
  }
  Merged merged;
  for (const std::int64_t axis : axes_)
    merged.box.push_back(extents[static_cast<std::size_t>(axis)]);
  const std::int64_t count = element_count(extents);
  const Shape strides = row_major_strides(below_);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t state = 0;
    std::int64_t left = i;
    for (std::size_t axis = extents.size(); axis-- > 0; left /= extents[axis])
      state += (begin[axis] + left % extents[axis]) * strides[axis];
    merged.states.push_back(static_cast<std::size_t>(state));
  }
  return merged;
}

} // namespace troupe
