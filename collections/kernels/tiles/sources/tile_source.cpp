#include "kernels/tiles/sources/tile_source.hpp"

#include <algorithm>
#include <cstring>

#include <troupe/error.hpp>

namespace troupe {

namespace {

/// The longest row that is kept repeated, in elements.
constexpr std::int64_t max_period = 2048;

/// `chunk`'s strides along the axes of `shape`, 0 where it is stretched.
Shape broadcast_strides(const SeenChunk& chunk, const Shape& shape) {
  Shape strides(shape.size(), 0);
  const auto refuse = [&] {
    throw ShapeError("elementwise: shape " + to_string(chunk.shape) + " does not broadcast to "
                     + to_string(shape));
  };
  if (chunk.shape.size() > shape.size())
    refuse();
  const std::size_t missing = shape.size() - chunk.shape.size();
  for (std::size_t axis = 0; axis < chunk.shape.size(); ++axis) {
    if (chunk.shape[axis] == shape[missing + axis])
      strides[missing + axis] = shape[missing + axis] == 1 ? 0 : chunk.strides[axis];
    else if (chunk.shape[axis] != 1)
      refuse();
  }
  return strides;
}

template <class Word>
void fill_words(std::byte* to, const std::byte* from, std::size_t count) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  for (std::size_t i = 0; i < count; ++i)
    std::memcpy(to + i * sizeof word, &word, sizeof word);
}

struct Wide {
  std::uint64_t low;
  std::uint64_t high;
};

void pad(std::byte* tile, std::size_t count, std::size_t padded_count, std::size_t element_bytes) {
  if (count < padded_count)
    fill_elements(tile + count * element_bytes, tile + (count - 1) * element_bytes, padded_count - count,
                  element_bytes);
}

} // namespace

void fill_elements(std::byte* to, const std::byte* element, std::size_t count, std::size_t element_bytes) {
  switch (element_bytes) {
  case 1: return fill_words<std::uint8_t>(to, element, count);
  case 2: return fill_words<std::uint16_t>(to, element, count);
  case 4: return fill_words<std::uint32_t>(to, element, count);
  case 8: return fill_words<std::uint64_t>(to, element, count);
  default: return fill_words<Wide>(to, element, count);
  }
}

BroadcastLayout::BroadcastLayout(std::span<const SeenChunk> operands, const Shape& shape) {
  std::vector<Shape> all;
  all.reserve(operands.size());
  for (const SeenChunk& operand : operands)
    all.push_back(broadcast_strides(operand, shape));
  strides.resize(operands.size());
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == 1)
      continue;
    const bool merges =
        !extents.empty() && std::ranges::all_of(all, [&, i = std::size_t{0}](const Shape& own) mutable {
          return strides[i++].back() == own[axis] * shape[axis];
        });
    if (merges)
      extents.back() *= shape[axis];
    else
      extents.push_back(shape[axis]);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (merges)
        strides[i].back() = all[i][axis];
      else
        strides[i].push_back(all[i][axis]);
    }
  }
}

TileSource::TileSource(const SeenChunk& chunk, const BroadcastLayout& layout, std::size_t index,
                       std::size_t tile)
    : mode_(Mode::strided), element_bytes_(size_of(chunk.dtype)), tile_(tile), elements_(chunk.first),
      layout_(&layout), index_(index), coordinates_(layout.extents.size()) {
  const Shape& strides = layout.strides[index];
  const std::size_t rank = strides.size();
  if (std::ranges::find(chunk.shape, 0) != chunk.shape.end())
    return; // the result is empty too, so no tile is ever asked for
  if (std::ranges::all_of(strides, [](std::int64_t stride) { return stride == 0; })) {
    mode_ = Mode::scalar;
  } else if (strides == row_major_strides(layout.extents)) {
    mode_ = Mode::contiguous;
  } else if (rank == 2 && strides[0] == 0 && strides[1] == 1 && layout.extents[1] <= max_period) {
    mode_ = Mode::periodic;
    const auto period = static_cast<std::size_t>(layout.extents[1]);
    repeated_.resize((period + tile) * element_bytes_);
    for (std::size_t i = 0; i < period + tile; i += period)
      std::memcpy(repeated_.data() + i * element_bytes_, elements_,
                  std::min(period, period + tile - i) * element_bytes_);
  } else if (rank >= 2 && strides[rank - 1] > 1 && strides[rank - 2] == 1) {
    mode_ = Mode::transposed;
    transposed_.emplace(elements_, layout.extents, strides, element_bytes_, tile);
  } else {
    readable_ = 1;
    for (std::size_t axis = 0; axis < rank; ++axis)
      readable_ += (layout.extents[axis] - 1) * strides[axis];
  }
}

