#include <string>
#include <utility>

#include <troupe/array/functions/core_kernel.hpp>
#include <troupe/error.hpp>

namespace troupe::detail {

namespace {

/// The axes before the last `rank` of a chunk are the last ones of the loop, or of length 1.
void require_loop(const Shape& shape, std::int64_t rank, const Shape& loop) {
  bool fits = rank >= 0 && std::cmp_less_equal(rank, shape.size())
              && shape.size() - static_cast<std::size_t>(rank) <= loop.size();
  const std::size_t own = fits ? shape.size() - static_cast<std::size_t>(rank) : 0;
  for (std::size_t axis = 0; fits && axis < own; ++axis)
    fits = shape[axis] == 1 || shape[axis] == loop[loop.size() - own + axis];
  if (!fits)
    throw ShapeError("a block of shape " + to_string(shape) + ", of which the last " + std::to_string(rank)
                     + " axes are a call's, in a loop over " + to_string(loop));
}

} // namespace

CoreLoop::CoreLoop(std::span<const Value> values, std::size_t inputs) {
  if (values.size() != inputs + 1)
    throw ValueError("it takes " + std::to_string(inputs) + " arrays beside what it is told, and got "
                     + std::to_string(values.size()) + " arguments");
  const std::span<const Value> told = values.back().as_list();
  if (told.size() != 3)
    throw ValueError("it is told ranks, loop and cores, not " + to_string(values.back()));
  const auto ranks = convert<std::vector<std::int64_t>>(told[0]);
  loop_ = convert<std::vector<std::int64_t>>(told[1]);
  position_.assign(loop_.size(), 0);
  calls_ = static_cast<std::size_t>(element_count(loop_));
  for (const Value& core : told[2].as_list()) {
    const auto extents = convert<std::vector<std::int64_t>>(core);
    counts_.push_back(static_cast<std::size_t>(element_count(extents)));
    Shape& whole = results_.emplace_back(loop_);
    whole.insert(whole.end(), extents.begin(), extents.end());
  }
  if (ranks.size() != inputs)
    throw ValueError("it takes " + std::to_string(inputs) + " arrays and is told the ranks of "
                     + std::to_string(ranks.size()));
  for (std::size_t i = 0; i < inputs; ++i) {
    const Chunk& chunk = values[i].as_chunk();
    require_loop(chunk.shape(), ranks[i], loop_);
    const std::size_t own = chunk.rank() - static_cast<std::size_t>(ranks[i]);
    Input input{&chunk, 0, 1, Shape(loop_.size(), 0)};
    const Shape strides = row_major_strides(chunk.shape());
    for (std::size_t axis = own; axis < chunk.rank(); ++axis)
      input.count *= static_cast<std::size_t>(chunk.shape()[axis]);
    for (std::size_t axis = 0; axis < own; ++axis)
      if (chunk.shape()[axis] != 1)
        input.strides[loop_.size() - own + axis] = strides[axis];
    inputs_.push_back(std::move(input));
  }
}

void CoreLoop::next() {
  ++call_;
  for (std::size_t axis = loop_.size(); axis-- > 0;) {
    const bool carries = ++position_[axis] == loop_[axis];
    for (Input& input : inputs_)
      input.offset +=
          static_cast<std::size_t>(carries ? -input.strides[axis] * (loop_[axis] - 1) : input.strides[axis]);
    if (!carries)
      return;
    position_[axis] = 0;
  }
}

} // namespace troupe::detail
