#include <cstring>
#include <string>

#include <troupe/error.hpp>

#include "kernels/reductions/method.hpp"

namespace troupe {

namespace {

bool is_position(ReductionKind kind) {
  return kind == ReductionKind::argmax || kind == ReductionKind::argmin;
}

/// The extents of a box of states, and where each of them begins.
class Box {
public:
  Box(std::span<const ReductionState> states, const Shape& box)
      : states_(states), box_(box), strides_(row_major_strides(box)) {
    for (std::size_t axis = 0; axis < box.size(); ++axis) {
      std::int64_t extent = 0;
      for (std::int64_t i = 0; i < box[axis]; ++i)
        if (__builtin_add_overflow(extent, extent_along(axis, i), &extent))
          throw ShapeError("reduction: the states of a box are longer than 2^63 - 1");
      extents_.push_back(extent);
    }
  }

  const Shape& extents() const noexcept { return extents_; }

  /// Where state number `index` begins, along each axis.
  Shape origin(std::size_t index) const {
    Shape origin(box_.size(), 0);
    for (std::size_t axis = 0; axis < box_.size(); ++axis) {
      const std::int64_t place = static_cast<std::int64_t>(index) / strides_[axis] % box_[axis];
      for (std::int64_t i = 0; i < place; ++i)
        origin[axis] += extent_along(axis, i);
    }
    return origin;
  }

private:
  std::int64_t extent_along(std::size_t axis, std::int64_t place) const {
    return states_[static_cast<std::size_t>(place * strides_[axis])].extents[axis];
  }

  std::span<const ReductionState> states_;
  const Shape& box_;
  Shape strides_;
  Shape extents_;
};

/// Turns a position inside a state into one inside the box.
std::int64_t position_in_box(std::int64_t position, const Shape& extents, const Shape& origin,
                             const Shape& box) {
  std::int64_t moved = 0;
  std::int64_t stride = 1;
  for (std::size_t axis = box.size(); axis-- > 0; stride *= box[axis]) {
    const std::int64_t extent = axis < extents.size() ? extents[axis] : 1;
    moved += (position % extent + origin[axis]) * stride;
    position /= extent;
  }
  return moved;
}

/// A state on its way through the tree.
struct Piece {
  ReductionState state;
  StateParts parts{};
  std::int64_t count = 0;
};

/// A piece that is only read.
Piece borrow(const ReductionState& state) {
  Piece piece{state, {}, element_count(state.extents)};
  for (std::size_t i = 0; i < state.parts.size(); ++i)
    piece.parts[i] = const_cast<std::byte*>(state.parts[i].bytes());
  return piece;
}

Piece copy(const Method& method, const ReductionState& state) {
  FreshState fresh(method, state.extents, state.parts.front().shape());
  for (std::size_t i = 0; i < state.parts.size(); ++i)
    std::memcpy(fresh.parts[i], state.parts[i].bytes(), state.parts[i].size_bytes());
  return {std::move(fresh.state), fresh.parts, element_count(state.extents)};
}

void move_positions(const Piece& piece, const Shape& origin, const Shape& box) {
  auto* positions = static_cast<std::int64_t*>(piece.parts[1]);
  for (std::size_t i = 0; i < piece.state.parts[1].size(); ++i) {
    if (positions[i] >= piece.count)
      throw ValueError("reduction: position " + std::to_string(positions[i]) + " in a state of extents "
                       + to_string(piece.state.extents));
    if (positions[i] >= 0)
      positions[i] = position_in_box(positions[i], piece.state.extents, origin, box);
  }
}

std::vector<Piece> make_pieces(const Reduction& reduction, const Method& method,
                               std::span<const ReductionState> states, const Box& box) {
  std::vector<Piece> pieces;
  pieces.reserve(states.size());
  for (std::size_t i = 0; i < states.size(); ++i) {
    const bool is_merged_into = i % 2 == 0 && i + 1 < states.size();
    const bool has_positions = is_position(reduction.kind);
    pieces.push_back(is_merged_into || has_positions ? copy(method, states[i]) : borrow(states[i]));
    if (has_positions) {
      move_positions(pieces.back(), box.origin(i), box.extents());
      pieces.back().count = 0; // they are where they belong
    }
  }
  return pieces;
}

void require_alike(const Reduction& reduction, const Method& method, std::span<const ReductionState> states,
                   const Shape& box) {
  if (states.empty() || element_count(box) != static_cast<std::int64_t>(states.size()))
    throw ValueError(reduction.name + ": " + std::to_string(states.size()) + " states in a box of "
                     + to_string(box));
  for (const ReductionState& state : states) {
    require_state(reduction, method, state);
    if (state.extents.size() != box.size() || state.parts[0].shape() != states[0].parts[0].shape())
      throw ValueError(reduction.name + ": states of extents " + to_string(states[0].extents) + " and shape "
                       + to_string(states[0].parts[0].shape()) + ", and of " + to_string(state.extents)
                       + " and " + to_string(state.parts[0].shape()) + ", in a box of " + to_string(box));
  }
}

} // namespace

ReductionState merge(const Reduction& reduction, std::span<const ReductionState> states, const Shape& box) {
  const Method method = get_method(reduction);
  require_alike(reduction, method, states, box);
  if (states.size() == 1)
    return states.front();
  const Box merged(states, box);
  std::vector<Piece> pieces = make_pieces(reduction, method, states, merged);
  const std::size_t slots = states.front().parts.front().size() * method.unit;
  for (std::size_t distance = 1; distance < pieces.size(); distance *= 2)
    for (std::size_t i = 0; i + distance < pieces.size(); i += 2 * distance) {
      Piece& left = pieces[i];
      const Piece& right = pieces[i + distance];
      merge_parts(*method.kernels, left.parts, right.parts, slots, left.count, right.count);
      left.count += right.count;
    }
  return {merged.extents(), std::move(pieces.front().state.parts)};
}

} // namespace troupe
