#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

namespace troupe {

/// The second input, weights, in the shape of the first, which is averaged over `axes`: of that shape already, or 1-d
/// along the one axis.
struct MatchingWeights {
  static constexpr std::string_view name = "average";
  std::vector<std::int64_t> axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axes);
  }
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
