#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "kernels/tiles/sources/seen_chunk.hpp"
#include "kernels/tiles/sources/transposed_tiles.hpp"

namespace troupe {

/// The axes of a broadcast, neighbours merged wherever every operand runs on from one into the next.
struct BroadcastLayout {
  Shape extents;              ///< of the result; no axis of length 1
  std::vector<Shape> strides; ///< of each operand, in elements; 0 where it is stretched

  /// \throws ShapeError if an operand does not broadcast to `shape`.
  BroadcastLayout(std::span<const SeenChunk> operands, const Shape& shape);
};

/// Writes `count` copies of one element.
void fill_elements(std::byte* to, const std::byte* element, std::size_t count, std::size_t element_bytes);

/// Hands out the elements of a chunk, stretched to the shape of a result, tile by tile: in place where they
/// lie side by side in the chunk, else gathered into a scratch tile.
///
/// Nothing behind the chunk's last element is read: the tile there is copied and padded with that element. Any
/// other partial tile may be followed by whatever comes next in the chunk.
class TileSource {
public:
  /// The chunk lies as the result does; `tile` is the number of elements of a scratch tile.
  TileSource(const Chunk& chunk, std::size_t tile)
      : mode_(Mode::contiguous), element_bytes_(size_of(chunk.dtype())), tile_(tile),
        elements_(chunk.bytes()) {}
  /// The chunk is operand number `index` of `layout`, which outlives the source.
  TileSource(const SeenChunk& chunk, const BroadcastLayout& layout, std::size_t index, std::size_t tile);

  /// The place of elements `position`, …, `position + count - 1` of the result, readable to `padded_count`.
  /// Unless they lie side by side in the chunk they are written to `scratch`, which nobody else writes.
  const std::byte* tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                        std::byte* scratch) {
    if (mode_ == Mode::contiguous && count == padded_count) {
      const std::byte* const first = elements_ + static_cast<std::size_t>(position) * element_bytes_;
      // A division and a sum behind it are too far from the next loads for the processor to begin them.
      for (std::size_t byte = 0; byte < count * element_bytes_; byte += 64)
        __builtin_prefetch(first + prefetch_distance + byte);
      return first;
    }
    return other_tile(position, count, padded_count, scratch);
  }

  bool is_contiguous() const noexcept { return mode_ == Mode::contiguous; }
  /// Whether tiles lie in place only if they keep within a row of the result.
  bool has_rows() const noexcept { return mode_ == Mode::strided || mode_ == Mode::transposed; }

private:
  static constexpr std::size_t prefetch_distance = 2048; ///< bytes

  enum class Mode : std::uint8_t {
    contiguous, ///< as the result
    scalar,     ///< one element
    periodic,   ///< one short row for every row of the result: kept repeated
    strided,
    transposed, ///< columns of the chunk are rows of the result
  };

  const std::byte* other_tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                              std::byte* scratch);
  const std::byte* strided_tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                                std::byte* scratch);
  /// Makes the row of the element at `position` the one at hand.
  void seek_row(std::int64_t position);
  void gather(std::int64_t position, std::size_t count, std::byte* scratch);

  Mode mode_;
  std::size_t element_bytes_;
  std::size_t tile_;
  const std::byte* elements_;
  const BroadcastLayout* layout_ = nullptr;
  std::size_t index_ = 0;
  std::int64_t row_begin_ = -1;            ///< position of the first element of the row at hand; -1: none
  std::int64_t row_offset_ = 0;            ///< where that element is in the chunk
  std::int64_t readable_ = 0;              ///< of a strided source: elements from the first one to the last
  Shape coordinates_;                      ///< of a strided source: where it gathers
  std::vector<std::byte> repeated_;        ///< of a periodic source: its row, and a tile more
  const std::byte* filled_with_ = nullptr; ///< the element all of `scratch` holds
  std::optional<TransposedTiles> transposed_;
};

} // namespace troupe
