#pragma once

#include <cstdint>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/statistics/bins.hpp"

namespace troupe {

/// Kernel "digitize": the numbers of the bins that elements lie in.
struct DigitizeParameters {
  BinEdges edges; ///< ascending
  SearchSide side = SearchSide::right;
  bool descending = false; ///< As they were given: bins are numbered from the other end.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(edges, side, descending);
  }
};

/// Kernels "bincount", how often each number from 0 on occurs in a chunk, and "bincount_merge", the counts of
/// several chunks added up. Weighted, their weights are added up, float64.
struct BincountParameters {
  std::int64_t minlength = 0; ///< of what is merged
  template <class Archive>
  void serialize(Archive& archive) {
    archive(minlength);
  }
};

/// \throws ValueError for a number below 0; DTypeError for elements that are no integers.
Chunk bincount_block(const Chunk& chunk);
Chunk bincount_block(const Chunk& chunk, const Chunk& weights);

} // namespace troupe
