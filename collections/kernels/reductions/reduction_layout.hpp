#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/shape.hpp>

namespace troupe {

/// The axes of a chunk as a reduction sees them: neighbours of one fate merged, axes of length 1 left out, so
/// that kept and reduced ones alternate.
struct ReductionLayout {
  struct Group {
    std::size_t extent;
    bool is_reduced;
  };
  std::vector<Group> groups;

  /// \param axes  the reduced ones, ascending
  /// \param unit  how many numbers an element is: 2 for a complex number taken as its parts
  ReductionLayout(const Shape& shape, std::span<const std::int64_t> axes, std::size_t unit);

  // The elements are `outer` times `reduced` rows of `inner` elements, where the rows are those of the last
  // reduced group; outer ones are left to reduce.
  std::size_t outer = 1;
  std::size_t reduced = 1;
  std::size_t inner = 1;
};

} // namespace troupe
