#include "array/reductions/reduced_metadata.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>

namespace troupe {

bool is_reduced(std::span<const std::int64_t> axes, std::size_t axis) {
  return std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
}

ArrayMetadata reduced_metadata(const Array& array, std::span<const std::int64_t> axes, bool keepdims,
                               DType dtype) {
  std::vector<std::vector<std::int64_t>> sizes;
  for (std::size_t axis = 0; axis < array.rank(); ++axis) {
    if (!is_reduced(axes, axis))
      sizes.push_back(array.chunking().sizes(axis));
    else if (keepdims)
      sizes.push_back({1});
  }
  ArrayMetadata metadata{dtype, Chunking(std::move(sizes)), {}};
  if (!metadata.chunking.is_known()) {
    // Equal reductions of arrays that match give arrays that match.
    Hasher hasher;
    hasher.add(array.node()->metadata().extent_origin);
    hasher.add(to_bytes(std::vector<std::int64_t>(axes.begin(), axes.end())));
    metadata.extent_origin = hasher.finish();
  }
  return metadata;
}

} // namespace troupe
