#pragma once

#include <cstdint>
#include <vector>

namespace troupe {

/// How an operation sees one of its inputs: with its axes in another order, cut otherwise. Nothing is moved in
/// memory: the operation's tasks read the input's blocks where they are.
struct InputView {
  /// Axis i of what is seen is axis `axes[i]` of the input. Empty: the input as it is.
  std::vector<std::int32_t> axes;
  /// How what is seen is cut; each of its blocks lies inside one block of the input. Empty: as the input is.
  std::vector<std::vector<std::int64_t>> sizes;

  bool operator==(const InputView&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axes, sizes);
  }
};

} // namespace troupe
