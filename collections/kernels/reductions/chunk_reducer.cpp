#include "kernels/reductions/chunk_reducer.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace troupe {

namespace {

/// Neighbouring elements that become one state before states are merged.
constexpr std::size_t row_piece = 1024;
/// Rows that are added to one state before states are merged.
constexpr std::size_t column_piece = 128;
/// Columns that are reduced at a time, so that their states stay in the first-level cache.
constexpr std::size_t strip = ElementFeed::limit / reduction_row_block;
/// Narrower rows are taken several at a time as one.
constexpr std::size_t narrow = 64;
constexpr std::size_t widened = 256;

} // namespace

void ChunkReducer::reduce(const ReductionLayout& layout, const StateParts& out) {
  const auto reduced_groups = std::ranges::count_if(layout.groups, &ReductionLayout::Group::is_reduced);
  if (reduced_groups <= 1)
    return reduce_last_group(layout, out);
  const StateBuffer partial(kernels_, layout.outer * layout.inner);
  reduce_last_group(layout, partial.parts());
  fold_groups(layout, partial.parts());
  std::size_t slots = 1;
  for (const auto& group : layout.groups)
    slots *= group.is_reduced ? 1 : group.extent;
  move_parts(kernels_, out, partial.parts(), slots);
}

void ChunkReducer::reduce_last_group(const ReductionLayout& layout, const StateParts& out) {
  const auto [outer, reduced, inner] = std::tuple(layout.outer, layout.reduced, layout.inner);
  if (inner == 1 && reduced <= row_piece)
    return reduce_short_rows(outer, reduced, out);
  for (std::size_t i = 0; i < outer; ++i) {
    const StateParts parts = parts_at(kernels_, out, i * inner);
    if (inner == 1)
      reduce_row(i * reduced, reduced, parts);
    else
      reduce_columns(i * reduced * inner, reduced, inner, parts);
  }
}

void ChunkReducer::reduce_row(std::size_t begin, std::size_t count, const StateParts& out) {
  Cascade cascade(kernels_, 1);
  for (std::size_t done = 0; done < count; done += row_piece) {
    const std::size_t piece = std::min(row_piece, count - done);
    kernels_.row(cascade.next().data(), feed_.rows(begin + done, piece, 1, piece).first, piece);
    cascade.push(static_cast<std::int64_t>(piece));
  }
  cascade.finish(out);
}

void ChunkReducer::reduce_short_rows(std::size_t rows, std::size_t count, const StateParts& out) {
  const std::size_t at_once = std::max<std::size_t>(1, row_piece / count);
  for (std::size_t done = 0; done < rows; done += at_once) {
    const std::size_t block = std::min(at_once, rows - done);
    const std::byte* first = feed_.rows(done * count, count, block, count).first;
    for (std::size_t i = 0; i < block; ++i)
      kernels_.row(parts_at(kernels_, out, done + i).data(), first + i * count * feed_.number_bytes(), count);
  }
}

void ChunkReducer::reduce_columns(std::size_t begin, std::size_t rows, std::size_t width,
                                  const StateParts& out) {
  if (width >= narrow || rows < 4 * widened / width)
    reduce_wide_columns(begin, rows, width, out);
  else
    reduce_narrow_columns(begin, rows, width, out);
}

void ChunkReducer::reduce_wide_columns(std::size_t begin, std::size_t rows, std::size_t width,
                                       const StateParts& out) {
  for (std::size_t column = 0; column < width; column += strip) {
    const std::size_t columns = std::min(strip, width - column);
    const StateParts parts = parts_at(kernels_, out, column);
    if (rows <= column_piece) {
      add_rows(begin + column, rows, width, columns, parts);
      continue;
    }
    Cascade cascade(kernels_, columns);
    for (std::size_t row = 0; row < rows; row += column_piece) {
      const std::size_t piece = std::min(column_piece, rows - row);
      add_rows(begin + row * width + column, piece, width, columns, cascade.next());
      cascade.push(static_cast<std::int64_t>(piece));
    }
    cascade.finish(parts);
  }
}

/// Takes 2^k rows as one wide row, and merges their states in the end.
void ChunkReducer::reduce_narrow_columns(std::size_t begin, std::size_t rows, std::size_t width,
                                         const StateParts& out) {
  const std::size_t at_once = std::bit_ceil(widened / width);
  const std::size_t wide_rows = rows / at_once;
  const StateBuffer wide(kernels_, at_once * width);
  reduce_wide_columns(begin, wide_rows, at_once * width, wide.parts());
  if (is_position_) {
    auto* positions = static_cast<std::int64_t*>(wide.parts()[1]);
    for (std::size_t slot = 0; slot < at_once * width; ++slot)
      if (positions[slot] >= 0)
        positions[slot] =
            positions[slot] * static_cast<std::int64_t>(at_once) + static_cast<std::int64_t>(slot / width);
  }
  fold_slots(kernels_, wide.parts(), at_once, width, is_position_ ? 0 : static_cast<std::int64_t>(wide_rows));
  move_parts(kernels_, out, wide.parts(), width);
  const std::size_t done = wide_rows * at_once;
  if (done == rows)
    return;
  const StateBuffer rest(kernels_, width);
  reduce_wide_columns(begin + done * width, rows - done, width, rest.parts());
  merge_parts(kernels_, out, rest.parts(), width, static_cast<std::int64_t>(done),
              static_cast<std::int64_t>(rows - done));
}

void ChunkReducer::add_rows(std::size_t begin, std::size_t rows, std::size_t stride, std::size_t width,
                            const StateParts& out) {
  kernels_.clear(out.data(), width);
  for (std::size_t row = 0; row < rows; row += reduction_row_block) {
    const std::size_t count = std::min(reduction_row_block, rows - row);
    const ElementFeed::Rows block = feed_.rows(begin + row * stride, stride, count, width);
    kernels_.rows(out.data(), block.first, block.stride, count, width, static_cast<std::int64_t>(row));
  }
}

/// Merges the states along the reduced groups before the last one, from the inside out.
void ChunkReducer::fold_groups(const ReductionLayout& layout, const StateParts& parts) {
  const auto& groups = layout.groups;
  auto count = static_cast<std::int64_t>(layout.reduced);
  std::size_t at = groups.size();
  while (at > 0 && !groups[at - 1].is_reduced)
    --at;
  std::size_t inner = layout.inner;
  std::size_t outer = layout.outer;
  for (--at; at-- > 0;) {
    outer /= groups[at].extent;
    if (!groups[at].is_reduced) {
      inner *= groups[at].extent;
      continue;
    }
    const std::size_t slots = groups[at].extent;
    for (std::size_t i = 0; i < outer; ++i) {
      const StateParts run = parts_at(kernels_, parts, i * slots * inner);
      fold_slots(kernels_, run, slots, inner, count);
      move_parts(kernels_, parts_at(kernels_, parts, i * inner), run, inner);
    }
    count *= static_cast<std::int64_t>(slots);
  }
}

} // namespace troupe
