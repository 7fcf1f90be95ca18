#include <algorithm>
#include <optional>
#include <utility>

#include <troupe/array/rechunk.hpp>
#include <troupe/error.hpp>

#include "array/functions/block_call.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

std::string shapes_of(std::span<const Array> arrays) {
  std::string text;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    text += (i == 0 ? "" : i + 1 < arrays.size() ? ", " : " and ") + to_string(arrays[i].shape());
  return text;
}

} // namespace

std::map<std::int32_t, BlockCall::Sizes> common_sizes_of_labels(std::span<const Array> arrays,
                                                                const std::vector<BlockCall::Labels>& labels,
                                                                const std::string& operation) {
  std::map<std::int32_t, BlockCall::Sizes> common;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    for (std::size_t axis = 0; axis < labels[i].size(); ++axis) {
      const BlockCall::Sizes& sizes = arrays[i].chunking().sizes(axis);
      const auto [known, is_first] = common.try_emplace(labels[i][axis], sizes);
      const std::int64_t extent = extent_of(sizes), before = extent_of(known->second);
      if (is_first || (extent == 1 && before != 1) || sizes == known->second)
        continue;
      if (before == 1 && extent != 1)
        known->second = sizes;
      else if (extent != before || extent == unknown_extent)
        throw ShapeError(operation + ": shapes " + shapes_of(arrays) + " do not fit along axis "
                         + std::to_string(axis) + " of array " + std::to_string(i + 1));
      else
        known->second = refined_sizes(known->second, sizes);
    }
  return common;
}

bool labels_match_unknown(std::span<const Array> arrays, const std::vector<BlockCall::Labels>& labels) {
  struct Seen {
    const BlockCall::Sizes* sizes;
    std::size_t axis;
    Digest origin;
  };
  std::map<std::int32_t, Seen> unknown;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    for (std::size_t axis = 0; axis < labels[i].size(); ++axis) {
      const BlockCall::Sizes& sizes = arrays[i].chunking().sizes(axis);
      if (extent_of(sizes) != unknown_extent)
        continue;
      const Digest& origin = arrays[i].node()->metadata().extent_origin;
      const auto [seen, is_first] = unknown.try_emplace(labels[i][axis], Seen{&sizes, axis, origin});
      if (!is_first
          && (*seen->second.sizes != sizes || seen->second.axis != axis || seen->second.origin != origin))
        return false;
    }
  for (std::size_t i = 0; i < arrays.size(); ++i)
    for (std::size_t axis = 0; axis < labels[i].size(); ++axis) {
      const std::int64_t extent = extent_of(arrays[i].chunking().sizes(axis));
      if (unknown.contains(labels[i][axis]) && extent != unknown_extent && extent != 1)
        return false;
    }
  return true;
}

std::vector<Array> cut_to_labels(std::span<const Array> arrays, const std::vector<BlockCall::Labels>& labels,
                                 const std::map<std::int32_t, BlockCall::Sizes>& sizes) {
  std::vector<Array> cut;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    std::vector<BlockCall::Sizes> wanted;
    for (std::size_t axis = 0; axis < labels[i].size(); ++axis) {
      const BlockCall::Sizes& along = sizes.at(labels[i][axis]);
      const std::int64_t extent = extent_of(arrays[i].chunking().sizes(axis));
      wanted.push_back(extent == extent_of(along) ? along : BlockCall::Sizes{extent});
    }
    Chunking chunking(std::move(wanted));
    cut.push_back(arrays[i].chunking() == chunking ? arrays[i] : rechunk(arrays[i], chunking));
  }
  return cut;
}

} // namespace troupe
