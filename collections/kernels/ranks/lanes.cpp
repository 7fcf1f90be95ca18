#include "kernels/ranks/lanes.hpp"

#include <algorithm>

namespace troupe {

namespace {

constexpr std::int64_t most_lanes = 32;
constexpr std::int64_t group_bytes = 1 << 20;

} // namespace

Lanes::Lanes(const Shape& shape, std::span<const std::int64_t> axes) {
  const Shape strides = row_major_strides(shape);
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const bool is_along = std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
    (is_along ? along_ : across_).push_back({shape[axis], strides[axis]});
    (is_along ? length_ : count_) *= shape[axis];
    is_contiguous_ &= is_along || along_.empty();
  }
}

std::int64_t Lanes::group(std::size_t element_bytes) const {
  const std::int64_t bytes = std::max<std::int64_t>(1, length_) * static_cast<std::int64_t>(element_bytes);
  return is_contiguous_ ? 1 : std::clamp<std::int64_t>(group_bytes / bytes, 1, most_lanes);
}

std::int64_t Lanes::begin_of(std::int64_t lane) const {
  std::int64_t begin = 0;
  for (std::size_t axis = across_.size(); axis-- > 0; lane /= across_[axis].extent)
    begin += lane % across_[axis].extent * across_[axis].stride;
  return begin;
}

} // namespace troupe
