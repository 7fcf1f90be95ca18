#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <troupe/shape.hpp>

namespace troupe {

/// The lanes of a chunk: for each position along the other axes, the elements along some axes in C order.
class Lanes {
public:
  /// \param axes  ascending
  Lanes(const Shape& shape, std::span<const std::int64_t> axes);

  std::int64_t count() const noexcept { return count_; }
  std::int64_t length() const noexcept { return length_; }

  /// How many lanes to copy at a time, so that neighbours in memory are read together.
  std::int64_t group(std::size_t element_bytes) const;

  /// Whether a lane's elements are neighbours, so that lane i begins at element `i * length()`.
  bool is_contiguous() const noexcept { return is_contiguous_; }

  /// Copies `lanes` lanes from lane `first` on, one behind the other.
  template <class T>
  void copy(const T* elements, std::int64_t first, std::int64_t lanes, T* out) const;

private:
  struct Axis {
    std::int64_t extent, stride;
  };
  std::int64_t begin_of(std::int64_t lane) const;

  std::vector<Axis> along_, across_;
  std::int64_t count_ = 1, length_ = 1;
  bool is_contiguous_ = true;
};

template <class T>
void Lanes::copy(const T* elements, std::int64_t first, std::int64_t lanes, T* out) const {
  if (length_ == 0)
    return;
  std::vector<std::int64_t> begins;
  for (std::int64_t lane = first; lane < first + lanes; ++lane)
    begins.push_back(begin_of(lane));
  const Axis inner = along_.empty() ? Axis{1, 1} : along_.back();
  std::vector<std::int64_t> position(along_.size(), 0);
  std::int64_t offset = 0;
  for (std::int64_t done = 0; done < length_; done += inner.extent) {
    for (std::int64_t i = 0; i < inner.extent; ++i)
      for (std::int64_t lane = 0; lane < lanes; ++lane)
        out[lane * length_ + done + i] =
            elements[begins[static_cast<std::size_t>(lane)] + offset + i * inner.stride];
    for (std::size_t axis = along_.empty() ? 0 : along_.size() - 1; axis-- > 0;) {
      offset += along_[axis].stride;
      if (++position[axis] < along_[axis].extent)
        break;
      offset -= along_[axis].extent * along_[axis].stride;
      position[axis] = 0;
    }
  }
}

} // namespace troupe
