#pragma once

#include <cstdint>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

namespace troupe {

/// Kernel "partition": each lane of a chunk along an axis with the elements of some ranks where they would be
/// if it were sorted, smaller ones before and greater ones behind; or the positions of its elements then.
struct PartitionParameters {
  std::vector<std::int64_t> ranks; ///< ascending
  std::int64_t axis = 0;
  bool yields_positions = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(ranks, axis, yields_positions);
  }
  /// \throws ValueError unless the ranks ascend from 0 or more.
  void check() const;
};

Chunk partition_lanes(const PartitionParameters& parameters, const Chunk& chunk);

} // namespace troupe
