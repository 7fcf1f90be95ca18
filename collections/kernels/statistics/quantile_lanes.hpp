#pragma once

#include <cstdint>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/statistics/quantile_query.hpp"

namespace troupe {

/// Kernel "quantile_lanes": the quantiles of each lane of a chunk along some axes.
struct QuantileLanesParameters {
  QuantileQuery query;
  std::vector<std::int64_t> axes; ///< ascending
  bool keepdims = false;
  bool is_list = false; ///< The result has an axis of quantiles, its first.

  /// Of the result for a chunk or array of `shape`.
  Shape result_shape(const Shape& shape) const;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(query, axes, keepdims, is_list);
  }
};

Chunk quantile_lanes(const QuantileLanesParameters& parameters, const Chunk& chunk);

/// Of the kernel, for a chunk of that shape.
std::int64_t quantile_lanes_workspace(const QuantileLanesParameters& parameters, const Shape& shape);

} // namespace troupe
