#pragma once

#include <cstddef>

#include "kernels/reductions/element_feed.hpp"
#include "kernels/reductions/reduction_layout.hpp"
#include "kernels/reductions/state_parts.hpp"

namespace troupe {

/// Reduces the elements of one chunk.
class ChunkReducer {
public:
  ChunkReducer(const ReductionKernels& kernels, ReductionKind kind, ElementFeed& feed)
      : kernels_(kernels), is_position_(kind == ReductionKind::argmax || kind == ReductionKind::argmin),
        feed_(feed) {}

  /// Writes a state for each kept element to `out`. There is an element at least.
  void reduce(const ReductionLayout& layout, const StateParts& out);

private:
  void reduce_last_group(const ReductionLayout& layout, const StateParts& out);
  void reduce_row(std::size_t begin, std::size_t count, const StateParts& out);
  void reduce_short_rows(std::size_t rows, std::size_t count, const StateParts& out);
  void reduce_columns(std::size_t begin, std::size_t rows, std::size_t width, const StateParts& out);
  void reduce_wide_columns(std::size_t begin, std::size_t rows, std::size_t width, const StateParts& out);
  void reduce_narrow_columns(std::size_t begin, std::size_t rows, std::size_t width, const StateParts& out);
  void add_rows(std::size_t begin, std::size_t rows, std::size_t stride, std::size_t width,
                const StateParts& out);
  void fold_groups(const ReductionLayout& layout, const StateParts& parts);

  const ReductionKernels& kernels_;
  bool is_position_;
  ElementFeed& feed_;
};

} // namespace troupe
