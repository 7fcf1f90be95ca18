#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <troupe/shape.hpp>

#include "kernels/tiles/tile_table.hpp"

namespace troupe {

/// Tiles along the columns of a chunk. They are transposed a square at a time into memory that stays in the
/// cache, when one of them is asked for: read along its columns, every element of a chunk would cost a line of
/// the cache.
///
/// The result's last axis has a stride in the chunk, the one before it lies side by side there.
class TransposedTiles {
public:
  /// \param extents, strides  of the result's axes, in elements of the chunk; strides[rank - 2] is 1
  TransposedTiles(const std::byte* first, Shape extents, Shape strides, std::size_t element_bytes,
                  std::size_t tile);

  /// What the squares take for so many columns of the result.
  static std::int64_t square_bytes(std::int64_t columns, std::size_t element_bytes, std::size_t tile);

  /// As `TileSource::tile`.
  const std::byte* tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                        std::byte* scratch);

private:
  /// Makes the row of the element at `position` the one at hand.
  void seek_row(std::int64_t position);
  /// The elements of the row at hand from column `column`, a multiple of the tile, on.
  const std::byte* row_of_square(std::int64_t column);
  void transpose(std::int64_t band, std::int64_t column, std::byte* square) const;

  const std::byte* first_;
  Shape extents_;
  Shape strides_;
  std::size_t element_bytes_;
  TransposeKernel kernel_;
  std::int64_t tile_;              ///< columns of a square
  int tile_shift_;                 ///< the tile is 2 to the power of it
  std::int64_t rows_;              ///< of a square
  std::int64_t bands_;             ///< squares below one another in one matrix
  std::vector<std::int64_t> held_; ///< which band the square in each place is of; -1: none
  std::shared_ptr<std::byte[]> squares_;

  // The row at hand: where it begins in the result, the band it is in and its place there.
  std::int64_t row_begin_ = -1;
  std::int64_t band_ = 0;
  std::int64_t row_in_band_ = 0;
};

} // namespace troupe
