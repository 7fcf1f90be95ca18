#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ordering/item_kind.hpp"
#include "kernels/ordering/run_samples.hpp"

namespace troupe {

template <class Archive>
std::uint8_t save_minimal(const Archive&, const ItemKind& kind) {
  return static_cast<std::uint8_t>(kind);
}

template <class Archive>
void load_minimal(const Archive&, ItemKind& kind, const std::uint8_t& number) {
  if (number > static_cast<std::uint8_t>(ItemKind::tallied))
    throw FileError("archive: no kind of items has the number " + std::to_string(number));
  kind = static_cast<ItemKind>(number);
}

/// Kernels "sort_run" and "unique_run": neighbouring 1-d chunks as one run of sorted items, or of distinct ones.
struct SortRunParameters {
  DType dtype = DType::float64;
  ItemKind kind = ItemKind::key;
  std::int64_t origin = 0; ///< Position of the first element.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, kind, origin);
  }
};

/// Kernel "run_piece": piece `number` of `pieces` of a run's items. A copy where memory is limited, so that the pieces may
/// leave it one by one.
struct RunPieceParameters {
  std::int64_t number = 0;
  std::int64_t pieces = 1;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, pieces);
  }
};

/// Kernel "run_samples": at most so many samples of a run, `RunSamples` as a text, which planning kernels can read.
struct RunSamplesParameters {
  DType dtype = DType::float64;
  ItemKind kind = ItemKind::key;
  std::int64_t count = 2;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, kind, count);
  }
};

/// Kernel "sort_join": of pieces of several runs, `take` elements from that of rank `skip` on, in order; of
/// indexed items their positions.
struct SortJoinParameters {
  DType dtype = DType::float64;
  ItemKind kind = ItemKind::key;
  std::vector<std::uint32_t>
      pieces; ///< Of each run; the arguments are those of the first one, of the second, …
  std::int64_t skip = 0;
  std::int64_t take = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, kind, pieces, skip, take);
  }
};

Chunk sort_run(const SortRunParameters& parameters, std::span<const Value> chunks);
RunSamples sample_run(const RunSamplesParameters& parameters, const Chunk& run);
Chunk sort_join(const SortJoinParameters& parameters, std::span<const Value> pieces);

} // namespace troupe
