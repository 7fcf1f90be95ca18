#include "kernels/tiles/sources/transposed_tiles.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include <troupe/block_pool.hpp>

namespace troupe {

namespace {

/// All squares together should stay in the second-level cache.
constexpr std::int64_t wanted_bytes = std::int64_t{512} << 10;

/// A line of the cache holds 8 elements of 8 bytes: fewer rows would read it several times.
constexpr std::int64_t least_rows = 8;

/// Squares side by side in a band.
std::int64_t places_of(std::int64_t columns, std::int64_t tile) { return (columns + tile - 1) / tile; }

/// Of a square.
std::int64_t rows_of(std::int64_t columns, std::size_t element_bytes, std::int64_t tile) {
  const std::int64_t row_bytes = places_of(columns, tile) * static_cast<std::int64_t>(element_bytes) * tile;
  std::int64_t rows = tile;
  while (rows > least_rows && rows * row_bytes > wanted_bytes)
    rows /= 2;
  return rows;
}

} // namespace

std::int64_t TransposedTiles::square_bytes(std::int64_t columns, std::size_t element_bytes,
                                           std::size_t tile) {
  const auto width = static_cast<std::int64_t>(tile);
  return rows_of(columns, element_bytes, width) * places_of(columns, width) * width
         * static_cast<std::int64_t>(element_bytes);
}

TransposedTiles::TransposedTiles(const std::byte* first, Shape extents, Shape strides,
                                 std::size_t element_bytes, std::size_t tile)
    : first_(first), extents_(std::move(extents)), strides_(std::move(strides)),
      element_bytes_(element_bytes),
      kernel_(tile_table(current_isa_level()).transpose[word_number(element_bytes)]),
      tile_(static_cast<std::int64_t>(tile)), tile_shift_(std::countr_zero(tile)),
      rows_(rows_of(extents_.back(), element_bytes, tile_)) {
  const std::int64_t rows = extents_[extents_.size() - 2];
  bands_ = (rows + rows_ - 1) / rows_;
  held_.assign(static_cast<std::size_t>(places_of(extents_.back(), tile_)), -1);
  const auto size = static_cast<std::size_t>(square_bytes(extents_.back(), element_bytes, tile));
  squares_ = allocate_block(size);
  if (extents_.back() % tile_ != 0)
    std::memset(squares_.get(), 0, size); // what is behind the last column is read, if only to be left
}

void TransposedTiles::transpose(std::int64_t band, std::int64_t column, std::byte* square) const {
  const std::size_t last = extents_.size() - 1;
  const std::int64_t row = band % bands_ * rows_;
  const std::int64_t rows = std::min(rows_, extents_[last - 1] - row);
  const std::int64_t columns = std::min(tile_, extents_[last] - column);
  std::int64_t offset = row + column * strides_[last];
  std::int64_t outer = band / bands_;
  for (std::size_t axis = last - 1; axis-- > 0; outer /= extents_[axis])
    offset += outer % extents_[axis] * strides_[axis];
  const std::byte* const from = first_ + static_cast<std::size_t>(offset) * element_bytes_;
  kernel_(square, from, static_cast<std::size_t>(rows), static_cast<std::size_t>(columns),
          static_cast<std::size_t>(tile_), static_cast<std::size_t>(strides_[last]));
}

void TransposedTiles::seek_row(std::int64_t position) {
  const std::int64_t rows = extents_[extents_.size() - 2];
  const std::int64_t row = position / extents_.back();
  row_begin_ = row * extents_.back();
  band_ = row / rows * bands_ + row % rows / rows_;
  row_in_band_ = row % rows % rows_;
}

const std::byte* TransposedTiles::row_of_square(std::int64_t column) {
  const std::int64_t place = column >> tile_shift_;
  const std::int64_t bytes = static_cast<std::int64_t>(element_bytes_) << tile_shift_;
  std::byte* const square = squares_.get() + place * rows_ * bytes;
  std::int64_t& held = held_[static_cast<std::size_t>(place)];
  if (held != band_) {
    transpose(band_, column, square);
    held = band_;
  }
  return square + row_in_band_ * bytes;
}

const std::byte* TransposedTiles::tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                                       std::byte* scratch) {
  if (row_begin_ < 0 || position < row_begin_ || position - row_begin_ >= extents_.back())
    seek_row(position);
  std::int64_t column = position - row_begin_;
  const std::int64_t inside_mask = tile_ - 1;
  // A row of a square is a whole tile, even where the last column ends inside of it.
  if ((column & inside_mask) == 0 && column + static_cast<std::int64_t>(count) <= extents_.back())
    return row_of_square(column);
  std::byte* to = scratch;
  for (auto left = static_cast<std::int64_t>(count); left > 0;) {
    const std::int64_t inside = column & inside_mask;
    const std::int64_t run = std::min({left, tile_ - inside, extents_.back() - column});
    std::memcpy(to, row_of_square(column - inside) + static_cast<std::size_t>(inside) * element_bytes_,
                static_cast<std::size_t>(run) * element_bytes_);
    to += static_cast<std::size_t>(run) * element_bytes_;
    left -= run;
    column += run;
    if (column == extents_.back() && left > 0) {
      seek_row(row_begin_ + extents_.back());
      column = 0;
    }
  }
  const std::byte* const last = to - element_bytes_;
  for (std::size_t i = count; i < padded_count; ++i, to += element_bytes_)
    std::memcpy(to, last, element_bytes_);
  return scratch;
}

} // namespace troupe
