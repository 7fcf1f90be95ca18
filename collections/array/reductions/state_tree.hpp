#pragma once

#include <cstdint>
#include <vector>

#include <troupe/shape.hpp>

namespace troupe {

/// The tree in which states of neighbouring blocks are merged along some axes. Its shape depends on the grid alone.
class StateTree {
public:
  /// \param grid  of the blocks, whose states are the lowest level
  StateTree(Shape grid, std::vector<std::int64_t> axes, std::int64_t split_every);

  const Shape& grid() const noexcept { return grid_; } ///< Of the states of this level.
  bool is_last() const;                                ///< Nothing is left to merge.

  /// Goes up: the states of this level become those of `below`.
  void next_level();

  struct Merged {
    Shape box;                       ///< How many states along each reduced axis.
    std::vector<std::size_t> states; ///< Their numbers below, row-major.
  };
  /// What state number `index` of this level is merged of.
  Merged merged(std::int64_t index) const;

private:
  Shape grid_;
  Shape below_;
  Shape box_; ///< States below that are merged, along each axis.
  std::vector<std::int64_t> axes_;
  std::int64_t split_every_;
};

} // namespace troupe
