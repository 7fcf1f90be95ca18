#include "expression/programs/viewed_blocks.hpp"

#include <cassert>
#include <utility>

namespace troupe {

ViewedBlocks::ViewedBlocks(const Chunking& result, std::span<const NodePointer> inputs,
                           std::span<const InputView> views, const Lowering& lowering)
    : grid_(result.grid()), is_plain_(views.empty()), found_(inputs.size()) {
  assert(is_plain_ || views.size() == inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    inputs_.push_back(seen_input(*inputs[i], is_plain_ ? InputView{} : views[i], lowering));
}

ViewedBlocks::Input ViewedBlocks::seen_input(const ArrayNode& input, const InputView& view,
                                             const Lowering& lowering) {
  const Chunking& chunking = input.chunking();
  const Shape strides = row_major_strides(chunking.grid());
  const std::size_t rank = chunking.rank();
  assert(rank <= grid_.size());
  Input seen{lowering.tasks(input), {}, !view.sizes.empty()};
  varies_ |= seen.is_cut;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::size_t own = view.axes.empty() ? axis : static_cast<std::size_t>(view.axes[axis]);
    const std::vector<std::int64_t>& held = chunking.sizes(own);
    const std::vector<std::int64_t>& wanted = seen.is_cut ? view.sizes[axis] : held;
    Axis made{axis + grid_.size() - rank, own, strides[own], {}};
    std::int64_t block = 0, start = 0;
    for (const std::int64_t size : wanted) {
      while (seen.is_cut && start == held[static_cast<std::size_t>(block)]
             && block + 1 < static_cast<std::int64_t>(held.size())) {
        start = 0;
        ++block;
      }
      made.pieces.push_back({block, start, size});
      if (seen.is_cut)
        start += size;
      else
        ++block;
    }
    assert(made.pieces.size() == 1
           || static_cast<std::int64_t>(made.pieces.size()) == grid_[made.result_axis]);
    seen.axes.push_back(std::move(made));
  }
  return seen;
}

std::span<const TaskId> ViewedBlocks::of(std::int64_t block) {
  const Shape strides = row_major_strides(grid_);
  windows_.assign(is_plain_ ? 0 : inputs_.size(), {});
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    std::int64_t number = 0;
    TileWindow window{Shape(input.axes.size()), Shape(input.axes.size()), {}};
    for (const Axis& axis : input.axes) {
      const std::int64_t along = block / strides[axis.result_axis] % grid_[axis.result_axis];
      const Piece& piece = axis.pieces[axis.pieces.size() == 1 ? 0 : static_cast<std::size_t>(along)];
      number += piece.block * axis.stride;
      window.start[axis.input_axis] = piece.start;
      window.extents[axis.input_axis] = piece.extent;
      window.axes.push_back(static_cast<std::int32_t>(axis.input_axis));
    }
    found_[i] = input.tasks[static_cast<std::size_t>(number)];
    if (is_plain_)
      continue;
    if (!input.is_cut) {
      window.start.clear();
      window.extents.clear();
    }
    windows_[i] = std::move(window);
  }
  return found_;
}

BodyId ViewedProgram::body(const ViewedBlocks& blocks) {
  if (shared_ && !blocks.varies())
    return *shared_;
  program_.windows = blocks.windows();
  shared_ = add_body_(program_);
  return *shared_;
}

bool refines(std::span<const std::int64_t> wanted, std::span<const std::int64_t> held) {
  std::size_t block = 0;
  std::int64_t left = held.empty() ? 0 : held[0];
  for (const std::int64_t size : wanted) {
    while (left == 0 && block + 1 < held.size())
      left = held[++block];
    if (size > left)
      return false;
    left -= size;
  }
  return true;
}

} // namespace troupe