const std::byte* TileSource::other_tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                                        std::byte* scratch) {
  switch (mode_) {
  case Mode::contiguous:
    std::memcpy(scratch, elements_ + static_cast<std::size_t>(position) * element_bytes_,
                count * element_bytes_);
    pad(scratch, count, padded_count, element_bytes_);
    return scratch;
  case Mode::transposed: return transposed_->tile(position, count, padded_count, scratch);
  case Mode::scalar:
    if (filled_with_ == nullptr) {
      fill_elements(scratch, elements_, tile_, element_bytes_);
      filled_with_ = elements_;
    }
    return scratch;
  case Mode::periodic:
    return repeated_.data() + static_cast<std::size_t>(position % layout_->extents[1]) * element_bytes_;
  case Mode::strided: break;
  }
  return strided_tile(position, count, padded_count, scratch);
}

void TileSource::seek_row(std::int64_t position) {
  const Shape& extents = layout_->extents;
  const Shape& strides = layout_->strides[index_];
  std::int64_t row = position / extents.back();
  row_begin_ = row * extents.back();
  row_offset_ = 0;
  for (std::size_t axis = strides.size() - 1; axis-- > 0; row /= extents[axis])
    row_offset_ += row % extents[axis] * strides[axis];
}

const std::byte* TileSource::strided_tile(std::int64_t position, std::size_t count, std::size_t padded_count,
                                          std::byte* scratch) {
  const std::int64_t inner = layout_->extents.back();
  const Shape& strides = layout_->strides[index_];
  const std::int64_t step = strides.back();
  if (row_begin_ < 0 || position < row_begin_ || position - row_begin_ >= inner)
    seek_row(position);
  const std::int64_t column = position - row_begin_;
  const std::int64_t offset = row_offset_ + column * step;
  if (step > 1 || inner - column < static_cast<std::int64_t>(count)
      || offset + step * static_cast<std::int64_t>(padded_count) > readable_) {
    gather(position, count, scratch);
    pad(scratch, count, padded_count, element_bytes_);
    filled_with_ = nullptr;
    return scratch;
  }
  const std::byte* first = elements_ + static_cast<std::size_t>(offset) * element_bytes_;
  if (step != 0) {
    // The next row lies where no prefetcher of the processor's looks.
    const std::byte* const next =
        first + static_cast<std::size_t>(strides[strides.size() - 2]) * element_bytes_;
    for (std::size_t byte = 0; byte < count * element_bytes_; byte += 64)
      __builtin_prefetch(next + byte);
    return first;
  }
  if (first != filled_with_) {
    fill_elements(scratch, first, tile_, element_bytes_);
    filled_with_ = first;
  }
  return scratch;
}

void TileSource::gather(std::int64_t position, std::size_t count, std::byte* scratch) {
  const Shape& extents = layout_->extents;
  const Shape& strides = layout_->strides[index_];
  const std::size_t rank = extents.size();
  std::int64_t offset = 0;
  for (std::size_t axis = rank; axis-- > 0; position /= extents[axis]) {
    coordinates_[axis] = position % extents[axis];
    offset += coordinates_[axis] * strides[axis];
  }
  while (count > 0) {
    const std::size_t run = std::min(count, static_cast<std::size_t>(extents.back() - coordinates_.back()));
    const std::byte* from = elements_ + static_cast<std::size_t>(offset) * element_bytes_;
    if (strides.back() == 0)
      fill_elements(scratch, from, run, element_bytes_);
    else if (strides.back() == 1)
      std::memcpy(scratch, from, run * element_bytes_);
    else
      for (std::size_t i = 0; i < run; ++i)
        std::memcpy(scratch + i * element_bytes_,
                    from + i * static_cast<std::size_t>(strides.back()) * element_bytes_, element_bytes_);
    scratch += run * element_bytes_;
    count -= run;
    offset += static_cast<std::int64_t>(run) * strides.back();
    coordinates_.back() += static_cast<std::int64_t>(run);
    for (std::size_t axis = rank - 1; axis > 0 && coordinates_[axis] == extents[axis]; --axis) {
      offset += strides[axis - 1] - extents[axis] * strides[axis];
      coordinates_[axis] = 0;
      ++coordinates_[axis - 1];
    }
  }
}

} // namespace troupe
