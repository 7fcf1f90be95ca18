#include "array/creation/reading.hpp"

#include <algorithm>
#include <unordered_set>

#include "array/gathering/rechunk_stages.hpp"

namespace troupe {

namespace {

/// Reading this much in vain takes as long as another read.
constexpr std::int64_t gap_bytes = std::int64_t{64} << 10;
/// A task makes no more reads than that.
constexpr std::size_t most_regions = 4096;

std::size_t region_count(const RegionSelection& selection) {
  std::size_t count = 1;
  for (const auto& along : selection.ranges)
    count *= along.size();
  return count;
}

/// What the reads of all blocks cost; negative if a task would read more than is good.
double cost_of(const Gather& gather, const Reading& reading, const Chunking& file, std::size_t element_bytes,
               const RegionCost& cost) {
  const Chunking result(gather.result_sizes());
  Reading own = reading;
  own.gather = gather;
  const RegionPlan plan(own, file, element_bytes);
  double total = 0;
  for (std::int64_t i = 0; i < result.block_count(); ++i) {
    const Block block = result.block(i);
    const RegionSelection selection = plan.of(block, result.block_shape(block));
    if (region_count(selection) > most_regions)
      return -1;
    std::int64_t elements = 0;
    for_each_region(selection, [&](const Shape& origin, const Shape& shape) {
      elements += element_count(shape);
      total += cost(origin, shape);
    });
    if (elements > rechunk_task_bytes / static_cast<std::int64_t>(element_bytes))
      return -1;
  }
  return total;
}

/// The numbers of the blocks that some gather needs.
std::unordered_set<std::int64_t> needed_blocks(std::span<const Gather> gathers, const Chunking& file) {
  std::unordered_set<std::int64_t> needed;
  const Shape strides = row_major_strides(file.grid());
  for (const Gather& gather : gathers) {
    std::vector<std::int64_t> numbers{0};
    for (std::size_t axis = 0; axis < gather.axes.size(); ++axis) {
      std::unordered_set<std::int64_t> along;
      for (const auto& blocks : blocks_along(gather.axes[axis], file.sizes(axis)))
        along.insert(blocks.begin(), blocks.end());
      std::vector<std::int64_t> longer;
      for (const std::int64_t number : numbers)
        for (const std::int64_t block : along)
          longer.push_back(number + block * strides[axis]);
      numbers = std::move(longer);
    }
    needed.insert(numbers.begin(), numbers.end());
  }
  return needed;
}

} // namespace

RegionPlan::RegionPlan(const Reading& reading, Chunking file, std::size_t element_bytes)
    : file_(std::move(file)), gather_(reading.gather), as_(reading.as) {
  const Shape shape = file_.shape();
  const Shape strides = row_major_strides(shape);
  for (const std::int64_t stride : strides)
    largest_gaps_.push_back(gap_bytes / static_cast<std::int64_t>(element_bytes)
                            / std::max<std::int64_t>(1, stride));
  if (gather_)
    plan_.emplace(gather_->axes, Chunking::whole(shape));
}

RegionSelection RegionPlan::of(std::span<const std::int64_t> block, const Shape& shape) const {
  RegionSelection selection{{}, {}, shape, as_};
  if (!plan_) {
    const Shape origin = file_.block_origin(block);
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      selection.ranges.push_back({{origin[axis], shape[axis]}});
      selection.axes.push_back({{0, 0, 1, shape[axis]}});
    }
    return selection;
  }
  selection.axes = plan_->segments(gather_->block_of_axes(block));
  for (std::size_t axis = 0; axis < selection.axes.size(); ++axis)
    selection.ranges.push_back(cover(selection.axes[axis], largest_gaps_[axis]));
  return selection;
}

bool is_worth_reading(std::span<const Gather> gathers, const Reading& reading, const Chunking& file,
                      std::size_t element_bytes, const RegionCost& cost) {
  if (reading.gather)
    return false;
  double together = 0;
  for (const Gather& gather : gathers) {
    if (!gather.fills.empty() || load_of(gather, file).elements == 0)
      return false;
    const double own = cost_of(gather, reading, file, element_bytes, cost);
    if (own < 0)
      return false;
    together += own;
  }
  double now = 0;
  for (const std::int64_t number : needed_blocks(gathers, file)) {
    const Block block = file.block(number);
    now += cost(file.block_origin(block), file.block_shape(block));
  }
  return together <= now;
}

std::string describe_reading(std::string_view name, const Reading& reading) {
  std::string text(name);
  if (reading.gather)
    text += ", a part of it";
  if (reading.as)
    text += ", as " + std::string(to_string(*reading.as));
  return text;
}

Chunking chunking_of(const Reading& reading, const std::vector<std::vector<std::int64_t>>& file) {
  return Chunking(reading.gather ? reading.gather->result_sizes() : file);
}

} // namespace troupe
