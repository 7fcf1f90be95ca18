#pragma once

#include <cstdint>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/random/array_block.hpp"
#include "kernels/random/philox.hpp"

namespace troupe {

/// Kernel "weighted_choice": positions with repeats. The argument is the running sum of their probabilities,
/// 1-d float64, the last one 1; an element is the first position whose sum lies above its uniform number.
struct WeightedChoiceParameters {
  RandomStream stream;
  ArrayBlock block;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, block);
  }
  void check() const { block.check(); }
};
Chunk choose_weighted(const WeightedChoiceParameters& parameters, const Chunk& sums);

/// Kernel "weighted_sample": `length` different positions, drawn one after the other, each with a probability in
/// proportion to the weights of those that are left. The argument are the weights, 1-d float64, of which at least
/// `length` are above zero.
///
/// Method: the positions whose exponential numbers divided by their weights are the smallest, in that order:
/// Efraimidis & Spirakis, "Weighted random sampling with a reservoir", IPL 97, 2006.
struct WeightedSampleParameters {
  RandomStream stream;
  std::int64_t length = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, length);
  }
};
Chunk sample_weighted(const WeightedSampleParameters& parameters, const Chunk& weights);

} // namespace troupe
