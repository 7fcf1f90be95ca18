#pragma once

#include <cstdint>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

namespace troupe::conformance {

/// The parameters of a box sum: how far the window reaches to both sides, one number an axis.
struct BoxSum {
  std::vector<std::int64_t> depth;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(depth);
  }
};

/// What a sum over `dtype` gives: int64 for bools and integers, uint64 for unsigned ones.
DType box_sum_dtype(DType dtype);

/// Every element becomes the sum of its window, which is cut at the ends of the chunk.
Chunk box_sum(const BoxSum& parameters, const Chunk& chunk);

} // namespace troupe::conformance
