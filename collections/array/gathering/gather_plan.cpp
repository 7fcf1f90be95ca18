#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "array/gathering/gather.hpp"

namespace troupe {

namespace {

/// Where the chunks of an axis begin.
std::vector<std::int64_t> starts_of(const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> starts(sizes.size() + 1, 0);
  std::partial_sum(sizes.begin(), sizes.end(), starts.begin() + 1);
  return starts;
}

/// Walks along the runs of an axis and cuts them at the input's chunks.
class Cutter {
public:
  Cutter(const std::vector<Run>& runs, const std::vector<std::int64_t>& input_sizes)
      : runs_(runs), starts_(starts_of(input_sizes)) {}

  /// The segments of the next `count` positions; `blocks` gets the input's chunks, by slot.
  std::vector<Segment> next(std::int64_t count, std::vector<std::int64_t>& blocks) {
    slots_.clear();
    std::vector<Segment> segments;
    while (count > 0) {
      const Run& run = runs_[run_];
      if (done_ == run.count) {
        ++run_;
        done_ = 0;
        continue;
      }
      const std::int64_t wanted = std::min(count, run.count - done_);
      const Segment segment = run.kind == Run::Kind::fill ? Segment{Segment::fill_slot, run.start, 1, wanted}
                                                          : cut(run, wanted, blocks);
      segments.push_back(segment);
      done_ += segment.count;
      count -= segment.count;
    }
    return segments;
  }

private:
  /// The part of the run from `done_` on that lies in one chunk, at most `wanted` positions.
  Segment cut(const Run& run, std::int64_t wanted, std::vector<std::int64_t>& blocks) {
    const std::int64_t position = run.start + done_ * run.step;
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), position);
    const std::int64_t block = after - starts_.begin() - 1;
    std::int64_t count = wanted;
    if (run.step > 0)
      count = std::min(count, (*after - position + run.step - 1) / run.step);
    else if (run.step < 0)
      count = std::min(count, (position - starts_[block]) / -run.step + 1);
    return {slot_of(block, blocks), position - starts_[block], count == 1 ? 1 : run.step, count};
  }

  std::int32_t slot_of(std::int64_t block, std::vector<std::int64_t>& blocks) {
    const auto [found, added] = slots_.try_emplace(block, static_cast<std::int32_t>(blocks.size()));
    if (added)
      blocks.push_back(block);
    return found->second;
  }

  const std::vector<Run>& runs_;
  std::vector<std::int64_t> starts_;
  std::unordered_map<std::int64_t, std::int32_t> slots_;
  std::size_t run_ = 0;
  std::int64_t done_ = 0; ///< Of the current run.
};

struct SegmentsLess {
  bool operator()(const std::vector<Segment>& left, const std::vector<Segment>& right) const {
    const auto key = [](const Segment& s) { return std::tuple(s.slot, s.start, s.step, s.count); };
    return std::ranges::lexicographical_compare(left, right, {}, key, key);
  }
};

} // namespace

std::vector<std::int64_t> natural_sizes(const std::vector<Run>& runs,
                                        const std::vector<std::int64_t>& input_sizes) {
  std::int64_t count = 0;
  for (const Run& run : runs)
    count += run.count;
  std::vector<std::int64_t> blocks, sizes;
  std::int32_t slot = Segment::fill_slot;
  for (const Segment& segment : Cutter(runs, input_sizes).next(count, blocks)) {
    if (sizes.empty() || segment.slot != slot)
      sizes.push_back(0);
    sizes.back() += segment.count;
    slot = segment.slot;
  }
  return sizes.empty() ? std::vector<std::int64_t>{0} : sizes;
}

std::vector<std::vector<std::int64_t>> blocks_along(const GatherAxis& axis,
                                                    const std::vector<std::int64_t>& input_sizes) {
  std::vector<std::vector<std::int64_t>> blocks;
  Cutter cutter(axis.runs, input_sizes);
  for (const std::int64_t size : axis.sizes)
    cutter.next(size, blocks.emplace_back());
  return blocks;
}

GatherPlan::Axis GatherPlan::cut(const GatherAxis& axis, const std::vector<std::int64_t>& input_sizes) const {
  Axis result;
  Cutter cutter(axis.runs, input_sizes);
  std::map<std::vector<Segment>, std::uint32_t, SegmentsLess> numbers;
  for (const std::int64_t size : axis.sizes) {
    Piece piece;
    std::vector<Segment> segments = cutter.next(size, piece.blocks);
    piece.is_block = segments.size() == 1 && segments[0].slot == 0 && segments[0].start == 0
                     && segments[0].step == 1 && segments[0].count == input_sizes[piece.blocks[0]];
    const auto [found, added] =
        numbers.try_emplace(segments, static_cast<std::uint32_t>(result.patterns.size()));
    if (added)
      result.patterns.push_back(std::move(segments));
    piece.pattern = found->second;
    result.pieces.push_back(std::move(piece));
  }
  return result;
}

GatherPlan::GatherPlan(std::span<const GatherAxis> axes, const Chunking& input)
    : input_strides_(row_major_strides(input.grid())) {
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    axes_.push_back(cut(axes[axis], input.sizes(axis)));
    grid_.push_back(static_cast<std::int64_t>(axes[axis].sizes.size()));
  }
}

void GatherPlan::append_inputs(std::span<const std::int64_t> block, std::span<const TaskId> tasks,
                               std::vector<TaskId>& inputs) const {
  const std::size_t first = inputs.size();
  std::vector<std::int64_t> numbers{0};
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const Piece& piece = axes_[axis].pieces[block[axis]];
    std::vector<std::int64_t> longer;
    longer.reserve(numbers.size() * piece.blocks.size());
    for (const std::int64_t number : numbers)
      for (const std::int64_t along : piece.blocks)
        longer.push_back(number + along * input_strides_[axis]);
    numbers = std::move(longer);
  }
  inputs.resize(first + numbers.size());
  std::ranges::transform(numbers, inputs.begin() + static_cast<std::ptrdiff_t>(first),
                         [&](std::int64_t number) { return tasks[number]; });
}

std::uint64_t GatherPlan::pattern(std::span<const std::int64_t> block) const {
  std::uint64_t number = 0;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis)
    number = number * axes_[axis].patterns.size() + axes_[axis].pieces[block[axis]].pattern;
  return number;
}

std::vector<std::vector<Segment>> GatherPlan::segments(std::span<const std::int64_t> block) const {
  std::vector<std::vector<Segment>> result;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis)
    result.push_back(axes_[axis].patterns[axes_[axis].pieces[block[axis]].pattern]);
  return result;
}

Shape GatherPlan::counts(std::span<const std::int64_t> block) const {
  Shape counts;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    std::int64_t count = 0;
    for (const Segment& segment : axes_[axis].patterns[axes_[axis].pieces[block[axis]].pattern])
      count += segment.count;
    counts.push_back(count);
  }
  return counts;
}

std::optional<std::int64_t> GatherPlan::same_block(std::span<const std::int64_t> block) const {
  std::int64_t number = 0;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const Piece& piece = axes_[axis].pieces[block[axis]];
    if (!piece.is_block)
      return std::nullopt;
    number += piece.blocks[0] * input_strides_[axis];
  }
  return number;
}

} // namespace troupe
