#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

/// Kernel "compress": what lies along an axis where a 1-d mask, as long as the axis, is true.
struct CompressParameters {
  std::int32_t axis = 0;
  std::optional<TileProgram> program =
      std::nullopt; ///< What makes the mask of the chunks behind the first one.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, program);
  }
};
/// \param masks  the mask, or what the program makes it of
/// \throws ShapeError if the mask does not fit; DTypeError if it is not bool.
Chunk compress_chunk(const CompressParameters& parameters, const Chunk& chunk, std::span<const Chunk> masks);

/// Kernel "take": of a 1-d list of positions along an axis, those that lie in this chunk, in order of the
/// list. An array of several chunks along the axis takes one call for each, and a "take_join".
struct TakeParameters {
  std::int32_t axis = 0;
  std::int64_t start = 0;  ///< Of the chunk, along the axis.
  std::int64_t extent = 0; ///< Of the whole axis: positions are in [-extent, extent).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, start, extent);
  }
};
/// \throws IndexError for a position outside; DTypeError if the positions are no integers.
Chunk take_from_chunk(const TakeParameters& parameters, const Chunk& chunk, const Chunk& positions);

/// Kernel "take_join": puts what "take" took of each chunk back in the order of the list.
struct TakeJoinParameters {
  std::int32_t axis = 0;
  std::vector<std::int64_t> starts; ///< Of the chunks, and the extent of the axis.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(axis, starts);
  }
};
Chunk join_taken(const TakeJoinParameters& parameters, const Chunk& positions,
                 std::span<const Chunk* const> parts);

/// Kernel "pick": single elements of chunks.
struct PickParameters {
  struct Element {
    std::uint32_t input = 0;
    std::int64_t offset = 0; ///< Of the element in its chunk.
    template <class Archive>
    void serialize(Archive& archive) {
      archive(input, offset);
    }
  };
  DType dtype = DType::float64;
  std::vector<Element> elements;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, elements);
  }
};
Chunk pick(const PickParameters& parameters, std::span<const Chunk* const> inputs);

} // namespace troupe
