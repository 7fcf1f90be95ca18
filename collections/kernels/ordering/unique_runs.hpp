#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/value.hpp>

#include "kernels/ordering/sort_runs.hpp"

namespace troupe {

/// Kernel "unique_join": the distinct items of pieces of several runs, from `lower` on and below `upper`; tallies of equal
/// keys are added up. Keys by themselves become the elements they stand for.
struct UniqueJoinParameters {
  DType dtype = DType::float64;
  ItemKind kind = ItemKind::key;
  std::vector<std::uint32_t> pieces; ///< As in `SortJoinParameters`.
  std::optional<SampleKey> lower;
  std::optional<SampleKey> upper;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, kind, pieces, lower, upper);
  }
};

/// What is told of distinct elements.
enum class UniquePart : std::uint8_t { values, index, counts };
constexpr UniquePart last_of(UniquePart) { return UniquePart::counts; }

template <class Archive>
std::uint8_t save_minimal(const Archive&, const UniquePart& part) {
  return static_cast<std::uint8_t>(part);
}

template <class Archive>
void load_minimal(const Archive&, UniquePart& part, const std::uint8_t& number) {
  if (number > static_cast<std::uint8_t>(UniquePart::counts))
    throw FileError("archive: no part of a unique has the number " + std::to_string(number));
  part = static_cast<UniquePart>(number);
}

/// Kernel "unique_part": items as elements, positions or counts.
struct UniquePartParameters {
  DType dtype = DType::float64;
  ItemKind kind = ItemKind::key;
  UniquePart part = UniquePart::values;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, kind, part);
  }
};

Chunk unique_run(const SortRunParameters& parameters, std::span<const Value> chunks);
Chunk unique_join(const UniqueJoinParameters& parameters, std::span<const Value> pieces);
Chunk unique_part(const UniquePartParameters& parameters, const Chunk& items);

} // namespace troupe
